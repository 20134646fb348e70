import type { Market, Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import { exitsFrom } from "../exits.ts"
import { cellsForStep, type Ladder, ladderOf, positivePrice } from "../ladder/ladder.ts"
import type { Exits } from "../../bot/strategy.ts"
import type { GridSettings } from "./settings.ts"

/** Grid settings made ready for arithmetic. */
export interface GridShape {
  readonly low: Price
  readonly high: Price
  readonly count: number
  readonly ladder: Ladder
  /** The trader's floor for trailing down; 1 tick when none is set. */
  readonly floor: Price
  readonly exits: Exits
}

/** How many cells the settings ask for, by count or by step. */
export const cellCount = (settings: GridSettings, low: Price, high: Price): number =>
  settings.gridLevels ??
  (settings.gridStep === undefined ? 0 : cellsForStep(low, high, settings.gridStep, settings.spacing))

/** The shape of settings that `check` found nothing wrong with. */
export const gridShape = (market: Market, settings: GridSettings): GridShape => {
  const low = positivePrice(market, settings.lowPrice, "DOWN") ?? asPrice(1)
  const high = asPrice(Math.max(positivePrice(market, settings.highPrice, "UP") ?? 1, low + 1))
  const count = Math.max(1, cellCount(settings, low, high))
  return {
    low,
    high,
    count,
    ladder: ladderOf({ low, high, count, spacing: settings.spacing }),
    floor:
      settings.stopTrailingDownPrice === undefined
        ? asPrice(1)
        : (positivePrice(market, settings.stopTrailingDownPrice, "UP") ?? asPrice(1)),
    exits: { basis: "INVESTMENT", ...exitsFrom(market, settings, "UP") }
  }
}
