import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { type Environment, PAPER } from "@tradetower/domain/connection"
import { BotId, RunId } from "@tradetower/domain/ids"
import { noRuns } from "@tradetower/domain/ledger"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { BotDefinitions, BotRuns, MetricsSnapshots, Store } from "@tradetower/platform"
import { Effect } from "effect"
import { gridSettings, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const HOUR = 3_600_000
const MINUTE = 60_000
const noon = Date.UTC(2026, 10, 28, 12)

/** What a run had made when an interval ended. */
const keep = (run: string, tier: "1m" | "1h", at: number, made: string) =>
  app.run(
    Effect.flatMap(Store, (store) =>
      store.upsert(MetricsSnapshots, {
        id: `${tier}:${at}`,
        tenantId: tenant("ada"),
        botRunId: RunId.make(run),
        botDefinitionId: BotId.make(`bot-${run}`),
        tier,
        at,
        invested: Decimal.make("1000"),
        tradingProfit: Decimal.make(made),
        positionProfit: Decimal.make("0"),
        fees: Decimal.make("0"),
        fills: 1
      })
    )
  )
/** A bot with one run, live since then. */
const live = (run: string, startedAt: number, environment: Environment = "PAPER") => {
  const bot = {
    tenantId: tenant("ada"),
    connection: PAPER,
    environment,
    venue: VenueId.make("simulated"),
    symbol: Symbol.make("BTC-USD")
  }
  const zero = Decimal.make("0")
  return app.run(
    Effect.gen(function* () {
      const store = yield* Store
      const id = BotId.make(`bot-${run}`)
      const settings = {
        ...gridSettings,
        investment: Decimal.make("1000"),
        lowPrice: Decimal.make("1"),
        highPrice: Decimal.make("2")
      }
      const runId = RunId.make(run)
      yield* store.create(BotDefinitions, {
        ...bot,
        id,
        name: run,
        settings,
        currentRunId: runId,
        createdAt: startedAt
      })
      yield* store.create(BotRuns, {
        ...bot,
        id: runId,
        botDefinitionId: id,
        startedAt,
        state: "ACTIVE",
        live: true,
        seq: 1,
        earlier: noRuns,
        summary: {
          state: "ACTIVE",
          since: startedAt,
          reason: "",
          invested: Decimal.make("1000"),
          tradingProfit: zero,
          fees: zero,
          position: zero,
          positionCost: zero,
          fills: 0,
          roundTrips: 0,
          openOrders: 0,
          unknownOrders: 0
        }
      })
    })
  )
}
const totals = async (to: number) =>
  (await app.ask("GET", `/metrics?tier=1h&to=${to}&limit=1`, { as: "ada" })).json.map((point) => point["total"])

describe("the result as it stood at a midnight", () => {
  it("is that of the hour that ended there, of its minutes while the hour is not written, and exact within an hour", async () => {
    await live("a", noon)
    await live("b", noon - 5 * HOUR)
    await keep("a", "1h", noon, "10")
    await keep("b", "1h", noon - 5 * HOUR, "1")
    for (const [minute, made] of [
      [29, "12"],
      [30, "14"],
      [59, "20"]
    ] as const)
      await keep("a", "1m", noon + HOUR + minute * MINUTE, made)
    // Whole hours: UTC, Berlin, New York.
    expect(await totals(noon + HOUR - 1)).toEqual(["11"])
    expect(await totals(noon + 2 * HOUR - 1)).toEqual(["21"])
    // Half an hour off: Delhi. The minute that begins there is the next day's.
    expect(await totals(noon + 1.5 * HOUR - 1)).toEqual(["13"])
    await keep("a", "1h", noon + HOUR, "20")
    expect(await totals(noon + 2 * HOUR - 1)).toEqual(["21"])
    expect(await totals(noon + 1.5 * HOUR - 1)).toEqual(["13"])
    expect(await totals(noon - 6 * HOUR - 1)).toEqual([])
  })
  it("is that of paper money, or of real money, never of both together", async () => {
    await live("real", noon, "LIVE")
    await keep("real", "1h", noon, "1000")
    expect(await totals(noon + HOUR - 1)).toEqual(["11"])
    const real = await app.ask("GET", `/metrics?tier=1h&to=${noon + HOUR - 1}&environment=LIVE`, { as: "ada" })
    expect(real.json.map((point) => point["total"])).toEqual(["1000"])
    const one = await app.ask("GET", `/metrics?tier=1h&to=${noon + HOUR - 1}&bot=bot-real`, { as: "ada" })
    expect(one.text).toBe(real.text)
  })

  it("is told of every bot in one answer, as it stood at a moment", async () => {
    const as = "ada"
    await live("early", noon - 4 * HOUR)
    await keep("early", "1h", noon - 3 * HOUR, "7")
    await keep("early", "1m", noon + 30 * MINUTE, "9")
    await live("late", noon + HOUR)
    const totalsAt = async (to?: number) => {
      const { json } = await app.ask("GET", `/metrics/bots${to === undefined ? "" : `?to=${to}`}`, { as })
      return (bot: string) => json.find((one) => one["bot"] === bot)?.["total"]
    }
    const alone = async (bot: string, to: number) => {
      const { json } = await app.ask("GET", `/metrics?tier=1h&limit=1&bot=${bot}&to=${to}`, { as })
      return json.at(-1)?.["total"]
    }
    for (const to of [noon - 2 * HOUR, noon - 1, noon + HOUR - 1]) {
      const totalOf = await totalsAt(to)
      expect([totalOf("bot-early"), totalOf("bot-late")]).toEqual([await alone("bot-early", to), undefined])
    }
    expect((await totalsAt(noon - 1))("bot-early")).toBe("7")
    expect((await totalsAt())("bot-late")).toBe("0")
  })
})
