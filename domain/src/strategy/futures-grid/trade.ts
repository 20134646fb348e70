import { add, smaller, sub, type Whole } from "../../number/whole.ts"
import { affordable, entryFeeRate, freeFunds } from "../../bot/margin.ts"
import {
  limitWords,
  liveOrder,
  mayEnter,
  mayExit,
  mayReduce,
  meetsMinimum,
  place,
  positionLots,
  positionSign
} from "../../bot/run.ts"
import { unitsOf } from "../../market/value.ts"
import { asQuantity } from "../../number/exact.ts"
import type { Quantity } from "../../market/market.ts"
import { type LiveOrder, remaining } from "../../order/live-order.ts"
import { type Cell, cellAt, setState } from "../ladder/cells.ts"
import { entering, futuresGridOf, isShort, leaving, type FuturesGridRun } from "./state.ts"

/** Gives a cell the order its state asks for, if it may have one now (LADDER-5, LADDER-6). */
export const settleCell = (run: FuturesGridRun, cell: Cell): void => {
  const { grid } = futuresGridOf(run)
  if (liveOrder(run.state, cell.order) !== undefined) return
  cell.order = undefined
  if (cell.state === leaving(grid, cell)) placeExit(run, cell)
  else if (cell.state === entering(grid, cell) && mayEnter(run.state)) placeEntry(run, cell)
}

const idle = (run: FuturesGridRun, cell: Cell, lacks: Cell["lacks"]): void => {
  cell.lacks = lacks
  setState(futuresGridOf(run).grid, cell, "IDLE")
}

const placeEntry = (run: FuturesGridRun, cell: Cell): void => {
  const { grid } = futuresGridOf(run)
  const { market } = run
  const side = entering(grid, cell)
  const price = side === "BUY" ? cell.low : cell.high
  const wanted = sub(cell.quantity, cell.bought)
  if (cell.bought > 0 && !meetsMinimum(market, price, wanted)) {
    // What is left to enter is below the minimum: the cell leaves with what it has.
    cell.bought = asQuantity(0)
    setState(grid, cell, leaving(grid, cell))
    return settleCell(run, cell)
  }
  const rate = entryFeeRate(run, side, price)
  const quantity = asQuantity(smaller(wanted, affordable(run, freeFunds(run, side), price, rate)))
  if (!meetsMinimum(market, price, quantity)) return idle(run, cell, "QUOTE")
  const way = side === "BUY" ? "long" : "short"
  const order = place(
    run,
    {
      purpose: "GRID",
      side,
      type: "LIMIT",
      price,
      quantity,
      slot: cell.level,
      reservePrice: price,
      takes: true
    },
    "LADDER-5",
    run.explain ? `Waits to go ${way} at ${limitWords(market, price, side)}, to leave at the next level.` : ""
  )
  cell.order = order.id
}

/**
 * Whether an exit, with all that wait to leave on its side, makes the position smaller and no more. While cells of the
 * other side are filled, there is less of it than these cells hold, or it lies the other way: there is one position.
 */
const isReduction = (run: FuturesGridRun, side: "BUY" | "SELL", quantity: Quantity): boolean => {
  if (positionSign(run) !== (side === "SELL" ? 1 : -1)) return false
  const { grid } = futuresGridOf(run)
  let leaves: Whole = quantity
  for (const cell of grid.cells) {
    const waits = cell.state === side && leaving(grid, cell) === side ? liveOrder(run.state, cell.order) : undefined
    if (waits !== undefined) leaves = add(leaves, remaining(waits))
  }
  return leaves <= positionLots(run)
}

const placeExit = (run: FuturesGridRun, cell: Cell): void => {
  const { grid } = futuresGridOf(run)
  const { market, state } = run
  const side = leaving(grid, cell)
  const price = side === "BUY" ? cell.low : cell.high
  const quantity = market.lotsIn(cell.held)
  const reduces = isReduction(run, side, quantity)
  if (!(reduces ? mayReduce(state) : mayExit(state))) return
  if (!meetsMinimum(market, price, quantity)) return idle(run, cell, "BASE")
  const order = place(
    run,
    {
      purpose: "GRID",
      side,
      type: "LIMIT",
      price,
      quantity,
      slot: cell.level,
      reduceOnly: reduces,
      ...(reduces ? {} : { reservePrice: price, takes: true })
    },
    "LADDER-5",
    run.explain
      ? `Waits to leave at ${limitWords(market, price, side)} with what was entered one level ${isShort(grid, cell) ? "up" : "down"}.`
      : ""
  )
  cell.order = order.id
}

/** Cells that lack margin get their entry as far as it goes, the nearest to the price first. */
export const fundIdle = (run: FuturesGridRun): void => {
  const { grid } = futuresGridOf(run)
  if (grid.idle === 0 || !mayEnter(run.state)) return
  const far = (cell: Cell) => Math.abs((isShort(grid, cell) ? cell.high : cell.low) - run.state.price)
  const lacking = grid.cells.filter((cell) => cell.state === "IDLE" && cell.lacks === "QUOTE")
  for (const cell of lacking.sort((a, b) => far(a) - far(b))) {
    setState(grid, cell, entering(grid, cell))
    settleCell(run, cell)
  }
}

/** Every cell gets its order: exits first, because they need no margin, then entries from the price outward. */
export const layCells = (run: FuturesGridRun): void => {
  const { grid } = futuresGridOf(run)
  for (const cell of grid.cells) if (cell.state === leaving(grid, cell)) settleCell(run, cell)
  const far = (cell: Cell) => Math.abs((isShort(grid, cell) ? cell.high : cell.low) - run.state.price)
  const entries = grid.cells.filter((cell) => cell.state === entering(grid, cell))
  for (const cell of entries.sort((a, b) => far(a) - far(b))) settleCell(run, cell)
  fundIdle(run)
}

/** Books a fill into its cell; on a complete one the cell turns round (LADDER-7). */
export const cellFilled = (run: FuturesGridRun, order: LiveOrder, lots: Whole, complete: boolean): void => {
  const { grid } = futuresGridOf(run)
  const cell = cellAt(grid, order.slot)
  if (cell === undefined) return
  const base = unitsOf(run.market, lots)
  const enters = order.side === entering(grid, cell)
  cell.held = enters ? add(cell.held, base) : sub(cell.held, base)
  if (!complete) return
  cell.order = undefined
  cell.bought = asQuantity(0)
  if (!enters) run.state.roundTrips += 1
  setState(grid, cell, enters ? leaving(grid, cell) : entering(grid, cell))
  settleCell(run, cell)
  fundIdle(run)
}

/** A cell's order is gone without filling whole: the cell keeps what it got and asks for the rest (LADDER-7). */
export const cellGone = (run: FuturesGridRun, order: LiveOrder): void => {
  const { grid } = futuresGridOf(run)
  const cell = cellAt(grid, order.slot)
  if (cell === undefined || cell.order !== order.id) return
  cell.order = undefined
  const { market } = run
  if (order.side === entering(grid, cell)) cell.bought = asQuantity(add(cell.bought, order.filled))
  else if (order.filled > 0 && !meetsMinimum(market, order.price, market.lotsIn(cell.held)))
    // The rest is below the minimum: it counts as out.
    setState(grid, cell, entering(grid, cell))
  settleCell(run, cell)
  fundIdle(run)
}
