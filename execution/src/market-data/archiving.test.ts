import { assert, it } from "@effect/vitest"
import { Clock, Effect, Layer, Option, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import {
  Blobs,
  BlobsUnavailable,
  diskWords,
  marketArchive,
  Markets,
  MarketTime,
  readCandles,
  Store
} from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { instrument, nobodyHears, nobodyNeeds, lots, price } from "../execution.fixture.ts"
import type { Tick } from "../venues/venue.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import type { Watch } from "../watch/watch.ts"
import { runFeed } from "./feed.ts"
import { quietVenue } from "../venues/venue.fixture.ts"
import { pass, passUntil } from "../passing-time.fixture.ts"

const noon = Date.UTC(2026, 10, 22, 12)
const MINUTE = 60_000
const { symbol } = instrument

/** The real platform, whose blobs take nothing while the disk is full. */
const disk = { full: false }
const platform = Layer.effect(
  Blobs,
  Effect.map(Blobs, (blobs): Blobs["Service"] => ({
    ...blobs,
    append: (path, bytes) =>
      Effect.suspend(() =>
        disk.full
          ? Effect.fail(new BlobsUnavailable({ path, message: diskWords.FULL, retryable: true, disk: "FULL" }))
          : blobs.append(path, bytes)
      )
  }))
).pipe(Layer.provideMerge(embeddedPlatformForTests()))

it.effect.each(["when it starts", "while it runs"])(
  "prices come on a disk that is full %s, and every candle is there once it is not",
  (when) => {
    const running = when === "while it runs"
    return Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const line = yield* Queue.make<Tick>()
      const past = {
        at: 0,
        open: price("100"),
        high: price("100"),
        low: price("100"),
        close: price("100"),
        volume: lots("1")
      }
      const data = quietVenue([instrument], {
        candles: (_, from, to) =>
          Effect.sync(() => {
            const first = Math.max(from, noon - 10 * MINUTE)
            return Array.from({ length: Math.max(0, (to - first) / MINUTE) }, (_each, i) => ({
              ...past,
              at: first + i * MINUTE
            }))
          }),
        prices: () => Stream.fromQueue(line)
      })
      const heard: Array<number> = []
      const closed: Array<number> = []
      const watch: Watch = {
        price: (_, __, ___, at) => void heard.push(at),
        candle: () => {},
        interrupted: () => {},
        candlesClosed: (_, __, until) => void closed.push((until - noon) / MINUTE),
        connection: () => Effect.void,
        trading: () => Effect.void,
        follow: () => Effect.void,
        letGo: () => {},
        revised: () => Effect.void,
        size: () => 0
      }
      const trade = (at: number) => Queue.offer(line, { symbol, price: price("100"), at, quantity: lots("2") })
      disk.full = !running
      yield* runFeed(data, watch, nobodyNeeds, nobodyHears).pipe(
        Effect.provideService(MarketTime, { now: Clock.currentTimeMillis })
      )
      yield* trade(noon + 1_000)
      yield* pass(30)
      disk.full = true
      const before = closed.length
      // A minute closes that can't be kept; the prices after it come all the same.
      for (const second of [61, 121, 181]) {
        yield* pass(60)
        yield* trade(noon + second * 1_000)
      }
      yield* passUntil(
        "the last price is heard",
        Effect.sync(() => heard.includes(noon + 181_000))
      )
      const store = yield* Store
      assert.isTrue(Option.isSome(yield* store.read(Markets, { venue: SIMULATED }, symbol)))
      // That a candle is there is said of none that isn't.
      assert.isTrue(
        closed.slice(before).every((until) => running && until <= 0),
        JSON.stringify(closed)
      )
      disk.full = false
      yield* passUntil(
        "the minutes are said to be closed",
        Effect.sync(() => closed.some((until) => until >= 3))
      )
      const kept = yield* readCandles(marketArchive(SIMULATED), symbol, noon - 10 * MINUTE, noon + 3 * MINUTE)
      assert.deepStrictEqual(
        kept.map(({ at }) => (at - noon) / MINUTE),
        Array.from({ length: 13 }, (_, i) => i - 10)
      )
    }).pipe(Effect.scoped, Effect.provide(platform))
  }
)
