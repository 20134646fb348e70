import { describe, expect, it } from "vitest"
import { instrument } from "../exchange/account.fixture.ts"
import { candleSeries } from "../market/candle-series.ts"
import { marketOf } from "../market/market.ts"
import { priceIndex } from "../market/price-index.ts"
import { feeTiersOf, tierProblem } from "../terms/fee-tiers.ts"
import { marketBy } from "../terms/instrument-under.ts"
import { grid, minutes } from "./run.fixture.ts"
import { sweepOf } from "./sweep.ts"
import { sweepRow } from "./sweep-run.ts"
import { tradedUnder } from "./trading-costs.ts"
import { walkedPresets } from "./walked-presets.ts"

const coin = marketOf(instrument())
const index = priceIndex(candleSeries(minutes(coin, 11, 37 * 1_440, 6)))

describe("an account by a broker's rules", () => {
  it("TERMS-11 pays its own fees in a backtest, unless it is given others", () => {
    expect(tradedUnder(instrument(), { terms: "alpaca" })).toMatchObject({
      makerFeeRate: "0.0015",
      takerFeeRate: "0.0025",
      feeAsset: "RECEIVED"
    })
    expect(tradedUnder(instrument(), { terms: "alpaca", takerFeePercent: 0.1 })).toMatchObject({
      makerFeeRate: "0.0015",
      takerFeeRate: "0.001"
    })
    expect(tradedUnder(instrument(), {})).toEqual(instrument())
  })

  it("TERMS-11 pays by the tier it is in, where its broker publishes them; another is refused", () => {
    const coin = instrument()
    expect(feeTiersOf("alpaca", coin)[0]).toMatchObject({ from: "0", makerRate: "0.0015", takerRate: "0.0025" })
    expect(tradedUnder(coin, { terms: "alpaca", feeTier: 1 })).toEqual(tradedUnder(coin, { terms: "alpaca" }))
    expect(tradedUnder(coin, { terms: "alpaca", feeTier: 3 })).toMatchObject({
      makerFeeRate: "0.001",
      takerFeeRate: "0.002",
      feeAsset: "RECEIVED"
    })
    expect(tradedUnder(coin, { terms: "alpaca", feeTier: 8, takerFeePercent: 0.5 })).toMatchObject({
      makerFeeRate: "0",
      takerFeeRate: "0.005"
    })
    expect(tierProblem("alpaca", coin, 8)).toBeUndefined()
    expect(tierProblem("paper", coin, undefined)).toBeUndefined()
    expect(tierProblem("alpaca", coin, 9)).toBe("Alpaca has 8 fee tiers for ABC-USD: give one from 1 to 8")
    expect(tierProblem("coinbase", coin, 2)).toMatch(/^Coinbase has no fee tiers that are known for ABC-USD: give the/)
  })

  it("TERMS-11 is offered presets laid out for its fees, and what they made after them", () => {
    const presets = (terms: "alpaca" | "coinbase") =>
      walkedPresets(marketBy(terms, coin), "GRID", index, "1000", { points: 50, terms })
    const [cheap, dear] = [presets("alpaca")[0], presets("coinbase")[0]]
    expect(cheap?.settings).not.toEqual(dear?.settings)
    const share = (of: typeof cheap) => Number(of?.lately?.fees) / (of?.lately?.fills ?? 0)
    expect(share(cheap)).toBeGreaterThan(0)
    // A trade costs more than twice as much there.
    expect(share(dear)).toBeGreaterThan(2 * share(cheap))
  })

  it("PRESET-2 is shown no trial of what its broker does not trade", () => {
    const made = walkedPresets(marketBy("tastytrade", coin), "GRID", index, "1000", { points: 50, terms: "tastytrade" })
    expect(made).toHaveLength(3)
    for (const { lately, walks } of made) expect([lately, walks]).toEqual([undefined, []])
  })

  it("TERMS-8 sets of a sweep that can't be by its rules say why", () => {
    const sweep = sweepOf(grid(), [{ field: "gridLevels", from: "10", to: "10", step: "1" } as never])
    const stock = marketOf(instrument({ assetClass: "EQUITY" }))
    expect(sweepRow(stock, sweep, 0, index, { terms: "coinbase" }).problem).toBe(
      "symbol: Coinbase has no stocks over its API: choose one of its coins and futures"
    )
    expect(sweepRow(stock, sweep, 0, index).problem).toBeUndefined()
  })
})
