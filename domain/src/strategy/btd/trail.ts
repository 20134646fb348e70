import { cancel, liveOrder, meetsMinimum } from "../../bot/run.ts"
import type { Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import { smaller } from "../../number/whole.ts"
import { type Cell, intoPot, newCell, setState } from "../ladder/cells.ts"
import type { Ladder } from "../ladder/ladder.ts"
import { fundIdle, giveFromPot, settleCell } from "../ladder/trade.ts"
import { type Edges, movedStop, riseByOne, type Trailing } from "../ladder/trail.ts"
import { btdOf, type BtdState, type BtdRun } from "./state.ts"

const ladderIn = (run: BtdRun): Ladder => run.shape.ladderAt(btdOf(run).btd.anchor).ladder

/** How the whole ladder follows the price (BTD-5); undefined while none is laid. */
export const btdTrailing = (run: BtdRun): Trailing | undefined => {
  const { btd, settings } = btdOf(run)
  if (btd.phase !== "LAID" || !settings.trailing) return undefined
  const top = btd.cells.at(-1)
  const trailing: Trailing = {
    ladder: ladderIn(run),
    cells: btd,
    up: true,
    // The topmost cell's base moves to the bottom: one that waits to buy has none.
    down: top !== undefined && top.state !== "BUY",
    floor: asPrice(1),
    rise: (at) => {
      moveTrip(btd, at.bottom.level, at.top.level + 1)
      // What the lowest cell's quote pays for at the old top.
      riseByOne(run, trailing, at, "BTD-5", (dropped, low) =>
        run.market.lotsFor(run.market.notional(dropped.low, dropped.quantity), low)
      )
    },
    sink: (at) => sink(run, at)
  }
  return trailing
}

/** A round trip that is open goes on in the cell that takes the place of the one dropped. */
const moveTrip = (btd: BtdState, from: number, to: number): void => {
  for (const trip of btd.trips) if (trip.level === from) trip.level = to
}

/** What a cell holds belongs to no cell; what its sale brought is matched to none any more (the average is). */
const toPot = (btd: BtdState, cell: Cell): void => {
  intoPot(btd, cell)
  btd.pot.cost = 0
}

/** Drops the topmost cell and adds one below the bottom that sells its base at the old bottom. */
const sink = (run: BtdRun, at: Edges): void => {
  const { btd } = btdOf(run)
  const ladder = ladderIn(run)
  const dropped = btd.cells.pop()
  if (dropped === undefined) return
  moveTrip(btd, dropped.level, at.bottom.level - 1)
  const order = liveOrder(run.state, dropped.order)
  if (order === undefined) {
    if (dropped.state === "IDLE") btd.idle -= 1
    toPot(btd, dropped)
  } else {
    cancel(run, order, "BTD-5", "The ladder moved down with the price: its topmost cell moves to the bottom.")
    btd.leaving.push(dropped)
  }
  const level = at.bottom.level - 1
  const cell = newCell(level, ladder.buyPrice(level), ladder.sellPrice(level + 1), dropped.quantity, "BUY")
  cell.lacks = "BASE"
  setState(btd, cell, "IDLE")
  btd.cells.unshift(cell)
  giveBase(run)
}

/** Base that belongs to no cell goes to cells that could sell it, the lowest first (BTD-5); then quote to those below. */
export const giveBase = (run: BtdRun): void => {
  const { btd } = btdOf(run)
  if (btd.idle === 0 || btd.phase !== "LAID") return
  for (const cell of btd.cells) {
    if (cell.state !== "IDLE" || cell.lacks !== "BASE") continue
    const lots = smaller(run.market.lotsIn(btd.pot.held), cell.quantity)
    if (meetsMinimum(run.market, cell.high, lots)) {
      giveFromPot(run, btd.pot, cell, lots)
      setState(btd, cell, "SELL")
      settleCell(run, btd, cell)
    } else if (btd.leaving.length === 0) cell.lacks = "QUOTE"
  }
  fundIdle(run, btd)
}

/** The dropped cell's order is gone: what it holds is free for the cells below. */
export const left = (run: BtdRun, cell: Cell): void => {
  const { btd } = btdOf(run)
  btd.leaving = btd.leaving.filter((one) => one !== cell)
  toPot(btd, cell)
  giveBase(run)
}

/** The stop-loss price keeps its distance (in percent) to the top as the ladder moves (BTD-5). */
export const followingStop = (run: BtdRun): Price => {
  const { btd } = btdOf(run)
  const stop = run.shape.exits.stopLossPrice
  const top = btd.cells.at(-1)
  if (stop === undefined) return asPrice(0)
  if (top === undefined) return stop
  const { count, first, ladder } = run.shape.ladderAt(btd.anchor)
  const before = first + count
  return top.level + 1 === before ? stop : movedStop(stop, top.high, ladder.sellPrice(before))
}
