import { expect, it, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { PAPER } from "@tradetower/domain/connection"
import { RunId, Time } from "@tradetower/domain/ids"
import type { MarketEvent } from "@tradetower/domain/messages"
import { Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import {
  BotRuns,
  type MetricsSnapshot,
  MetricsSnapshots,
  Store,
  StoreUnavailable,
  type Version
} from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { unmetered } from "../settings.ts"
import { RunBoard } from "../run-board.ts"
import { botId, venue, summaryOf, symbol, tenantId } from "../step.fixture.ts"
import { Minutes } from "./minutes.ts"

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
const start = Date.UTC(2026, 10, 1)

const priceAt = (at: number, price: string): Extract<MarketEvent, { _tag: "Price" }> => ({
  _tag: "Price",
  venue,
  symbol,
  price: Decimal.make(price),
  at: Time.make(at)
})

const snapshots = (tier: string) =>
  Effect.gen(function* () {
    const store = yield* Store
    const page = yield* store.query(
      MetricsSnapshots,
      { tenantId, botRunId: RunId.make("run") },
      { where: { tier }, orderBy: { field: "at", direction: "ASC" }, limit: 1_000 }
    )
    return page.items.map(({ value }) => [(value.at - start) / MINUTE, value.positionProfit])
  })

const run = Effect.gen(function* () {
  const store = yield* Store
  const summary = summaryOf("ACTIVE", { position: Decimal.make("2"), positionCost: Decimal.make("200") })
  const value = {
    id: RunId.make("run"),
    tenantId,
    botDefinitionId: botId,
    connection: PAPER,
    environment: "PAPER" as const,
    venue,
    symbol,
    startedAt: start,
    state: "ACTIVE" as const,
    live: true,
    seq: 1,
    summary
  }
  const version = yield* store.create(BotRuns, value)
  const board = yield* RunBoard
  board.keep({ value, version })
})

/** The metrics of one process: another one knows nothing of the first. */
const process = Minutes.layer(unmetered).pipe(Layer.provideMerge(RunBoard.layer()))

layer(embeddedPlatformForTests({ now: () => start, telemetry: { logs: "off" } }))("results over time", (it) => {
  it.effect("are written each minute, and rolled up into hours and days when these are over", () =>
    Effect.gen(function* () {
      yield* run
      const minutes = yield* Minutes
      yield* minutes.price(priceAt(start + 1_000, "101"))
      yield* minutes.price(priceAt(start + 30_000, "102"))
      expect(yield* snapshots("1m")).toEqual([])
      yield* minutes.price(priceAt(start + MINUTE, "103"))
      expect(yield* snapshots("1m")).toEqual([[0, "4"]])
      yield* minutes.price(priceAt(start + 59 * MINUTE, "104"))
      yield* minutes.price(priceAt(start + HOUR, "105"))
      expect(yield* snapshots("1h")).toEqual([])
      yield* minutes.price(priceAt(start + HOUR + MINUTE, "106"))
      expect(yield* snapshots("1h")).toEqual([[0, "8"]])
    }).pipe(Effect.provide(process))
  )

  it.effect("are those of the market whose minute ended", () =>
    Effect.gen(function* () {
      const minutes = yield* Minutes
      const before = yield* snapshots("1m")
      const elsewhere = (at: number) => ({ ...priceAt(at, "7"), symbol: Symbol.make("ETH-USD") })
      yield* minutes.price(elsewhere(start + 2 * HOUR))
      yield* minutes.price(elsewhere(start + 2 * HOUR + MINUTE))
      expect(yield* snapshots("1m")).toEqual(before)
    }).pipe(Effect.provide(process))
  )

  it.effect("are kept a day by the minute, in the market's time", () =>
    Effect.gen(function* () {
      const minutes = yield* Minutes
      const later = 10 * DAY
      for (let minute = 0; minute < 3 * 24 * 60; minute += 15)
        yield* minutes.price(priceAt(start + later + minute * MINUTE, "100"))
      const kept = yield* snapshots("1m")
      expect(kept.length).toBeLessThanOrEqual(25 * 4)
      expect(kept.every(([at]) => Number(at) >= (later + 47 * HOUR) / MINUTE)).toBe(true)
      const store = yield* Store
      for (const tier of ["1m", "1h", "1d"]) {
        const { items } = yield* store.query(
          MetricsSnapshots,
          { tenantId, botRunId: RunId.make("run") },
          {
            where: { tier, at: { from: start + later - DAY } },
            orderBy: { field: "at", direction: "ASC" },
            limit: 1_000
          }
        )
        for (const { value } of items)
          yield* store.remove(MetricsSnapshots, { tenantId, botRunId: RunId.make("run") }, value.id)
      }
    }).pipe(Effect.provide(process))
  )

  it.effect("go on after a restart, and an old price changes nothing", () =>
    Effect.gen(function* () {
      const minutes = yield* Minutes
      yield* minutes.price(priceAt(start + DAY - HOUR, "110"))
      yield* minutes.price(priceAt(start + DAY, "111"))
      yield* minutes.price(priceAt(start + 5, "1"))
      yield* minutes.price(priceAt(start + DAY + MINUTE, "112"))
      expect(yield* snapshots("1h")).toEqual([
        [0, "8"],
        [60, "10"],
        [23 * 60, "20"]
      ])
      expect(yield* snapshots("1d")).toEqual([[0, "20"]])
    }).pipe(Effect.provide(process))
  )
})

it.effect(
  "are spread over the time after a minute, each run at its own, and tried again while the store is away",
  () => {
    const IDS = Array.from({ length: 40 }, (_, i) => RunId.make(`run-${i}`))
    // Any text will do where nothing is stored.
    const version = "1" as Version
    const runs = Effect.gen(function* () {
      const board = yield* RunBoard
      for (const id of IDS) {
        const of = { tenantId, botDefinitionId: botId, connection: PAPER, environment: "PAPER" as const, venue, symbol }
        const summary = summaryOf("ACTIVE")
        const value = { id, ...of, startedAt: start, state: "ACTIVE" as const, live: true, seq: 1, summary }
        board.keep({ value, version })
      }
    })
    const writes: Array<{ readonly id: string; readonly at: number }> = []
    let away = false
    const counting = Layer.effect(
      Store,
      Effect.map(Store, (store): (typeof Store)["Service"] => ({
        ...store,
        query: () => Effect.succeed({ items: [] }),
        upsert: (container, value) =>
          Effect.gen(function* () {
            if (away)
              return yield* new StoreUnavailable({ container: container.name, message: "away", retryable: true })
            const { at, botRunId } = value as unknown as MetricsSnapshot
            writes.push({ id: botRunId, at })
            return version
          })
      }))
    )
    return Effect.gen(function* () {
      yield* runs
      const minutes = yield* Minutes
      yield* minutes.price(priceAt(start, "101"))
      yield* minutes.price(priceAt(start + MINUTE, "102"))
      expect(writes).toEqual([])
      const each: Array<number> = []
      for (let second = 0; second < 60; second++) {
        const before = writes.length
        yield* TestClock.adjust("1 second")
        each.push(writes.length - before)
      }
      expect(writes.map(({ id }) => id).toSorted()).toEqual([...IDS].toSorted())
      expect(Math.max(...each)).toBeLessThanOrEqual(5)
      expect(each.slice(51)).toEqual(Array.from({ length: 9 }, () => 0))

      away = true
      yield* minutes.price(priceAt(start + 2 * MINUTE, "103"))
      yield* TestClock.adjust("1 minute")
      expect(writes).toHaveLength(40)
      yield* minutes.price(priceAt(start + 3 * MINUTE, "104"))
      away = false
      yield* TestClock.adjust("1 minute")
      expect(writes.slice(40).map(({ at }) => at)).toEqual(IDS.map(() => start + 2 * MINUTE))
    }).pipe(
      Effect.provide(
        Minutes.layer({ minuteOverMs: 50_000 }).pipe(
          Layer.provideMerge(RunBoard.layer()),
          Layer.provideMerge(counting),
          Layer.provideMerge(embeddedPlatformForTests({ telemetry: { logs: "off" } }))
        )
      )
    )
  }
)
