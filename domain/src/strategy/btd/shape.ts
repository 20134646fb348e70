import type { Market, Price } from "../../market/market.ts"
import { asPrice, fixed, WHOLE } from "../../number/exact.ts"
import { exitsFrom } from "../exits.ts"
import {
  cellsForStep,
  type Ladder,
  ladderOf,
  type LadderShape,
  positivePrice,
  steppedLadder
} from "../ladder/ladder.ts"
import type { Exits } from "../../bot/strategy.ts"
import type { BtdSettings } from "./settings.ts"

/** How many cells lie below and above the price at the start, when no bounds are given (BTD-1). */
export const countsAround = (settings: BtdSettings): { readonly down: number; readonly up: number } => {
  if (settings.levelsDown !== undefined || settings.levelsUp !== undefined)
    return { down: settings.levelsDown ?? 0, up: settings.levelsUp ?? 0 }
  const count = settings.gridLevels ?? 0
  const down = Number((BigInt(count) * fixed(settings.levelsDistribution) + 50n * WHOLE) / (100n * WHOLE))
  return { down, up: count - down }
}

/** A ladder and which of its levels the cells start at. */
export interface BtdLadder {
  readonly ladder: Ladder
  /** Level of the lowest cell. */
  readonly first: number
  readonly count: number
}

/** The two prices the ladder lies between; undefined when it lies around the price at the start. */
export const btdBounds = (market: Market, settings: BtdSettings): LadderShape | undefined => {
  if (settings.lowPrice === undefined || settings.highPrice === undefined) return undefined
  const low = positivePrice(market, settings.lowPrice, "DOWN") ?? asPrice(1)
  const high = asPrice(Math.max(positivePrice(market, settings.highPrice, "UP") ?? 1, low + 1))
  const byStep = () => (settings.gridStep === undefined ? 0 : cellsForStep(low, high, settings.gridStep, "GEOMETRIC"))
  return { low, high, count: Math.max(1, settings.gridLevels ?? byStep()), spacing: "GEOMETRIC" }
}

/** The ladder the settings ask for with the price at the start: between bounds, or so many steps around it (BTD-1). */
export const btdLadder = (market: Market, settings: BtdSettings, price: Price): BtdLadder => {
  const bounds = btdBounds(market, settings)
  const { down, up } = countsAround(settings)
  return bounds === undefined
    ? { ladder: steppedLadder(price, settings.gridStep ?? "1", down + up), first: -down, count: down + up }
    : { ladder: ladderOf(bounds), first: 0, count: bounds.count }
}

/** Exits counted in base: such a bot gains as the price falls and loses as it rises (BTD-6). */
export const btdExits = (market: Market, settings: BtdSettings): Exits => ({
  basis: "BASE",
  leans: "SHORT",
  ...exitsFrom(market, settings, "DOWN")
})

/** Settings made ready. */
export interface BtdShape {
  readonly exits: Exits
  /** The ladder laid at a price; a run asks for the same one again and again. */
  readonly ladderAt: (price: Price) => BtdLadder
}

export const btdShape = (market: Market, settings: BtdSettings): BtdShape => {
  let latest: { readonly price: Price; readonly made: BtdLadder } | undefined
  return {
    exits: btdExits(market, settings),
    ladderAt: (price) => {
      if (latest?.price !== price) latest = { price, made: btdLadder(market, settings, price) }
      return latest.made
    }
  }
}
