import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import type { RunSummary } from "@tradetower/domain/bot"
import type { BotId, RunId } from "@tradetower/domain/ids"
import type { Decimal } from "@tradetower/domain/number"
import { defaultRiskLimits, type RiskLimits } from "@tradetower/domain/risk"
import { BotSettings } from "@tradetower/domain/strategy"
import { BotDefinitions, RiskMarks, Store, Users } from "@tradetower/platform"
import { ada, bot, ByHand, instrument, run, stepped, toldToBots, world } from "../execution.fixture.ts"
import { until, whileTimePasses } from "../passing-time.fixture.ts"
import { ErasureSettles } from "../erasure/erase.ts"
import { fixedList } from "../venues/fixed-list.ts"
import { runExecution } from "../execution.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"

const d = (text: string) => text as Decimal

const running = Effect.gen(function* () {
  const { data } = yield* ByHand
  yield* runExecution({ exchanges: [yield* paperExchange(data)] })
})
const limited = (limits: Partial<RiskLimits>) =>
  Effect.flatMap(Store, (store) =>
    store.upsert(Users, {
      id: "user",
      tenantId: ada,
      name: "Ada",
      identityProvider: "local",
      createdAt: 0,
      tradingHalted: false,
      riskLimits: { ...defaultRiskLimits, ...limits }
    })
  )
const grid = Schema.decodeUnknownSync(BotSettings)({
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "1000",
  lowPrice: "50",
  highPrice: "150",
  gridLevels: 10,
  spacing: "ARITHMETIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
})

/** A step that leaves the run with one at 100, of 1,000 invested. */
const holding = (seq: number, change: Partial<RunSummary> = {}, of = run) =>
  stepped(
    seq,
    1_700_000_000_000 + seq,
    {},
    {
      botRunId: of,
      summary: {
        state: "ACTIVE",
        since: 0,
        reason: "",
        invested: d("1000"),
        tradingProfit: d("0"),
        fees: d("0"),
        position: d("1"),
        positionCost: d("100"),
        averageEntry: d("100"),
        fills: 1,
        roundTrips: 0,
        openOrders: 0,
        unknownOrders: 0,
        ...change
      }
    }
  )
const marked = (peak: string) =>
  until(
    `a best result of ${peak}`,
    Effect.flatMap(Store, (store) =>
      Effect.map(
        store.read(RiskMarks, { tenantId: ada }, "PAPER:quote:USD"),
        (found) => found._tag === "Some" && found.value.value.peak === peak
      )
    )
  )

