import rhea, { type EventContext, type Message, type Receiver, type Sender } from "rhea"
import type { Surroundings } from "./faults.ts"
import { encode } from "./links.ts"
import type { Queue, Settlement } from "./queue.ts"
import { correlationFilter, sqlFilter, type Subscription } from "./topic.ts"

type Body = Readonly<Record<string, unknown>>
export interface Answer {
  readonly status: number
  readonly condition?: string
  readonly body?: unknown
}

/** Answers come over the client's other link of the same AMQP session. */
export const answering = (receiver: Receiver, answer: (request: Message) => Answer): void => {
  receiver.on("message", (context: EventContext) => {
    const { message, session } = context
    if (message === undefined) return
    const { body, condition, status } = answer(message)
    const reply = session?.find_sender(() => true)
    reply?.send({
      correlation_id: message["message_id"] as string,
      application_properties: {
        statusCode: status,
        statusDescription: condition ?? "OK",
        ...(condition === undefined ? {} : { errorCondition: condition })
      },
      body: body ?? {}
    })
  })
}

/** `$cbs`: any token will do. */
export const answerClaims = (receiver: Receiver): void => answering(receiver, () => ({ status: 202 }))

/** `<entity>/$management`: what is asked beside sending and receiving. */
export const answerManagement = (
  receiver: Receiver,
  queue: Queue,
  subscription: Subscription | undefined,
  service: Surroundings
): void =>
  answering(receiver, (request) => {
    const operation = String((request["application_properties"] as Body)["operation"]).replace("com.microsoft:", "")
    service.count(operation)
    if (service.happens("throttled")) return { status: 503, condition: "com.microsoft:server-busy" }
    // Requests are maps; an empty one comes as none.
    const body = (request["body"] ?? {}) as Body
    switch (operation) {
      case "peek-message":
        return peek(queue, Number(body["from-sequence-number"]), Number(body["message-count"]))
      case "renew-session-lock": {
        const until = queue.renewSession(String(body["session-id"]))
        return until === undefined
          ? { status: 410, condition: "com.microsoft:session-lock-lost" }
          : { status: 200, body: { expiration: rhea.types.wrap_timestamp(until + service.skewMs) } }
      }
      case "renew-lock": {
        const until = tokens(body).map((token) => queue.renewMessage(token))
        return until.includes(undefined)
          ? { status: 410, condition: "com.microsoft:message-lock-lost" }
          : { status: 200, body: { expirations: rhea.types.wrap_array(until, 0x83, undefined) } }
      }
      case "update-disposition": {
        const settled = tokens(body).map((token) => queue.settle(token, settlement(body)))
        return settled.includes(false) ? { status: 410, condition: "com.microsoft:message-lock-lost" } : { status: 200 }
      }
      case "add-rule": {
        const { "correlation-filter": correlation, "sql-filter": sql } = body["rule-description"] as {
          readonly "sql-filter"?: { readonly expression: string }
          readonly "correlation-filter"?: { readonly properties?: Body }
        }
        const filter = sql === undefined ? correlationFilter(correlation?.properties ?? {}) : sqlFilter(sql.expression)
        subscription?.filters.set(String(body["rule-name"]), filter)
        return { status: 200 }
      }
      case "remove-rule":
        return subscription?.filters.delete(String(body["rule-name"])) === true
          ? { status: 200 }
          : { status: 404, condition: "amqp:not-found" }
      default:
        return { status: 501, condition: "amqp:not-implemented" }
    }
  })

/** An answer weighs 256 KB at most: there may be fewer than asked for. */
const peek = (queue: Queue, from: number, most: number): Answer => {
  let room = 256 * 1024
  const messages = queue.peek(from, most).map(encode)
  const fitting = messages.filter((message, i) => (room -= message.length) >= 0 || i === 0)
  return messages.length === 0
    ? { status: 204, condition: "com.microsoft:message-not-found" }
    : { status: 200, body: { messages: fitting.map((message) => ({ message })) } }
}

const tokens = (body: Body): ReadonlyArray<Buffer> => body["lock-tokens"] as ReadonlyArray<Buffer>

const settlement = (body: Body): Settlement => {
  switch (body["disposition-status"]) {
    case "completed":
      return { as: "completed" }
    case "suspended":
      return {
        as: "suspended",
        reason: String(body["deadletter-reason"]),
        description: String(body["deadletter-description"])
      }
    default:
      return { as: "abandoned" }
  }
}

export const isReply = (sender: Sender): boolean => /(^|\/)\$(cbs|management)$/.test(sender.source.address)
