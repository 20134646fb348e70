import type { Market, Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import { exitsFrom } from "../exits.ts"
import { innermostLevels, levelPrice, type LevelShape } from "../ladder/known-levels.ts"
import { positivePrice } from "../ladder/ladder.ts"
import type { Exits } from "../../bot/strategy.ts"
import type { LoopSettings } from "./settings.ts"

/** The bounds and the distance of the levels, ready for arithmetic. */
export const levelsOf = (market: Market, settings: LoopSettings): LevelShape => ({
  distance: settings.orderDistance,
  low: positivePrice(market, settings.lowPrice, "UP") ?? asPrice(1),
  high:
    settings.highPrice === undefined ? asPrice(0) : (positivePrice(market, settings.highPrice, "DOWN") ?? asPrice(0))
})

/** How many orders buy below the anchor and how many sell above it. */
export const halves = (settings: LoopSettings): { readonly below: number; readonly above: number } => {
  const below = Math.floor(settings.orderCount / 2)
  return { below, above: settings.orderCount - below }
}

export interface Rung {
  readonly level: number
  readonly side: "BUY" | "SELL"
  readonly low: Price
  readonly high: Price
}

/** The orders a loop begins with at a price: half below the anchor, half above it, nearest first (LOOP-2). */
export const firstRungs = (
  market: Market,
  settings: LoopSettings,
  anchor: Price,
  price: Price
): ReadonlyArray<Rung> => {
  const shape = levelsOf(market, settings)
  const { above, below } = halves(settings)
  const rungs = (side: "BUY" | "SELL", count: number) =>
    innermostLevels(anchor, shape, side, count, price).map((level) => {
      const at = levelPrice(anchor, shape.distance, level)
      return { level, side, low: at, high: at }
    })
  return [...rungs("BUY", below), ...rungs("SELL", above)]
}

export const loopExits = (market: Market, settings: LoopSettings): Exits => ({
  basis: "INVESTMENT",
  ...exitsFrom(market, settings, "UP")
})

/** Settings made ready. */
export interface LoopShape {
  readonly levels: LevelShape
  readonly exits: Exits
}

export const loopShape = (market: Market, settings: LoopSettings): LoopShape => ({
  levels: levelsOf(market, settings),
  exits: loopExits(market, settings)
})
