import { Cause, Effect, Option, Queue, Redacted, Schema, Stream } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import { exactJson } from "../../wire/exact-json.ts"
import { type Lost, openSocket, type Socket } from "../../wire/socket.ts"
import { hostsAt, type IbkrAddresses } from "./addresses.ts"
import { AuthStatus } from "./answers.ts"
import type { Session } from "./session.ts"
import { signedOut } from "./trouble.ts"

/** It beats every 10 s: none for so long, and it is dead, ms. */
const SILENCE = 40_000
/** It is let in within this time, ms. */
const READY_WITHIN = 15_000
const TIC_EVERY = "55 seconds"

/** What a socket tells, once it is let in: of the account's orders and trades, or of prices. */
export type Told =
  | { readonly _tag: "Listening" }
  | { readonly _tag: "Orders"; readonly rows: ReadonlyArray<unknown> }
  | { readonly _tag: "Trades"; readonly rows: ReadonlyArray<unknown> }
  | { readonly _tag: "Prices"; readonly row: unknown }

const Message = Schema.Struct({
  topic: Schema.optionalKey(Schema.String),
  message: Schema.optionalKey(Schema.String),
  args: Schema.optionalKey(Schema.Unknown)
})
const readMessage = Schema.decodeUnknownOption(Message)
const readStatus = Schema.decodeUnknownOption(AuthStatus)
const readRows = Schema.decodeUnknownOption(Schema.Array(Schema.Unknown))

const lostWords: Readonly<Record<Lost, string>> = {
  FOREIGN_HOST: "Interactive Brokers' stream is at another host than its own",
  UNREACHED: "Interactive Brokers' stream can't be reached",
  SILENT: "Interactive Brokers' stream fell silent",
  CLOSED: "Interactive Brokers closed the stream"
}

export const streamLost = (message: string) => new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK" })

/**
 * What one socket tells, from when it is let in. It confirms nothing and numbers nothing: what happened before is to be
 * asked for. Fails with the connection, with the session, and with what can't be read. `listening`: what to ask it for.
 */
export const brokerStream = (
  at: IbkrAddresses,
  session: Session,
  listening: (socket: Socket) => Effect.Effect<void>
): Stream.Stream<Told, ExchangeUnavailable> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      const cookie = yield* session.cookie
      let over = false
      let isIn = false
      let socket: Socket | undefined
      const fork = Effect.runForkWith(yield* Effect.context<never>())
      const fail = (error: ExchangeUnavailable) => {
        if (over) return
        over = true
        Queue.failCauseUnsafe(queue, Cause.fail(error))
      }
      const late = setTimeout(
        () => isIn || fail(streamLost("Interactive Brokers' stream does not let us in")),
        READY_WITHIN
      )
      yield* Effect.addFinalizer(() => Effect.sync(() => clearTimeout(late)))
      const heard = (text: string) => {
        if (over) return
        const read = Option.getOrUndefined(exactJson(text))
        const message = Option.getOrUndefined(readMessage(read))
        // "tic" is echoed, and some notices are no JSON.
        if (message === undefined)
          return read === undefined ? undefined : fail(streamLost("what it says can't be read"))
        const { args, topic = "" } = message
        if (topic === "sts") {
          const status = Option.getOrUndefined(readStatus(args))
          if (status?.authenticated === false || status?.competing === true) {
            session.over()
            return fail(signedOut)
          }
          if (status?.authenticated !== true || isIn) return
          isIn = true
          Queue.offerUnsafe(queue, { _tag: "Listening" })
          if (socket !== undefined) fork(listening(socket))
        } else if (topic === "sor" || topic === "str") {
          const rows = Option.getOrUndefined(readRows(args))
          if (rows === undefined) return
          Queue.offerUnsafe(queue, { _tag: topic === "sor" ? "Orders" : "Trades", rows })
        } else if (topic.startsWith("smd+")) Queue.offerUnsafe(queue, { _tag: "Prices", row: read })
      }
      yield* openSocket({
        url: `${at.stream}?oauth_token=${encodeURIComponent(Redacted.value(session.accessToken))}`,
        allowedHosts: hostsAt(at),
        headers: { cookie: `api=${cookie}`, "user-agent": "ClientPortalGW/1" },
        silence: SILENCE,
        opened: (own) => {
          socket = own
        },
        heard,
        lost: (why) => fail(streamLost(lostWords[why]))
      })
      return yield* Effect.forever(
        Effect.delay(
          Effect.sync(() => {
            if (socket?.isOpen() === true) socket.say("tic")
          }),
          TIC_EVERY
        )
      )
    })
  )
