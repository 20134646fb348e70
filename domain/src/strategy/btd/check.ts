import type { Market, Price } from "../../market/market.ts"
import { asPrice, asQuantity, share } from "../../number/exact.ts"
import { baseWords, priceWords } from "../../market/words.ts"
import { countProblems, FEWEST, MOST, roomProblems, spacingProblems } from "../ladder/check.ts"
import { type Ladder, positivePrice, roundTripFees, steppedLadder } from "../ladder/ladder.ts"
import { larger, times, type Whole } from "../../number/whole.ts"
import { leastLots } from "../ladder/size.ts"
import { feeProblems, sharedTickProblem, sharesTick, sideProblems } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import { tightest } from "../tightest.ts"
import type { BtdSettings } from "./settings.ts"
import { btdBounds, btdLadder, countsAround } from "./shape.ts"
import { buysFirst } from "./lacking.ts"
import { type BtdCell, btdCells, btdLots } from "./size.ts"

/** Between these a step that works is looked for, in percent. */
const NARROWEST = 0.01
const WIDEST = 100

/** Everything that is wrong with a dip buyer's settings, each with what would work (BTD-8). */
export const checkBtd = (market: Market, settings: BtdSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  if (buysFirst(market, settings) > market.base(settings.investment))
    return [{ field: "buyFirst", message: `is part of the investment: at most ${settings.investment} works` }]
  const bounds = boundProblems(market, settings, price)
  if (bounds.length > 0) return bounds
  if (price === undefined && settings.lowPrice === undefined) return []
  const at = price ?? positivePrice(market, settings.lowPrice ?? "1", "DOWN") ?? market.roundPrice("1", "UP")
  const spacing = ladderProblems(market, settings, at)
  if (spacing.length > 0) return spacing
  const cells = btdCells(btdLadder(market, settings, at), at)
  return [...investmentProblems(market, settings, cells, at), ...exitProblems(market, settings, cells, price)]
}

/** A step that fees eat, levels on one tick, more levels than orders allowed. */
const ladderProblems = (market: Market, settings: BtdSettings, price: Price): ReadonlyArray<Problem> => {
  const field = settings.gridLevels === undefined ? "gridStep" : "gridLevels"
  const bounds = btdBounds(market, settings)
  if (bounds !== undefined) return spacingProblems(market, bounds, field)
  const { count, first, ladder } = btdLadder(market, settings, price)
  const eaten = feeProblems("gridStep", share(settings.gridStep ?? "0"), roundTripFees(market), "buying and selling")
  if (eaten.length > 0) return eaten
  return isSpread(ladder, first, count)
    ? roomProblems(market, count, field)
    : [
        sharedProblem(market, settings.gridStep ?? "0", (step) =>
          isSpread(steppedLadder(price, step, count), first, count)
        )
      ]
}

/** Whether all levels of a ladder are prices, and no two of them one. */
const isSpread = ({ buyPrice, sellPrice }: Ladder, first: number, count: number): boolean => {
  const levels = Array.from({ length: count + 1 }, (_, k) => first + k)
  return buyPrice(first) >= 1 && !sharesTick(levels.map(buyPrice)) && !sharesTick(levels.map(sellPrice))
}

/** Levels on one tick; too wide a step puts the lowest of them at no price, so that none may work. */
const sharedProblem = (market: Market, step: string, works: (percent: string) => boolean): Problem => {
  for (let percent = Math.max(NARROWEST, Number(step)); percent < WIDEST; percent *= 1.1) {
    const wider = percent.toFixed(2)
    if (works(wider)) return sharedTickProblem(market, "gridStep", tightest(step, wider, works))
  }
  return { field: "gridStep", message: "puts the lowest levels on one tick, and so does any other: use fewer below" }
}

/** The ladder is told in one way: two prices, counts around the price at the start, or a count and its distribution. */
const boundProblems = (market: Market, settings: BtdSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const { gridLevels, gridStep, highPrice, levelsDown, levelsUp, lowPrice } = settings
  const counted = levelsDown !== undefined || levelsUp !== undefined
  if (lowPrice === undefined && highPrice === undefined) {
    if (gridStep === undefined)
      return [{ field: "gridStep", message: "give the step between levels, or the lowest and the highest price" }]
    if (!counted && gridLevels === undefined)
      return [{ field: "gridLevels", message: "give the number of levels, or how many lie below and above" }]
    const { down, up } = countsAround(settings)
    if (up < 1)
      return [{ field: "levelsUp", message: "at least one level must lie above the price: that is what it sells" }]
    if (counted && gridLevels !== undefined && gridLevels !== down + up)
      return [
        {
          field: "gridLevels",
          message: `${down} levels below and ${up} above are ${down + up}, not ${gridLevels}: leave one of them out`
        }
      ]
    if (down + up < FEWEST || down + up > MOST)
      return [{ field: counted ? "levelsUp" : "gridLevels", message: `${down + up} levels: ${FEWEST} to ${MOST} work` }]
    return []
  }
  if (counted) return [{ field: "levelsUp", message: "is not given together with prices: leave out one or the other" }]
  const low = positivePrice(market, lowPrice ?? "0", "DOWN")
  const high = positivePrice(market, highPrice ?? "0", "UP")
  if (low === undefined)
    return [{ field: "lowPrice", message: `must be at least ${market.instrument.tickSize}, beside the highest price` }]
  if (high === undefined || high <= low)
    return [{ field: "highPrice", message: `must be above the lowest price, ${priceWords(market, low)}` }]
  const present = { "the present price": price }
  const why = ": the bot begins by selling above it"
  const below = sideProblems(market, "highPrice", highPrice, "ABOVE", present, why)
  if (below.length > 0) return below
  return countProblems(settings, { low, high, spacing: "GEOMETRIC" })
}

const investmentProblems = (
  market: Market,
  settings: BtdSettings,
  cells: ReadonlyArray<BtdCell>,
  price: Price
): ReadonlyArray<Problem> => {
  const lots = btdLots(market, settings, cells, market.base(settings.investment), 0n, price)
  const least = cells.reduce<Whole>((most, cell) => larger(most, leastLots(market, cell)), 1)
  if (lots >= least) return []
  const sharing = settings.fundDips === "AT_START" ? cells.length : cells.filter(({ sells }) => sells).length
  const needed = baseWords(market, market.baseOf(asQuantity(times(least, Math.max(1, sharing)))))
  return [
    {
      field: "investment",
      message:
        `too little for ${cells.length} levels: each order must reach the exchange's minimum; ` +
        `at least ${needed} works`
    }
  ]
}

const exitProblems = (
  market: Market,
  settings: BtdSettings,
  cells: ReadonlyArray<BtdCell>,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const { stopLossPrice, takeProfitPrice } = settings
  const top = { "the top": cells.at(-1)?.high ?? asPrice(1) }
  const present = { "the present price": price }
  const rising = ": counted in base it loses as the price rises"
  const falling = ": counted in base it gains as the price falls"
  return [
    ...sideProblems(market, "stopLossPrice", stopLossPrice, "ABOVE", top, rising),
    ...sideProblems(market, "takeProfitPrice", takeProfitPrice, "BELOW", present, falling)
  ]
}
