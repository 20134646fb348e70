import { Cause, Clock, Effect, Queue, Redacted, Stream } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import { hostsOf } from "@tradetower/platform/wire/allowed"
import { type Lost, openSocket, type Socket } from "../../wire/socket.ts"
import type { Client } from "./client.ts"
import { refusedKey } from "./refused-key.ts"
import { SocketPace } from "./pace.ts"
import type { UserOrder } from "./user-messages.ts"
import { type Untrusted, UserReader } from "./user-reader.ts"

/** Heartbeats come every second: silence for this long is a dead connection, ms. */
const SILENCE = 5_000
/** Confirmed, and told what is open, within this, ms. */
const READY_WITHIN = 10_000

/** What the channel tells. */
export type Told =
  /** `mayLack`: more may have been open than was told. */
  | { readonly _tag: "Connected"; readonly mayLack?: true }
  /** Open when the connection began, before it is `Connected`. */
  | { readonly _tag: "Open"; readonly orders: ReadonlyArray<UserOrder> }
  | { readonly _tag: "Changed"; readonly orders: ReadonlyArray<UserOrder> }

const words: Readonly<Record<Lost, string>> = {
  FOREIGN_HOST: "Coinbase's channel of own orders is at another host than its own",
  UNREACHED: "Coinbase can't be reached: check this machine's connection to the internet",
  SILENT: "Coinbase fell silent",
  CLOSED: "Coinbase closed the connection"
}

/**
 * Coinbase's word on the orders of an account, connection after connection. What is open is told first, then that it is
 * connected, then what changes. Fails when anything may have been missed; each run connects anew, by turns at either host.
 */
export const userChannel = (client: Client, feeds: ReadonlyArray<string>): Stream.Stream<Told, ExchangeUnavailable> => {
  /** Connections that did not come about in a row, and that signing in was turned away. */
  let unreached = 0
  let refusals = 0

  const lost = (message: string) => new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK" })

  return Stream.callback<Told, ExchangeUnavailable>((queue) =>
    Effect.gen(function* () {
      const pace = yield* SocketPace
      yield* Effect.sleep(pace.turn(yield* Clock.currentTimeMillis))
      const url = feeds[unreached % feeds.length] ?? ""
      const reader = new UserReader()
      const fork = Effect.runForkWith(yield* Effect.context<never>())
      let over = false
      const fail = (error: ExchangeUnavailable) => {
        if (over) return
        over = true
        Queue.failCauseUnsafe(queue, Cause.fail(error))
      }
      /** The clock may be off: it is measured, and signed anew once. */
      const distrust = ({ refused, why }: Untrusted) => {
        if (refused !== true) return fail(lost(why))
        if (++refusals > 1)
          return fail(refusedKey(`${why}. Make a new key at Coinbase that may view and trade, and enter it here`))
        fork(
          Effect.andThen(
            Effect.ignore(client.measureClock),
            Effect.sync(() => fail(lost(why)))
          )
        )
      }
      const subscribe = (socket: Socket) =>
        Effect.forEach(
          ["heartbeats", "user"],
          (channel) =>
            // Fresh for each: which products is left out, for all of them.
            Effect.map(client.subscriptionToken, (token) =>
              socket.say({ type: "subscribe", channel, jwt: Redacted.value(token) })
            ),
          { discard: true }
        )
      const heard = (text: string) => {
        if (over) return
        const before = reader.connected
        const { changed, lost: untrusted, open } = reader.read(text)
        if (untrusted !== undefined) return distrust(untrusted)
        if (open.length > 0) Queue.offerUnsafe(queue, { _tag: "Open", orders: open })
        if (changed.length > 0) Queue.offerUnsafe(queue, { _tag: "Changed", orders: changed })
        if (before || !reader.connected) return
        unreached = 0
        refusals = 0
        Queue.offerUnsafe(queue, { _tag: "Connected", ...(reader.mayLack && { mayLack: true }) })
      }
      yield* openSocket({
        url,
        allowedHosts: hostsOf(...feeds),
        silence: SILENCE,
        opened: (socket) => void fork(subscribe(socket)),
        heard,
        lost: (why) => {
          if (why === "UNREACHED") unreached++
          fail(lost(words[why]))
        }
      })
      yield* Effect.sleep(READY_WITHIN)
      if (!reader.connected) fail(lost("Coinbase has not begun to tell of your orders"))
      return yield* Effect.never
    })
  )
}
