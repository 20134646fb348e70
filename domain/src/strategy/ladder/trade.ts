import type { Booked } from "../../ledger/trade.ts"
import { unitsOf } from "../../market/value.ts"
import { asQuantity } from "../../number/exact.ts"
import { add, negated, proportion, sub, type Whole } from "../../number/whole.ts"
import type { LiveOrder } from "../../order/live-order.ts"
import { cancel, limitWords, liveOrder, mayEnter, mayExit, meetsMinimum, type Run } from "../../bot/run.ts"
import { type Cell, cellAt, type Cells, type Holding, setState, take } from "./cells.ts"
import { affordableLots } from "../../bot/margin.ts"
import { restBuy, restSell } from "./limit.ts"

/** Whether a cell may sell: for one that counts in base selling is what enters. */
const maySell = ({ state, strategy }: Run): boolean =>
  strategy.money.countsIn === "BASE" ? mayEnter(state) : mayExit(state)

/** Gives a cell the order its state asks for, if it may have one now (LADDER-5, LADDER-6). */
export const settleCell = (run: Run, ladder: Cells, cell: Cell): void => {
  if (liveOrder(run.state, cell.order) !== undefined) return
  cell.order = undefined
  if (cell.state === "SELL") {
    if (maySell(run)) placeSell(run, ladder, cell)
  } else if (cell.state === "BUY" && mayEnter(run.state)) placeBuy(run, ladder, cell)
}

const idle = (ladder: Cells, cell: Cell, lacks: Cell["lacks"]): void => {
  cell.lacks = lacks
  setState(ladder, cell, "IDLE")
}

const placeBuy = (run: Run, ladder: Cells, cell: Cell): void => {
  const { market } = run
  const wanted = asQuantity(sub(cell.quantity, cell.bought))
  if (cell.bought > 0 && !meetsMinimum(market, cell.low, wanted)) {
    // What is left to buy is below the minimum: the cell sells what it has.
    cell.bought = asQuantity(0)
    setState(ladder, cell, "SELL")
    return settleCell(run, ladder, cell)
  }
  const order = restBuy(
    run,
    { price: cell.low, quantity: wanted, slot: cell.level, onlyWhole: ladder.whole === true },
    run.explain
      ? `Waits to buy at ${limitWords(market, cell.low, "BUY")}, to be sold at ${limitWords(market, cell.high, "SELL")}.`
      : ""
  )
  if (order === undefined) return idle(ladder, cell, "QUOTE")
  cell.order = order.id
}

const placeSell = (run: Run, ladder: Cells, cell: Cell): void => {
  const { market } = run
  const order = restSell(
    run,
    { price: cell.high, quantity: market.lotsIn(cell.held), slot: cell.level },
    run.explain
      ? `Waits to sell at ${limitWords(market, cell.high, "SELL")} what is held for ${limitWords(market, cell.low, "BUY")}.`
      : ""
  )
  if (order === undefined) return idle(ladder, cell, "BASE")
  cell.order = order.id
}

/** Cells that lack quote get their order as far as free quote goes, the highest first. */
export const fundIdle = (run: Run, ladder: Cells): void => {
  if (ladder.idle === 0 || !mayEnter(run.state)) return
  for (let index = ladder.cells.length - 1; index >= 0; index--) {
    const cell = ladder.cells[index]
    if (cell === undefined || cell.state !== "IDLE" || cell.lacks !== "QUOTE") continue
    // Too small for the exchange since funds were taken out: it lacks no quote that could come free.
    if (cell.bought === 0 && !meetsMinimum(run.market, cell.low, cell.quantity)) continue
    setState(ladder, cell, "BUY")
    settleCell(run, ladder, cell)
    if ((cell.state as Cell["state"]) === "IDLE") return
  }
}

/** Every cell gets its order: buys from the highest down, then sells from the lowest up. */
export const layCells = (run: Run, ladder: Cells): void => {
  for (let index = ladder.cells.length - 1; index >= 0; index--) {
    const cell = ladder.cells[index]
    if (cell?.state === "BUY") settleCell(run, ladder, cell)
  }
  for (const cell of ladder.cells) if (cell.state === "SELL") settleCell(run, ladder, cell)
  for (const cell of ladder.leaving) settleCell(run, ladder, cell)
  fundIdle(run, ladder)
}

/** Cost of the base a sale takes from what is held for it, in proportion (LEDGER-4); undefined: the average. */
export const releasedCost = (from: Holding, base: Whole): Whole | undefined =>
  from.held <= 0 ? undefined : base >= from.held ? from.cost : proportion(from.cost, base, from.held)

/** Cost of the base a cell's sale releases. */
export const cellCost = (ladder: Cells, order: LiveOrder, base: Whole): Whole | undefined =>
  order.side === "BUY" ? undefined : releasedCost(cellAt(ladder, order.slot) ?? ladder.pot, base)

