import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Bus, type LatestPrice, LatestPrices, type MarketRecord, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { pass } from "../passing-time.fixture.ts"
import { FeedRates, ownMachine, paidFor } from "./feed-rates.ts"
import { noon, worldOf } from "./feed.fixture.ts"

it.effect.each([
  { rates: ownMachine, prices: 60, records: 12 },
  { rates: paidFor(15_000), prices: 4, records: 1 }
])("tells screens and store as often as it may, bots at once: %j", ({ prices, rates, records }) =>
  Effect.gen(function* () {
    const shown: Array<string> = []
    const bus = yield* Bus
    const counting = Layer.succeed(Bus, {
      ...bus,
      send: (_, messages) => Effect.sync(() => void shown.push(...messages.map(({ subject }) => subject)))
    })
    const store = yield* Store
    const recorded: Array<boolean> = []
    const kept: Array<LatestPrice> = []
    const { hangUp, told, trade } = yield* worldOf().pipe(
      Effect.provideService(Store, {
        ...store,
        upsert: (container, value, options) => {
          // The feed writes no other documents into it.
          if (container.name === "Markets") recorded.push((value as unknown as MarketRecord).connected)
          return store.upsert(container, value, options)
        }
      }),
      Effect.provide(counting),
      Effect.provideService(LatestPrices, {
        keep: (_, latest) => Effect.sync(() => void kept.push(...latest.values())),
        of: () => Effect.succeed(new Map())
      }),
      Effect.provideService(FeedRates, rates)
    )
    yield* trade("100", noon + 1_000)
    yield* pass(60)
    const count = (subject: string) => shown.filter((one) => one === subject).length
    const before = { prices: count("Price"), records: recorded.length, candles: count("Candle") }
    for (let second = 62; second < 182; second++) {
      yield* trade(String(100 + (second % 7)), noon + second * 1_000)
      yield* pass(1)
    }
    // Two minutes of prices, and the minutes that closed in them.
    const [shownPrices, written] = [count("Price") - before.prices, recorded.length - before.records]
    assert.isTrue(shownPrices > prices && shownPrices <= 2 * prices + 1, `${shownPrices} prices`)
    // What processes share is as new as what screens show.
    assert.strictEqual(kept.length, count("Price"))
    assert.isTrue(written >= records && written <= 2 * records + 1, `${written} records`)
    assert.isAtMost(count("Candle") - before.candles, 2 * records + 4)
    assert.isAtLeast(told.filter((one) => one.startsWith("BTC-USD")).length, 120)
    yield* hangUp(true)
    yield* pass(7)
    assert.isFalse(recorded.at(-1))
  }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
)
