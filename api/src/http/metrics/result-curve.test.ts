import { describe, expect, it } from "vitest"
import { PAPER } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { type EndedRuns, noRuns } from "@tradetower/domain/ledger"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import type { BotRun, MetricsSnapshot } from "@tradetower/platform"
import { type KnownRun, resultCurve } from "./result-curve.ts"

const HOUR = 3_600_000
const d = (text: string) => Decimal.make(text)
const tenantId = TenantId.make("ada")
const money = (profit: string) => ({ invested: d("100"), tradingProfit: d(profit), fees: d("0") })

interface Told {
  readonly bot?: string
  readonly from: number
  /** The hour in which it ended, and what it had made. */
  readonly ended?: readonly [hour: number, profit: string]
  readonly before?: string
}
const run = (id: string, { before, bot = "b", ended, from }: Told): KnownRun => {
  const value: BotRun = {
    id: RunId.make(id),
    tenantId,
    botDefinitionId: BotId.make(bot),
    connection: PAPER,
    environment: "PAPER" as const,
    venue: VenueId.make("simulated"),
    symbol: Symbol.make("BTC-USD"),
    startedAt: from * HOUR,
    ...(ended !== undefined && { endedAt: ended[0] * HOUR + 5 }),
    state: ended === undefined ? "ACTIVE" : "STOPPED",
    live: ended === undefined,
    seq: 1,
    summary: {
      state: ended === undefined ? "ACTIVE" : "STOPPED",
      since: 0,
      reason: "",
      ...money(ended?.[1] ?? "0"),
      position: d("0"),
      positionCost: d("0"),
      fills: 1,
      roundTrips: 0,
      openOrders: 0,
      unknownOrders: 0
    }
  }
  const earlier: EndedRuns = before === undefined ? noRuns : { ...noRuns, runs: 1, tradingProfit: d(before) }
  return { run: value, earlier }
}
const snapshot = (runId: string, hour: number, profit: string, bot = "b"): MetricsSnapshot => ({
  id: `1h:${hour * HOUR}`,
  tenantId,
  botRunId: RunId.make(runId),
  botDefinitionId: BotId.make(bot),
  tier: "1h",
  at: hour * HOUR,
  ...money(profit),
  positionProfit: d("0"),
  fills: 1
})
const curve = (...given: Parameters<typeof resultCurve>) =>
  resultCurve(...given).map(({ at, total }) => [at / HOUR, total])

describe("LEDGER-8 the result over time", () => {
  it("goes on where the runs before stopped, at what each came to in the end", () => {
    const runs = [run("r1", { from: 1, ended: [2, "-18"] }), run("r2", { from: 3, before: "-18" })]
    const told = [snapshot("r1", 1, "-5"), snapshot("r1", 2, "-9"), snapshot("r2", 3, "-1"), snapshot("r2", 4, "-19")]
    expect(curve(runs, told, "1h")).toEqual([
      [1, "-5"],
      [2, "-18"],
      [3, "-19"],
      [4, "-37"]
    ])
  })

  it("counts what was made before its first point, however long ago, and of bots that ended then", () => {
    const runs = [run("r9", { from: 900, before: "12" }), run("x", { bot: "old", from: 1, ended: [2, "3"] })]
    expect(curve(runs, [snapshot("r9", 901, "1")], "1h")).toEqual([[901, "16"]])
  })

  it("says what stood at a moment of which no snapshot is left", () => {
    expect(curve([run("r", { from: 1, ended: [2, "3"], before: "4" })], [], "1h", 50 * HOUR)).toEqual([[2, "7"]])
    // It had not ended by then.
    expect(curve([run("r", { from: 1, ended: [2, "3"], before: "4" })], [], "1h", 2 * HOUR)).toEqual([[1, "4"]])
    expect(curve([], [], "1h")).toEqual([])
  })

  it("takes of two runs in one hour the later, and adds bots up", () => {
    const runs = [
      run("r1", { from: 1, ended: [1, "2"] }),
      run("r2", { from: 1.5, before: "2" }),
      run("o", { bot: "o", from: 0 })
    ]
    const told = [snapshot("o", 0, "100", "o"), snapshot("r2", 1, "5")]
    expect(curve(runs, told, "1h")).toEqual([
      [0, "100"],
      [1, "107"]
    ])
  })
})
