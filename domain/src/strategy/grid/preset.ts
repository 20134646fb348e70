import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { asPrice } from "../../number/exact.ts"
import type { Outlook, Term } from "../term.ts"
import { checkGrid } from "./check.ts"
import type { GridSettings } from "./settings.ts"

/** Half the range in moves expected over the term: the price stays inside for all of it nine times in ten. */
const WIDTH = 2
/** Cells wished for: the longer the term, the wider the range, and the more cells keep the steps small. */
const CELLS: Readonly<Record<Term, number>> = { SHORT_TERM: 20, MID_TERM: 30, LONG_TERM: 40 }

/** The narrowest half range, so that a handful of cells always clears the fees. */
const narrowest = (market: Market): number => Math.max(0.01, (Number(market.makerFeeRate) / 1e9) * 2 * 4)

/** A grid around the present price that the market is expected to stay in for the term; half a range lower it stops (GRID-9). */
export const gridPreset = (market: Market, outlook: Outlook, price: Price, investment: string): GridSettings => {
  const half = Math.min(0.6, Math.max(narrowest(market), WIDTH * outlook.move))
  const low = Math.max(2, Math.floor(price * (1 - half)))
  const high = Math.max(low + 10, Math.ceil(price * (1 + half)))
  const stop = Math.max(1, Math.floor(low * (1 - half / 2)))
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
    trailingUp: true,
    trailingDown: false,
    pumpProtection: true,
    stopLossPrice: market.priceText(asPrice(stop)),
    reinvest: false
  })
  let cells = CELLS[outlook.term]
  while (cells > 5 && checkGrid(market, preset(cells), price).length > 0) cells -= 1
  return preset(cells)
}
