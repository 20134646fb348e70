import https from "node:https"
import { Cause, Clock, Effect, Queue, Stream } from "effect"
import { WebSocket } from "ws"
import type { Market, Symbol } from "@tradetower/domain/market"
import { ExchangeUnavailable, type MarketData, type Tick } from "../../exchange.ts"
import { unreachable } from "./coinbase-rest.ts"
import { type ExchangeClock, localTime } from "./exchange-clock.ts"
import { FeedReader } from "./feed-reader.ts"

/** Heartbeats come every second: silence for this long is a dead connection, ms. */
const SILENCE = 10_000
/** A subscription is confirmed within this time, ms; for a product that was left out it is asked for again as often. */
const CONFIRMED_WITHIN = 4_000

/** The longest message, bytes. */
const LONGEST = 10_485_760

/** The process's own agent knows the proxies it was told of; without one, ws connects by itself. */
const throughProxy = (feed: string) => (feed.startsWith("wss:") ? { agent: https.globalAgent } : {})

const clockWords = (behind: number): string =>
  `${Math.round(Math.abs(behind) / 1_000)} s ${behind > 0 ? "behind" : "ahead"}`

const lost = (message: string) => new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK" })

/** Every trade of these markets over Coinbase's feed, and which of them it leaves out. */
export const coinbaseTicks = (
  feed: string,
  markets: ReadonlyMap<string, Market>,
  clock: ExchangeClock,
  confirmedWithin = CONFIRMED_WITHIN
): Pick<MarketData, "ticks" | "unheard"> => {
  let missing: ReadonlyArray<string> = []

  const ticks = Stream.callback<Tick, ExchangeUnavailable>((queue) =>
    Effect.gen(function* () {
      const local = yield* Clock.Clock
      const log = Effect.runForkWith(yield* Effect.context<never>())
      const reader = new FeedReader(markets)
      const socket = yield* Effect.acquireRelease(
        Effect.sync(
          () => new WebSocket(feed, { handshakeTimeout: SILENCE, maxPayload: LONGEST, ...throughProxy(feed) })
        ),
        (open) => Effect.sync(() => open.terminate())
      )
      const fail = (why: string) => Queue.failCauseUnsafe(queue, Cause.fail(lost(why)))
      const subscribe = (channel: string, products: ReadonlyArray<string>) =>
        socket.send(JSON.stringify({ type: "subscribe", product_ids: products, channel }))
      let watchdog = setTimeout(() => fail("Coinbase fell silent"), SILENCE)
      let confirmation: NodeJS.Timeout | undefined
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          clearTimeout(watchdog)
          clearInterval(confirmation)
          missing = []
        })
      )
      const confirm = () => {
        missing = reader.missing()
        if (missing.length === 0) return
        if (missing.length === markets.size) return fail("Coinbase did not confirm what was subscribed to")
        log(Effect.logWarning(`Coinbase sends no trades of ${missing.join(", ")}: asking again`))
        subscribe("market_trades", missing)
      }
      socket.on("open", () => {
        for (const channel of ["market_trades", "heartbeats"]) subscribe(channel, [...markets.keys()])
        confirmation = setInterval(confirm, confirmedWithin)
      })
      socket.on("message", (data) => {
        clearTimeout(watchdog)
        watchdog = setTimeout(() => fail("Coinbase fell silent"), SILENCE)
        // A text frame arrives as one Buffer.
        const heard = reader.read((data as Buffer).toString("utf8"))
        if (heard.sentAt !== undefined) {
          const before = clock.offset
          clock.heard(heard.sentAt, localTime(local))
          if (before === 0 && clock.offset !== 0)
            log(
              Effect.logWarning(
                `this machine's clock is ${clockWords(clock.offset)}: Coinbase's time is used, set yours`
              )
            )
        }
        if (heard.skipped !== undefined)
          log(Effect.logWarning(`left out what Coinbase sent, unreadable: ${heard.skipped}`))
        if (heard.ticks.length > 0) Queue.offerAllUnsafe(queue, heard.ticks)
        if (heard.lost !== undefined) fail(heard.lost)
      })
      socket.on("error", (error) => {
        log(Effect.logDebug("the connection to Coinbase failed", error))
        fail(unreachable.message)
      })
      socket.on("close", () => fail("Coinbase closed the connection"))
      return yield* Effect.never
    })
  )
  return {
    ticks,
    unheard: Effect.sync(
      () =>
        new Map(
          missing.flatMap((product): ReadonlyArray<readonly [Symbol, string]> => {
            const market = markets.get(product)
            return market === undefined ? [] : [[market.instrument.symbol, `Coinbase sends no trades of ${product}`]]
          })
        )
    )
  }
}
