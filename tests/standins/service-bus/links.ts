import rhea, { type Connection, type Delivery, type Message, type Receiver, type Sender } from "rhea"
import type { Surroundings } from "./faults.ts"
import { type Holder, Queue, type Settlement, type Stored } from "./queue.ts"
import type { Topic } from "./topic.ts"

const { message: amqp, types } = rhea

const SESSION_FILTER = "com.microsoft:session-filter"
/** Between the years 1 and 1970, in .NET's ticks of 100 ns. */
const EPOCH_TICKS = 621_355_968_000_000_000n

interface AmqpError {
  readonly condition: string
  readonly description: string
}

/** What rhea has and its types don't say. */
interface Inside {
  readonly state: { local_open: boolean; open_requests: number }
  readonly local: { readonly attach: { properties?: unknown } }
}
interface Outcomes {
  readonly accepted: () => { described: () => unknown }
  readonly rejected: (fields: { error: AmqpError }) => { described: () => unknown }
}
/** A delivery that left rhea's hands is known by both ends to be settled. */
const inTransit = (delivery: Delivery) => delivery as { remote_settled: boolean }
const inside = (link: Sender): Inside => link as unknown as Inside
const outcomes = amqp as unknown as Outcomes

export const ticks = (ms: number): unknown => {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64BE(BigInt(ms) * 10_000n + EPOCH_TICKS)
  return types.wrap_long(buffer)
}

/** A message as it goes out, with what the service adds. */
export const encode = (stored: Stored): Buffer =>
  amqp.encode({
    ...stored.message,
    delivery_count: stored.failures,
    message_annotations: {
      ...(stored.message["message_annotations"] as object | undefined),
      "x-opt-sequence-number": stored.sequence,
      "x-opt-enqueued-time": new Date(stored.enqueuedAt),
      ...(stored.lock === undefined ? {} : { "x-opt-locked-until": new Date(stored.lock.until) })
    }
  })

/** A client sends to a topic over this link. */
export const takeFrom = (receiver: Receiver, topic: Topic, service: Surroundings): void => {
  receiver.on("message", ({ delivery, message }: { delivery: Delivery; message: Message | Buffer }) => {
    service.count("send")
    service.active(receiver)
    if (service.happens("busy")) return delivery.reject(busy)
    if (service.happens("droppedBefore")) return service.drop(receiver.connection)
    const refused = topic.publish(Buffer.isBuffer(message) ? unpack(message) : [message])
    if (service.happens("droppedAfter")) return service.drop(receiver.connection)
    if (refused === undefined) delivery.accept()
    else delivery.reject({ condition: refused[0], description: refused[1] })
  })
}

/** The messages of a batch (format 0x80013700, which rhea leaves as it came): its body has each as a section of its own. */
export const unpack = (batch: Buffer): ReadonlyArray<Message> => {
  const { content } = amqp.decode(batch)["body"] as { readonly content: Buffer | ReadonlyArray<Buffer> }
  // rhea types what it decodes without its body.
  return (Buffer.isBuffer(content) ? [content] : content).map((each) => amqp.decode(each) as unknown as Message)
}

const busy: AmqpError = { condition: "com.microsoft:server-busy", description: "the server is busy, wait a moment" }

/** A client receives from a subscription, or from one session of it, over this link. */
export class Outlet implements Holder {
  readonly connection: Connection
  private readonly sender: Sender
  private readonly queue: Queue
  private readonly service: Surroundings
  private session: string | undefined
  private timer: NodeJS.Timeout | undefined
  private pumping: NodeJS.Immediate | undefined
  private readonly pump = () => {
    this.pumping ??= setImmediate(() => this.deliver())
  }

  constructor(sender: Sender, queue: Queue, service: Surroundings) {
    this.sender = sender
    this.connection = sender.connection
    this.queue = queue
    this.service = service
    const filter = sender.source.filter
    if (!queue.rules.sessions) this.open("")
    else if (filter === undefined || !(SESSION_FILTER in filter)) {
      sender.close({ condition: "amqp:not-allowed", description: "a session filter is needed here" })
    } else this.accept(filter[SESSION_FILTER] as string | null)
    sender.on("sender_flow", this.pump)
    sender.on("sender_draining", () => {
      this.deliver()
      sender.set_drained(true)
    })
    const settled = (settlement: (delivery: Delivery) => Settlement) => (context: { delivery: Delivery }) =>
      this.settle(context.delivery, settlement(context.delivery))
    sender.on(
      "accepted",
      settled(() => ({ as: "completed" }))
    )
    sender.on(
      "modified",
      settled(() => ({ as: "abandoned" }))
    )
    sender.on(
      "rejected",
      settled(({ remote_state }) => {
        // As the SDK writes it: amqp:error with why in its info.
        const info = (remote_state?.["error"] as { info?: Record<string, string> } | undefined)?.info
        return {
          as: "suspended",
          reason: info?.["DeadLetterReason"] ?? "",
          description: info?.["DeadLetterErrorDescription"] ?? ""
        }
      })
    )
  }

