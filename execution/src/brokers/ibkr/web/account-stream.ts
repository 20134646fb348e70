import { Cause, Clock, Effect, Option, Queue, Redacted, Schema, Stream } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import { ExchangeUnavailable } from "../../../exchange.ts"
import { exactJson } from "../../../wire/exact-json.ts"
import { type Lost, openSocket, type Socket } from "../../../wire/socket.ts"
import { hostsAt, type IbkrAddresses } from "./addresses.ts"
import { AuthStatus } from "./answers.ts"
import type { Heard } from "../account-news.ts"
import type { HeardTrade } from "../listings.ts"
import type { WebListings } from "./listings.ts"
import type { PriceDesk } from "./price-desk.ts"
import type { Session } from "./session.ts"
import { signedOut } from "./trouble.ts"

/** It beats every 10 s: none for so long, and it is dead, ms. */
const SILENCE = 40_000
/** It is let in within this time, ms. */
const READY_WITHIN = 15_000
/** How often is looked whether the session was taken by somebody else, and after how many looks it is said that we are here. */
const LOOKED_AT = "1 second"
const BEATS = 55

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
 * asked for. Fails with the connection, with the session, and with what can't be read. `desk`: who hears of prices over it.
 */
export const brokerStream = (
  at: IbkrAddresses,
  session: Session,
  desk: PriceDesk,
  list: WebListings
): Stream.Stream<Heard, ExchangeUnavailable> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      const cookie = yield* session.cookie
      const clock = yield* Clock.Clock
      let over = false
      let isIn = false
      let beats = 0
      let socket: Socket | undefined
      const fail = (error: ExchangeUnavailable) => {
        if (over) return
        over = true
        desk.detach(error)
        Queue.failCauseUnsafe(queue, Cause.fail(error))
      }
      const late = setTimeout(
        () => isIn || fail(streamLost("Interactive Brokers' stream does not let us in")),
        READY_WITHIN
      )
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          clearTimeout(late)
          desk.detach(streamLost(lostWords.CLOSED))
        })
      )
      const unreadable = streamLost("Interactive Brokers tells of an order what can't be read")
      const told = (isOrder: boolean, rows: ReadonlyArray<unknown>) => {
        const orders: Array<ClientOrderId> = []
        const trades: Array<HeardTrade> = []
        for (const row of rows) {
          const taken = isOrder ? list.order(row, clock.currentTimeMillisUnsafe()) : list.trade(row)
          if (taken === "UNREADABLE") return fail(unreadable)
          if (typeof taken === "string") orders.push(taken)
          else if (taken !== undefined) trades.push(taken)
        }
        Queue.offerUnsafe(queue, { _tag: "Heard", orders, trades })
      }
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
          if (socket === undefined) return
          socket.say("sor+{}")
          socket.say(`str+${JSON.stringify({ realtimeUpdatesOnly: false, days: 1 })}`)
          desk.attach(socket)
        } else if (topic === "sor" || topic === "str") {
          const rows = Option.getOrUndefined(readRows(args))
          if (rows !== undefined) told(topic === "sor", rows)
        } else if (topic.startsWith("smd+")) desk.heard(read)
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
            const refused = session.refused()
            if (refused !== undefined) fail(refused)
            else if (++beats % BEATS === 0 && socket?.isOpen() === true) socket.say("tic")
          }),
          LOOKED_AT
        )
      )
    })
  )
