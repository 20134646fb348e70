import { describe, expect, it } from "vitest"
import { endedRun, noRuns, together } from "@tradetower/domain/ledger"
import { Decimal } from "@tradetower/domain/number"
import type { BotRun } from "@tradetower/platform"
import { overAllRuns, performanceOf } from "./performance.ts"

const d = (text: string) => Decimal.make(text)

/** A run that kept what it bought at 91,864.72 and ended at 91,846.14. */
const run = {
  id: "run",
  botDefinitionId: "bot",
  startedAt: 0,
  endedAt: 1,
  live: false,
  summary: {
    state: "STOPPED",
    since: 1,
    reason: "Stopped by you.",
    invested: d("5000"),
    tradingProfit: d("0"),
    fees: d("4.9559"),
    position: d("0.02697293"),
    positionCost: d("2477.8606620296"),
    startPrice: d("91864.72"),
    endPrice: d("91846.14"),
    fills: 1,
    roundTrips: 0,
    openOrders: 0,
    unknownOrders: 0
  }
} as unknown as BotRun

describe("the result of a run", () => {
  it("LEDGER-8 is exact, and the same before and after the next run begins", () => {
    const now = overAllRuns(run, noRuns, undefined)
    const { summary } = run
    const flat = {
      ...run,
      summary: { ...summary, fees: d("0"), fills: 0, position: d("0"), positionCost: d("0"), tradingProfit: d("0") }
    }
    const then = overAllRuns(flat, together(noRuns, endedRun(summary)), d("90000"))
    expect(now.positionProfit).toBe("-0.5011570394")
    expect([then.positionProfit, then.total]).toEqual([now.positionProfit, now.total])
    const shown = performanceOf(run, now, { base: "BTC", quote: "USD" }, undefined)
    expect([shown.positionProfit, shown.total]).toEqual([now.positionProfit, now.total])
  })

  it("of one that holds something says nothing of its position without a price; of one that holds nothing it needs none", () => {
    const open = { ...run, summary: { ...run.summary, endPrice: undefined } } as unknown as BotRun
    expect(overAllRuns(open, noRuns, undefined).total).toBeUndefined()
    const flat = {
      ...open,
      summary: { ...open.summary, position: d("0"), positionCost: d("0") }
    }
    expect(overAllRuns(flat, noRuns, undefined).total).toBe("-4.9559")
  })
})
