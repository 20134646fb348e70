import { describe, expect, it } from "vitest"
import { candleSeries, encodeSeries, marketOf } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import { instrument } from "../../../domain/src/exchange/account.fixture.ts"
import { grid, minutes } from "../../../domain/src/simulation/run.fixture.ts"
import { runBacktest } from "./run-simulation.ts"

const d = (text: string) => text as Decimal
const whole = instrument({ assetClass: "EQUITY", lotSize: d("1"), minQuantity: d("1") })
const fine = instrument({ assetClass: "EQUITY", lotSize: d("0.001"), minQuantity: d("0.001") })
const candles = minutes(marketOf(whole), 3, 3000, 40)
const settings = grid({ investment: d("20000"), lowPrice: d("80"), highPrice: d("120") })

/** A backtest by Alpaca's rules, which count in whole shares, in which orders may take a tenth of what was traded. */
const traded = (of: typeof whole, lotsAShare: number) =>
  runBacktest({
    _tag: "Backtest",
    instrument: of,
    settings,
    options: { terms: "alpaca", volumeSharePercent: 10 },
    parts: [
      {
        kind: "COLUMNS",
        bytes: encodeSeries(
          candleSeries(candles.map((one) => ({ ...one, volume: (100 * lotsAShare) as typeof one.volume })))
        )
      }
    ],
    step: 60_000,
    from: 0,
    to: Infinity
  })

describe("a backtest by rules that count in whole shares", () => {
  it("takes its share of what was traded, however fine the candles count that", () => {
    const result = traded(whole, 1)
    expect(result.metrics.fills).toBeGreaterThan(10)
    // Without those rules it trades in the finer lots.
    const { rules: _, ...byRules } = result
    const { rules: __, ...fineByRules } = traded(fine, 1000)
    expect(fineByRules).toEqual(byRules)
  })
})
