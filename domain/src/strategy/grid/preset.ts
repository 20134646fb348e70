import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { leastStep } from "../ladder/least-step.ts"
import type { Outlook, Term } from "../../market/outlook.ts"
import { checkGrid } from "./check.ts"
import type { GridSettings } from "./settings.ts"
import { presetPrice } from "../preset-price.ts"

/** Half the range in moves expected over the term: the price stays inside for all of it nine times in ten. */
const WIDTH = 2
/** Cells wished for: the longer the term, the wider the range, and the more cells keep the steps small. */
const CELLS: Readonly<Record<Exclude<Term, "SHORT_TERM">, number>> = { MID_TERM: 30, LONG_TERM: 40 }
/** A short-term step is what the price is expected to move in a quarter of an hour. */
const QUARTERS_A_DAY = 96
/** The price at the start lies this share of a step above a level, where the first buy waits. */
const ABOVE_LEVEL = 0.2
const FEWEST = 5
const MOST = 100

/** How many cells lie between two prices: as many as wished for, no closer than fees allow (GRID-9). */
const cellsBetween = (market: Market, { dayMove, term }: Outlook, low: number, high: number): number => {
  const span = Math.log(high / low)
  const room = Math.floor(span / Math.log(1 + leastStep(market)))
  const wished = term === "SHORT_TERM" ? Math.floor(span / (dayMove / Math.sqrt(QUARTERS_A_DAY))) : CELLS[term]
  return Math.max(FEWEST, Math.min(MOST, room, wished))
}

/** A ladder of so many cells over a range, moved by less than a step so that a level lies just below the price. */
const ladderAround = (price: number, low: number, high: number, cells: number) => {
  const step = Math.log(high / low) / cells
  const above = Math.log(price / low) / step
  const moved = Math.exp((above - Math.floor(above) - ABOVE_LEVEL) * step)
  const lowest = Math.max(2, Math.floor(low * moved))
  return { lowest, highest: Math.max(lowest + 2 * cells, Math.ceil(high * moved)) }
}

/** A grid around the present price that the market is expected to stay in for the term; half a range lower it stops (GRID-9). */
export const gridPreset = (market: Market, outlook: Outlook, price: Price, investment: string): GridSettings => {
  // The fewest cells clear their fees in the narrowest range.
  const narrowest = Math.max(0.01, (FEWEST + 1) * 0.5 * leastStep(market))
  const half = Math.min(0.6, Math.max(narrowest, WIDTH * outlook.move))
  const [low, high] = [price * (1 - half), price * (1 + half)]
  const preset = (gridLevels: number): GridSettings => {
    const { highest, lowest } = ladderAround(price, low, high, gridLevels)
    return {
      _tag: "GRID",
      start: { _tag: "IMMEDIATELY" },
      // The investment comes from a form that has checked it to be a decimal.
      investment: investment as Decimal,
      lowPrice: presetPrice(market, lowest),
      highPrice: presetPrice(market, highest, "UP"),
      gridLevels,
      spacing: "GEOMETRIC",
      orderSizeCurrency: "QUOTE",
      trailingUp: true,
      trailingDown: false,
      pumpProtection: true,
      stopLossPrice: presetPrice(market, Math.max(1, Math.floor(lowest * (1 - half / 2)))),
      reinvest: false
    }
  }
  let cells = cellsBetween(market, outlook, low, high)
  while (cells > FEWEST && checkGrid(market, preset(cells), price).length > 0) cells -= 1
  return preset(cells)
}