  /** The client closed it, or went away. */
  close(): void {
    clearTimeout(this.timer)
    clearImmediate(this.pumping)
    this.queue.watchers.delete(this.pump)
    this.queue.watchers.delete(this.tryAccept)
    if (this.session !== undefined && this.queue.rules.sessions) this.queue.release(this.session, this)
    this.session = undefined
  }

  lost(): void {
    this.close()
    this.sender.close({ condition: "com.microsoft:session-lock-lost", description: "the session's lock has expired" })
  }

  /** Answers the attach when there is a session to have, or when the client's time is over. */
  private accept(wanted: string | null): void {
    this.service.count("accept")
    const refuse = (error: AmqpError) => {
      this.close()
      this.sender.open()
      this.sender.close(error)
    }
    if (this.service.happens("busy")) return refuse(busy)
    if (wanted !== null) {
      if (this.tryAccept(wanted)) return
      return refuse({ condition: "com.microsoft:session-cannot-be-locked", description: `${wanted} is locked` })
    }
    const { state } = inside(this.sender)
    state.local_open = false
    state.open_requests = 0
    if (this.tryAccept()) return
    this.queue.watchers.add(this.tryAccept)
    const patience = Number(this.sender.properties?.["com.microsoft:timeout"] ?? 60_000)
    this.timer = setTimeout(
      () => refuse({ condition: "com.microsoft:timeout", description: "no session within the time given" }),
      patience
    )
  }

  private readonly tryAccept = (wanted?: string): boolean => {
    const session = this.queue.accept(this, wanted)
    if (session === undefined) return false
    this.queue.watchers.delete(this.tryAccept)
    clearTimeout(this.timer)
    inside(this.sender).local.attach.properties = {
      "com.microsoft:locked-until-utc": ticks(this.queue.lockedUntil(session) + this.service.skewMs)
    }
    this.open(session)
    return true
  }

  private open(session: string): void {
    this.session = session
    const filter = this.queue.rules.sessions ? { [SESSION_FILTER]: session } : undefined
    this.sender.set_source({ address: this.sender.source.address, ...(filter && { filter }) })
    this.sender.open()
    this.queue.watchers.add(this.pump)
    this.pump()
  }

  private deliver(): void {
    clearImmediate(this.pumping)
    this.pumping = undefined
    if (this.session === undefined || !this.sender.is_open()) return
    // Sent ones take their credit only when rhea writes them.
    for (let { credit } = this.sender as unknown as { credit: number }; credit > 0; credit--) {
      const stored = this.queue.take(this.session)
      if (stored?.lock === undefined) return
      this.service.count("receive")
      this.sender.send(encode(stored), stored.lock.token, 0)
    }
  }

  private settle(delivery: Delivery, settlement: Settlement): void {
    this.service.count("settle")
    const token = Queue.token(delivery.tag as Buffer)
    if (this.service.happens("droppedBefore")) return this.service.drop(this.connection)
    if (this.service.happens("lockLost")) {
      if (this.queue.rules.sessions && this.session !== undefined) this.queue.expire(this.session)
      else this.queue.settle(token, { as: "abandoned" })
    }
    const again = settlement.as === "completed" && this.service.happens("duplicate")
    const done = this.queue.settle(token, again ? { as: "abandoned" } : settlement)
    if (this.service.happens("droppedAfter")) return this.service.drop(this.connection)
    const lost = this.queue.rules.sessions ? "com.microsoft:session-lock-lost" : "com.microsoft:message-lock-lost"
    const answer = done
      ? outcomes.accepted()
      : outcomes.rejected({ error: { condition: lost, description: "the lock is lost" } })
    delivery.update(true, answer.described())
    // The client says no more of it, which rhea would wait for: it holds 2,048 of a link, and throws at the next.
    inTransit(delivery).remote_settled = true
  }
}