/** How cells turn round: which side opens a round trip, and whether a cell's next buy uses all its sale brought. */
export interface TurnRules {
  /** BUY when absent. SELL: the strategy counts round trips itself, as they end by buying back. */
  readonly opens?: "BUY" | "SELL"
  readonly reinvest?: boolean
}

/** Books a fill into its cell; on a complete one the cell turns round (LADDER-5, LADDER-7). */
export const cellFilled = (
  run: Run,
  ladder: Cells,
  order: LiveOrder,
  booked: Booked,
  complete: boolean,
  { opens = "BUY", reinvest = false }: TurnRules = {}
): void => {
  const cell = cellAt(ladder, order.slot)
  if (cell === undefined) {
    take(ladder.pot, booked.base, booked.cost)
    return
  }
  take(cell, booked.base, booked.cost)
  if (order.side === "SELL") cell.proceeds = sub(cell.proceeds, booked.paid)
  if (!complete) return
  if (opens === "BUY" && order.side === "SELL") run.state.roundTrips += 1
  if (order.side === "BUY") boughtWhole(run, ladder, cell)
  else soldWhole(run, ladder, cell, reinvest)
}

const boughtWhole = (run: Run, ladder: Cells, cell: Cell): void => {
  cell.bought = asQuantity(0)
  cell.order = undefined
  setState(ladder, cell, "SELL")
  settleCell(run, ladder, cell)
}

const soldWhole = (run: Run, ladder: Cells, cell: Cell, reinvest: boolean): void => {
  cell.order = undefined
  if (reinvest) {
    const lots = affordableLots(run.market, cell.proceeds, cell.low)
    if (lots > cell.quantity) cell.quantity = lots
  }
  cell.proceeds = 0
  if (ladder.leaving.length > 0 && ladder.leaving.includes(cell)) return forget(ladder, cell)
  setState(ladder, cell, "BUY")
  settleCell(run, ladder, cell)
  const above = cellAt(ladder, cell.level + 1)
  if (above?.state === "IDLE" && above.lacks === "BASE") {
    // The price has come to where that cell buys.
    setState(ladder, above, "BUY")
    settleCell(run, ladder, above)
  }
  fundIdle(run, ladder)
}

const forget = (ladder: Cells, cell: Cell): void => {
  if (cell.state === "IDLE") ladder.idle -= 1
  ladder.leaving = ladder.leaving.filter((one) => one !== cell)
  take(ladder.pot, cell.held, cell.cost)
}

/** A cell's order is gone without filling whole: the cell keeps what it got and asks for the rest (LADDER-7). */
export const cellGone = (run: Run, ladder: Cells, order: LiveOrder): void => {
  const cell = cellAt(ladder, order.slot)
  if (cell === undefined || cell.order !== order.id) return
  cell.order = undefined
  if (order.side === "BUY") cell.bought = asQuantity(add(cell.bought, order.filled))
  if (ladder.leaving.length > 0 && ladder.leaving.includes(cell)) {
    if (!holdsEnough(run, cell)) {
      forget(ladder, cell)
      return fundIdle(run, ladder)
    }
    setState(ladder, cell, "SELL")
  } else if (order.side === "SELL" && order.filled > 0 && !holdsEnough(run, cell)) {
    // The rest is below the minimum: the sale counts as complete.
    setState(ladder, cell, "BUY")
  }
  settleCell(run, ladder, cell)
  fundIdle(run, ladder)
}

const holdsEnough = (run: Run, cell: Cell): boolean => meetsMinimum(run.market, cell.high, run.market.lotsIn(cell.held))

/** Drops the lowest cell: its buy is cancelled, and what it may still receive is sold at its own price. */
export const dropLowest = (run: Run, ladder: Cells, rule: string): Cell | undefined => {
  const cell = ladder.cells.shift()
  if (cell === undefined) return undefined
  const order = liveOrder(run.state, cell.order)
  if (order !== undefined) {
    cancel(run, order, rule, "The ladder moved up with the price: its lowest cell is dropped.")
    ladder.leaving.push(cell)
  } else {
    if (cell.state === "IDLE") ladder.idle -= 1
    take(ladder.pot, cell.held, cell.cost)
  }
  return cell
}

/** Gives base from the pot to a cell, with its share of the cost. */
export const giveFromPot = (run: Run, pot: Holding, cell: Holding, lots: Whole): void => {
  const base = unitsOf(run.market, lots)
  const taken = base < pot.held ? base : pot.held
  if (taken <= 0) return
  const cost = taken === pot.held ? pot.cost : proportion(pot.cost, taken, pot.held)
  take(pot, negated(taken), negated(cost))
  take(cell, taken, cost)
}
