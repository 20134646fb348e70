import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Option } from "effect"
import { archivedSpan, Bus, type Delivery, marketArchive, Markets, queryAll, readCandles } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { instrument, nobodyHears, nobodyNeeds } from "../execution.fixture.ts"
import { pass, passUntil } from "../passing-time.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { recordVenue } from "./feed.ts"
import { heardBy, noon } from "./feed.fixture.ts"
import { makeListenTo } from "./listen-to.ts"

const MINUTE = 60_000
const { symbol } = instrument

/** One that listens for the bots of a share. */
const listening = heardBy({}, (venue, watch) =>
  Effect.flatMap(makeListenTo({ index: 1, of: 3 }), (listenTo) => listenTo(venue, watch, nobodyNeeds))
)
/** One that records for them. */
const recording = heardBy({}, (venue) => recordVenue(venue, nobodyNeeds, nobodyHears))

const records = queryAll(Markets, { venue: SIMULATED })
const archive = marketArchive(SIMULATED)

describe("EXEC-39 listening to a venue that another process records", () => {
  it.effect("tells prices at once, and candles once they are kept: written by the recorder alone", () =>
    Effect.gen(function* () {
      const bus = yield* Bus
      const shown: Array<Delivery> = []
      yield* Effect.forkScoped(
        bus.receive({ topic: "market-data", subscription: "realtime" }, (message) =>
          Effect.sync(() => void shown.push(message))
        )
      )
      const listener = yield* listening
      yield* listener.trade("100", noon + 1_000)
      yield* pass(70)
      assert.deepStrictEqual(listener.told, [`${symbol} 100`])
      assert.deepStrictEqual(listener.closedUntil, [])
      assert.deepStrictEqual(yield* records, [])
      assert.isTrue(Option.isNone(yield* archivedSpan(archive, symbol)))
      assert.deepStrictEqual(shown, [])

      const recorder = yield* recording
      const at = yield* Clock.currentTimeMillis
      const minute = at - (at % MINUTE) + MINUTE
      // Of the minute in which it connects not every trade was heard.
      yield* recorder.trade("99", at)
      yield* pass((minute + 1_000 - at) / 1_000)
      for (const text of ["101", "102"]) yield* recorder.trade(text, minute + 1_000)
      yield* passUntil(
        "the minute is told",
        Effect.sync(() => listener.closedUntil.includes((minute + MINUTE - noon) / MINUTE))
      )
      const kept = yield* readCandles(archive, symbol, minute, minute + MINUTE)
      assert.strictEqual(kept.length, 1)
      assert.strictEqual((yield* records)[0]?.keptUntil, minute + MINUTE)
      assert.isAbove(shown.length, 0)
      // Nobody is woken by who records.
      assert.deepStrictEqual([recorder.told, recorder.closedUntil], [[], []])
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("tells bots once that a connection was lost and that it is back, whoever listens for them next", () => {
    const told = (from: { readonly told: ReadonlyArray<string> }) => from.told.filter((one) => !one.startsWith(symbol))
    const heard = (from: { readonly told: ReadonlyArray<string> }) =>
      Effect.sync(() => from.told.some((one) => one.startsWith(symbol)))
    return Effect.gen(function* () {
      yield* Effect.scoped(
        Effect.gen(function* () {
          const first = yield* listening
          yield* first.trade("100", noon + 1_000)
          yield* passUntil("a price", heard(first))
          yield* first.hangUp(true)
          yield* passUntil(
            "it is lost",
            Effect.sync(() => first.told.includes("lost"))
          )
          assert.deepStrictEqual(told(first), ["lost"])
        })
      )
      yield* Effect.scoped(
        Effect.gen(function* () {
          const second = yield* listening
          yield* second.hangUp(true)
          yield* pass(20)
          assert.deepStrictEqual(told(second), [])
          yield* second.mend
          yield* pass(30)
          yield* second.trade("101", yield* Clock.currentTimeMillis)
          yield* passUntil("a price", heard(second))
          assert.deepStrictEqual(told(second), ["restored"])
        })
      )
      yield* Effect.scoped(
        Effect.gen(function* () {
          const third = yield* listening
          yield* third.trade("102", yield* Clock.currentTimeMillis)
          yield* passUntil("a price", heard(third))
          assert.deepStrictEqual(told(third), [])
        })
      )
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  })
})