describe("watching losses", () => {
  it.effect("pauses every bot of a tenant whose bots lost too much, once, and counts anew", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      const commands = told.bodies
      yield* limited({ maxDailyLossPercent: d("1") })
      yield* running
      yield* trade("100")
      yield* holding(1)
      yield* holding(1, { position: d("0"), positionCost: d("0") }, "run-2" as RunId)
      yield* marked("0")
      yield* trade("70")
      const first = [yield* commands, yield* commands]
      assert.deepStrictEqual(
        first.map(({ _tag, runId }) => `${_tag} ${String(runId)}`).toSorted((a, b) => a.localeCompare(b)),
        ["Pause run-1", "Pause run-2"]
      )
      assert.deepStrictEqual(first[0]?.["actor"], "RISK_ENGINE")
      assert.include(String(first[0]?.["reason"]), "your bots lost 1.5 % of what is invested today")
    }).pipe(whileTimePasses, Effect.scoped, Effect.provide(world))
  )

  it.effect("RISK-27 closes what trades a contract a day before it ends, once, and not sooner", () =>
    Effect.gen(function* () {
      const { data, setTime, trade } = yield* ByHand
      const told = yield* toldToBots
      const end = 1_700_000_000_000 + 3 * 86_400_000
      const futures = { maxLeverage: 3, fundingHours: 1, fundingRate: d("0"), expiresAt: end }
      const dated = { ...data, ...fixedList([{ ...instrument, kind: "FUTURES" as const, futures }]) }
      yield* limited({ onBreach: "PAUSE" })
      yield* runExecution({ exchanges: [yield* paperExchange(dated)] })
      yield* trade("100")
      yield* holding(1)
      yield* marked("0")
      yield* setTime(end - 86_400_000 - 1)
      yield* trade("100")
      yield* holding(1, {}, "run-2" as RunId)
      yield* marked("0")
      yield* setTime(end - 86_400_000)
      yield* trade("100")
      const both = [yield* told.bodies, yield* told.bodies]
      assert.deepStrictEqual(
        both.map((one) => [one["_tag"], one["closure"], one["actor"]]),
        [
          ["Stop", "CLOSE_POSITIONS", "RISK_ENGINE"],
          ["Stop", "CLOSE_POSITIONS", "RISK_ENGINE"]
        ]
      )
      assert.include(String(both[0]?.["reason"]), "are closed a day before")
    }).pipe(whileTimePasses, Effect.scoped, Effect.provide(world))
  )

  it.effect("closes a bot by its own limit, and leaves the others alone", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const store = yield* Store
      const told = yield* toldToBots
      yield* running
      yield* store.upsert(BotDefinitions, {
        id: bot,
        tenantId: ada,
        name: "Careful",
        connection: PAPER,
        environment: "PAPER",
        venue: instrument.venue,
        symbol: instrument.symbol,
        settings: grid,
        createdAt: 0,
        risk: { maxDrawdownPercent: d("2"), onBreach: "CLOSE" }
      })
      yield* trade("100")
      yield* holding(1)
      yield* stepped(1, 1_700_000_000_001, {}, { botRunId: "run-9" as RunId, botDefinitionId: "bot-9" as BotId })
      yield* marked("0")
      yield* trade("79")
      const stop = yield* told.bodies
      assert.deepStrictEqual(
        [stop._tag, stop["runId"], stop["closure"], stop["actor"]],
        ["Stop", "run-1", "CLOSE_POSITIONS", "RISK_ENGINE"]
      )
      assert.include(String(stop["reason"]), "the bot fell 2.1 % of what is invested below the best result")
      assert.strictEqual(yield* told.waiting, 0)
    }).pipe(whileTimePasses, Effect.scoped, Effect.provide(world))
  )

  it.effect("tells of a position near liquidation", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      yield* running
      yield* trade("100")
      yield* holding(1, { liquidationPrice: d("91") })
      yield* marked("0")
      yield* trade("92")
      const pause = yield* told.bodies
      assert.strictEqual(pause._tag, "Pause")
      assert.include(String(pause["reason"]), "1.0 % from liquidation")
    }).pipe(whileTimePasses, Effect.scoped, Effect.provide(world))
  )

  it.effect("EXEC-33 knows nothing any more of what an erased tenant's bots lost", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const store = yield* Store
      yield* limited({})
      yield* running
      yield* trade("100")
      yield* holding(1)
      yield* marked("0")
      const ended = { state: "STOPPED", tradingProfit: d("-30"), position: d("0"), positionCost: d("0") } as const
      // It ends with 30 lost, which would count on.
      yield* holding(2, ended)
      const { value } = yield* Effect.fromOption(yield* store.read(Users, { tenantId: ada }, "user"))
      yield* store.upsert(Users, { ...value, erasure: { askedAt: 0 } })
      yield* until("she is erased", Effect.map(store.read(Users, { tenantId: ada }, "user"), Option.isNone))

      yield* limited({})
      yield* holding(1, {}, "run-3" as RunId)
      const stored = Effect.map(store.read(RiskMarks, { tenantId: ada }, "PAPER:quote:USD"), Option.getOrUndefined)
      yield* until(
        "a mark of somebody new",
        Effect.map(stored, (mark) => mark !== undefined)
      )
      assert.strictEqual((yield* stored)?.value.ended, "0")
    }).pipe(whileTimePasses, Effect.provideService(ErasureSettles, "1 millis"), Effect.scoped, Effect.provide(world))
  )
})
