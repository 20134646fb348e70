import type { Market } from "../../market/market.ts"
import { neededWords, priceWords } from "../../market/words.ts"
import { asPrice, asQuote } from "../../number/exact.ts"
import type { Problem } from "../../bot/plan.ts"
import {
  cellsForStep,
  isApart,
  type Ladder,
  ladderOf,
  type LadderShape,
  narrowestStep,
  percentText,
  roundTripFees,
  stepForCells
} from "./ladder.ts"

/** A ladder has at least and at most so many cells. */
export const FEWEST = 5
export const MOST = 100

/** How many levels settings ask for: by count, by the step between them, or by both when they agree. */
export const countProblems = (
  { gridLevels, gridStep }: { readonly gridLevels?: number; readonly gridStep?: string },
  { low, high, spacing }: Omit<LadderShape, "count">
): ReadonlyArray<Problem> => {
  if (gridLevels === undefined && gridStep === undefined)
    return [{ field: "gridLevels", message: "give the number of levels, or the step between them" }]
  if (gridStep === undefined) return []
  const implied = cellsForStep(low, high, gridStep, spacing)
  if (gridLevels !== undefined && gridLevels !== implied)
    return [
      {
        field: "gridStep",
        message:
          `a step of ${gridStep} % makes ${implied} levels between these prices, ` +
          `${gridLevels} levels make a step of ${stepForCells(low, high, gridLevels, spacing)} %: give one of the two`
      }
    ]
  if (implied >= FEWEST && implied <= MOST) return []
  const widest = stepForCells(low, high, FEWEST, spacing)
  const narrowest = stepForCells(low, high, MOST, spacing)
  return [
    {
      field: "gridStep",
      message: `makes ${implied} levels between these prices; a step between ${narrowest} % and ${widest} % works`
    }
  ]
}

/** How many cells, up to those asked for, have prices of their own between two prices. */
export const mostApart = (shape: LadderShape): number => {
  let most = shape.count
  while (most > 0 && !isApart(ladderOf({ ...shape, count: most }))) most -= 1
  return most
}

/** Levels on one tick, a step that fees eat, and more cells than the exchange allows orders; named by the field that says how many. */
export const spacingProblems = (
  market: Market,
  { low, high, count, spacing }: LadderShape,
  field: string,
  fewest = FEWEST
): ReadonlyArray<Problem> => {
  const fees = roundTripFees(market)
  const ladder = (cells: number, top = high) => ladderOf({ low, high: top, count: cells, spacing })
  const isEaten = (step: bigint) => step <= fees || step <= 0n
  const isGood = (one: Ladder) => !isEaten(narrowestStep(one)) && isApart(one)
  const asked = ladder(count)
  const narrowest = narrowestStep(asked)
  const problems: Array<Problem> = []
  if (!isGood(asked)) {
    const works = halved(0, count, (cells) => isGood(ladder(cells)))
    const room =
      works >= fewest ? undefined : leastRoom(high - low, (ticks) => isGood(ladder(fewest, asPrice(low + ticks))))
    const advice =
      works >= fewest
        ? `at most ${works} levels work between these prices`
        : room === undefined
          ? "set the highest price further above the lowest"
          : `${fewest} levels work with a highest price of ${priceWords(market, asPrice(low + room))}`
    problems.push({
      field,
      message: isEaten(narrowest)
        ? `a step of ${percentText(narrowest)} % is eaten by fees of ${percentText(fees)} % for buying and selling; ${advice}`
        : `${count} levels share prices, as a tick is ${market.instrument.tickSize}; ${advice}`
    })
  }
  return [...problems, ...roomProblems(market, count, field)]
}

/** The whole number nearest to one that fails that works, found by halving the way from one that does (or is not asked). */
const halved = (good: number, bad: number, works: (number: number) => boolean): number => {
  let [found, fails] = [good, bad]
  while (Math.abs(fails - found) > 1) {
    const middle = Math.floor((found + fails) / 2)
    if (works(middle)) found = middle
    else fails = middle
  }
  return found
}

/** The least number of ticks beyond one that fails with which something works; undefined: none that was tried. */
export const leastRoom = (fails: number, works: (ticks: number) => boolean): number | undefined => {
  for (let ticks = 2 * fails; ticks < fails * 2 ** 20; ticks *= 2)
    if (works(ticks)) return halved(ticks, ticks / 2, works)
  return undefined
}

/** More cells than the exchange allows orders; `what` they are called. */
export const roomProblems = (
  market: Market,
  count: number,
  field: string,
  what: "levels" | "orders" = "levels"
): ReadonlyArray<Problem> => {
  // A protective stop, and the one that replaces it before it goes.
  const room = market.instrument.maxOpenOrders - 2
  if (count <= room) return []
  return [{ field, message: `the exchange allows ${room + 2} open orders: at most ${room} ${what} work` }]
}

/** Less invested than so many levels (`what`: `"40 levels"`) need, in quote. */
export const investmentProblems = (
  market: Market,
  { investment }: { readonly investment: string },
  needed: bigint,
  what: string
): ReadonlyArray<Problem> => {
  if (market.quote(investment) >= needed) return []
  const works = `at least ${neededWords(market.quoteText(asQuote(needed)), market.instrument.quote)} works`
  const message = `too little for ${what}: each order must reach the exchange's minimum; ${works}`
  return [{ field: "investment", message }]
}
