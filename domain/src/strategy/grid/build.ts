import { add, big, type Whole } from "../../number/whole.ts"
import { asQuantity, least } from "../../number/exact.ts"
import { valueOf } from "../../market/value.ts"
import { cancel, freeCash, mayEnter } from "../../bot/run.ts"
import { priceWords } from "../../market/words.ts"
import { balanceBase } from "../ladder/balance.ts"
import { type Cell, newCell } from "../ladder/cells.ts"
import { ladderOrders } from "../ladder/limit.ts"
import { cellQuantities, type Span, spansOf, startsWithBase } from "../ladder/size.ts"
import { giveFromPot, layCells } from "../ladder/trade.ts"
import { gridOf, type GridRun } from "./state.ts"

/** Takes the ladder down, to be built anew at the next price once nothing of it rests any more. */
export const clear = (run: GridRun, rule: string, why: string): void => {
  const { grid } = gridOf(run)
  grid.phase = "CLEARING"
  run.state.needsPrice = true
  for (const order of ladderOrders(run)) cancel(run, order, rule, why)
}

/**
 * Lays the ladder at the present price (GRID-1): cells below wait to buy, cells above get their base in one BASE
 * order at market, then wait to sell. Base already held is used first, too much of it is sold.
 */
export const build = (run: GridRun): void => {
  const { grid, settings } = gridOf(run)
  const { state, market } = run
  if (!mayEnter(state) || ladderOrders(run).length > 0) return
  const first = grid.phase === "NEW"
  const { ladder } = run.shape
  const spans: ReadonlyArray<Span & { readonly level: number }> = grid.cells.length > 0 ? grid.cells : spansOf(ladder)
  const { ledger, price } = state
  const worth = big(freeCash(state)) + valueOf(market, price, ledger.base.position)
  const budget = first ? state.investment : settings.reinvest ? worth : least(worth, state.investment)
  const quantities = cellQuantities(market, spans, settings.orderSizeCurrency, budget, price)
  grid.pot = { held: ledger.base.position, cost: ledger.quote.cost }
  grid.leaving = []
  grid.idle = 0
  grid.cells = spans.map((span, index) => {
    const side = startsWithBase(span, price) ? "SELL" : "BUY"
    return newCell(span.level, span.low, span.high, quantities[index] ?? asQuantity(0), side)
  })
  balance(run)
}

/** Buys the base the upper cells lack, or sells what is too much, at market. */
const balance = (run: GridRun): void => {
  const { grid } = gridOf(run)
  const { state, market } = run
  const { price } = state
  let needed: Whole = 0
  for (const cell of grid.cells) if (cell.state === "SELL") needed = add(needed, cell.quantity)
  const have = market.lotsIn(grid.pot.held)
  grid.phase = "BASE"
  const words = {
    buys: { rule: "GRID-1", why: `for the cells above ${priceWords(market, price)}.` },
    sells: { rule: "GRID-7", why: "that the new ladder does not need." }
  }
  if (!balanceBase(run, needed, have, words)) share(run)
}

/** The base is there: the upper cells get theirs, the nearest first, and the ladder is laid. */
export const share = (run: GridRun): void => {
  const { grid } = gridOf(run)
  let last: Cell | undefined
  for (const cell of grid.cells) {
    if (cell.state !== "SELL") continue
    giveFromPot(run, grid.pot, cell, cell.quantity)
    if (cell.held > 0) last = cell
  }
  // What rounding left over is sold with the highest cell that got any.
  if (last !== undefined) giveFromPot(run, grid.pot, last, run.market.lotsIn(grid.pot.held))
  grid.phase = "LAID"
  layCells(run, grid)
}
