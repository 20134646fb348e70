import { Clock, Effect, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import { MarketTime } from "@tradetower/platform"
import { instrument, lots, market, nobodyHears, nobodyNeeds, price } from "../execution.fixture.ts"
import { ExchangeUnavailable } from "../unavailable.ts"
import { quietVenue } from "../venues/venue.fixture.ts"
import type { Tick, Venue } from "../venues/venue.ts"
import type { Watch } from "../watch/watch.ts"
import { runFeed } from "./feed.ts"
import { pass } from "../passing-time.fixture.ts"

export const noon = Date.UTC(2026, 10, 22, 12)

const feeds = (venue: Venue, watch: Watch) => runFeed(venue, watch, nobodyNeeds, nobodyHears)

/** A live source whose line breaks when told to, and what the feed, or who else `hears` it, tells the watch. */
export const heardBy = Effect.fnUntraced(function* <E, R>(
  over: Partial<Venue>,
  hears: (venue: Venue, watch: Watch) => Effect.Effect<void, E, R>
) {
  if ((yield* Clock.currentTimeMillis) < noon) yield* TestClock.setTime(noon)
  let line = yield* Queue.make<Tick, ExchangeUnavailable>()
  let connects = true
  const lost = new ExchangeUnavailable({ message: "the line broke", retryable: true })
  const asked: Array<readonly [number, number]> = []
  const data = quietVenue([instrument], {
    source: "LIVE",
    note: "live prices of a test",
    candles: (_, from, to) =>
      Effect.sync(() => {
        asked.push([from, to])
        return []
      }),
    prices: () =>
      Stream.unwrap(
        Effect.gen(function* () {
          if (!connects) return Stream.fail(lost)
          line = yield* Queue.make<Tick, ExchangeUnavailable>()
          return Stream.fromQueue(line)
        })
      ),
    ...over
  })
  const told: Array<string> = []
  const closedUntil: Array<number> = []
  const watch: Watch = {
    price: (_, symbol, at) => void told.push(`${symbol} ${market.priceText(at)}`),
    candle: (_, __, { at }) => void told.push(`candle ${(at - noon) / 60_000 + 1}`),
    interrupted: () => {},
    candlesClosed: (_, __, until) => void closedUntil.push((until - noon) / 60_000),
    connection: (_, connected) => Effect.sync(() => void told.push(connected ? "restored" : "lost")),
    trading: (_, symbol, { takes }) => Effect.sync(() => void told.push(`${symbol} takes ${takes}`)),
    follow: () => Effect.void,
    letGo: () => {},
    revised: () => Effect.void,
    size: () => 0
  }
  const trade = (text: string, at: number) =>
    Effect.suspend(() => Queue.offer(line, { symbol: instrument.symbol, price: price(text), at, quantity: lots("2") }))
  const hangUp = (forGood: boolean) =>
    Effect.suspend(() => {
      connects = !forGood
      return Queue.fail(line, lost)
    })
  const mend = Effect.sync(() => void (connects = true))
  let slept = 0
  const time = { now: Effect.map(Clock.currentTimeMillis, (at) => at + slept) }
  const sleep = (millis: number) => Effect.sync(() => void (slept += millis))
  yield* hears(data, watch).pipe(Effect.provideService(MarketTime, time))
  yield* pass(1)
  return { asked, closedUntil, hangUp, mend, sleep, told, trade }
})

/** The same, for the one feed there is. */
export const worldOf = (over: Partial<Venue> = {}) => heardBy(over, feeds)
