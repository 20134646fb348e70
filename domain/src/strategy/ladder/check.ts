import type { Market } from "../../market/market.ts"
import { neededWords } from "../../market/words.ts"
import { asQuote } from "../../number/exact.ts"
import { sharesTick } from "../problems.ts"
import type { Problem } from "../strategy.ts"
import { spansOf } from "./size.ts"
import {
  cellsForStep,
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

/** Whether every cell has prices of its own to buy and to sell at. */
const levelsApart = (shape: LadderShape): boolean => {
  const cells = spansOf(ladderOf(shape))
  return ![cells.map(({ low }) => low), cells.map(({ high }) => high)].some(sharesTick)
}

/** How many cells, up to those asked for, have prices of their own between two prices. */
export const mostApart = (shape: LadderShape): number => {
  let most = shape.count
  while (most > 0 && !levelsApart({ ...shape, count: most })) most -= 1
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
  const step = (cells: number) => narrowestStep(ladderOf({ low, high, count: cells, spacing }))
  const apart = (cells: number) => levelsApart({ low, high, count: cells, spacing })
  const narrowest = step(count)
  const eaten = narrowest <= fees || narrowest <= 0n
  const problems: Array<Problem> = []
  if (eaten || !apart(count)) {
    let works = 0
    let fails = count
    while (fails - works > 1) {
      const middle = Math.floor((works + fails) / 2)
      if (step(middle) > fees && step(middle) > 0n && apart(middle)) works = middle
      else fails = middle
    }
    const advice =
      works >= fewest
        ? `at most ${works} levels work between these prices`
        : `set the highest price further above the lowest`
    problems.push({
      field,
      message: eaten
        ? `a step of ${percentText(narrowest)} % is eaten by fees of ${percentText(fees)} % for buying and selling; ${advice}`
        : `${count} levels share prices, as a tick is ${market.instrument.tickSize}; ${advice}`
    })
  }
  return [...problems, ...roomProblems(market, count, field)]
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
