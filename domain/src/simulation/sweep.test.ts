import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { backtest } from "./backtest.ts"
import { grid, indexOf, minutes, runOf } from "./run.fixture.ts"
import { type SweepAxis, sweepOf, type SweepRow } from "./sweep.ts"
import { heldOutFrom, rankSweep, sweepRow } from "./sweep-run.ts"

const axis = (field: string, from: string, to: string, step: string): SweepAxis =>
  ({ field, from, to, step }) as SweepAxis

describe("a sweep", () => {
  it("BACKTEST-8 has every combination of its ranges, both ends included", () => {
    const sweep = sweepOf(grid(), [axis("gridLevels", "10", "20", "5"), axis("lowPrice", "90.5", "91", "0.25")])
    expect(sweep.count).toBe(9)
    const values = Array.from({ length: 9 }, (_, number) => sweep.set(number).values)
    expect(values[0]).toEqual({ gridLevels: "10", lowPrice: "90.5" })
    expect(values[4]).toEqual({ gridLevels: "15", lowPrice: "90.75" })
    expect(new Set(values.map((one) => JSON.stringify(one))).size).toBe(9)
    expect(sweep.set(8).settings).toEqual(grid({ gridLevels: 20, lowPrice: "91" as never }))
  })

  it("BACKTEST-8 is refused beyond 10,000 sets, saying how many there are, and where a range can't be walked", () => {
    const wide = axis("gridLevels", "5", "100", "1")
    const made =
      (...axes: ReadonlyArray<SweepAxis>) =>
      () =>
        sweepOf(grid(), axes)
    expect(made(wide, axis("lowPrice", "80", "91", "0.1"))).toThrow(/10656 sets, at most 10000/)
    expect(sweepOf(grid(), [axis("lowPrice", "0.01", "100", "0.01")]).count).toBe(10_000)
    expect(made(axis("gridLevels", "5", "10", "0.5"))).toThrow(/whole numbers/)
    expect(made(axis("gridLevels", "5", "1000", "1"))).toThrow(/must end at 100 or below/)
    expect(made(axis("lowPrice", "5", "4", "1"))).toThrow(/must not end before/)
    expect(made(axis("lowPrice", "5", "6", "0"))).toThrow(/step above zero/)
    expect(made(axis("spacing", "1", "2", "1"))).toThrow(/spacing: is no number: choose from investment/)
  })

  it("BACKTEST-8 ranks by the first two thirds and shows the held-out third beside, with what that says", () => {
    const index = indexOf(minutes(market, 3, 3_000))
    const sweep = sweepOf(grid(), [axis("gridLevels", "5", "50", "5"), axis("lowPrice", "80", "108", "14")])
    const rows = Array.from({ length: sweep.count }, (_, number) => sweepRow(market, sweep, number, index))
    const { rows: ranked, warning } = rankSweep(rows, "RETURN")
    const totals = ranked.flatMap(({ chosenOn }) => (chosenOn === undefined ? [] : [Number(chosenOn.totalPercent)]))
    expect(totals).toEqual(totals.toSorted((a, b) => b - a))
    expect(ranked.filter(({ problem }) => problem !== undefined).length).toBeGreaterThan(0)
    expect(ranked.at(-1)?.chosenOn).toBeUndefined()
    expect(ranked.find(({ heldOut }) => heldOut !== undefined)?.heldOut?.fills).toBeGreaterThan(0)
    expect(warning).toMatch(/held-out last third/)
    expect(warning).toMatch(/made −\d/)
    expect(warning).not.toMatch(/-\d/)
    expect(heldOutFrom(index)).toBe(index.series.at[2_000])
    // The rank knows the first two thirds only.
    const [first] = ranked
    const { settings } = sweep.set(first?.number ?? 0)
    const alone = backtest(runOf(market, settings), indexOf(minutes(market, 3, 3_000).slice(0, 2_000)))
    const { fills, totalPercent, trades } = alone.metrics
    expect({ fills, totalPercent, trades }).toEqual({
      fills: first?.chosenOn?.fills,
      totalPercent: first?.chosenOn?.totalPercent,
      trades: first?.chosenOn?.trades
    })
  })

  it("BACKTEST-8 ranks by Sharpe or by return over drawdown when asked, ties in their own order", () => {
    const row = (number: number, totalPercent: string, drawdownPercent: string, sharpe: string): SweepRow =>
      ({ number, values: {}, chosenOn: { totalPercent, drawdownPercent, sharpe, trades: 1, fills: 1 } }) as SweepRow
    const rows = [row(0, "5", "10", "1"), row(1, "4", "1", "0.5"), row(2, "4", "1", "2")]
    const order = (by: "RETURN" | "SHARPE" | "RETURN_PER_DRAWDOWN") => rankSweep(rows, by).rows.map((one) => one.number)
    expect(order("RETURN")).toEqual([0, 1, 2])
    expect(order("SHARPE")).toEqual([2, 0, 1])
    expect(order("RETURN_PER_DRAWDOWN")).toEqual([1, 2, 0])
  })
})
