import type { Candle } from "../../market/candle.ts"
import type { Market, Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import type { Decimal } from "../../number/decimal.ts"
import { dailyVolatility } from "../volatility.ts"
import { checkGrid } from "./check.ts"
import type { GridSettings } from "./settings.ts"

/** Careful, balanced, bold: half the range in daily moves, and the cells wished for. */
const TEMPERS = [
  { width: 6, cells: 20, stopLoss: "25", trailingUp: true },
  { width: 3, cells: 30, stopLoss: "15", trailingUp: true },
  { width: 1.5, cells: 40, stopLoss: "10", trailingUp: true }
] as const

/** The narrowest half range, so that a handful of cells always clears the fees. */
const narrowest = (market: Market): number => Math.max(0.01, (Number(market.makerFeeRate) / 1e9) * 2 * 4)

/** Three grids around the present price, as wide as the market has been moving (GRID-9). */
export const gridPresets = (
  market: Market,
  candles: ReadonlyArray<Candle>,
  price: Price,
  investment: string
): ReadonlyArray<GridSettings> => {
  const volatility = dailyVolatility(candles)
  return TEMPERS.map((temper) => {
    const half = Math.min(0.6, Math.max(narrowest(market), temper.width * volatility))
    const low = Math.max(1, Math.floor(price * (1 - half)))
    const high = Math.max(low + 10, Math.ceil(price * (1 + half)))
    const preset = (gridLevels: number): GridSettings => ({
      _tag: "GRID",
      start: { _tag: "IMMEDIATELY" },
      // The investment comes from a form that has checked it to be a decimal.
      investment: investment as Decimal,
      lowPrice: market.priceText(asPrice(low)),
      highPrice: market.priceText(asPrice(high)),
      gridLevels,
      spacing: "GEOMETRIC",
      orderSizeCurrency: "QUOTE",
      trailingUp: temper.trailingUp,
      trailingDown: false,
      pumpProtection: true,
      stopLossPercent: temper.stopLoss as Decimal,
      reinvest: false
    })
    let cells: number = temper.cells
    while (cells > 5 && checkGrid(market, preset(cells), price).length > 0) cells -= 1
    return preset(cells)
  })
}
