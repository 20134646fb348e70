import { mayEnter, type Run, transit } from "../../bot/run.ts"
import { type WakeDraft, wakeAbove, wakeBelow } from "../../bot/wake-draft.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import { type Cell, type Cells, newCell } from "./cells.ts"
import type { Ladder } from "./ladder.ts"
import { dropLowest, settleCell } from "./trade.ts"

/** How a strategy's ladder follows the price out of its range. */
export interface Trailing {
  readonly ladder: Ladder
  readonly cells: Cells
  readonly up: boolean
  /** Whether it may follow further down now, and the price below which it never reaches. */
  readonly down: boolean
  readonly floor: Price
  rise(edges: Edges): void
  sink(edges: Edges): void
}

export interface Edges {
  readonly bottom: Cell
  readonly top: Cell
  /** One step further: where trailing moves the ladder up (down); zero: it may not. */
  readonly up: Price
  readonly down: Price
}

const isFilling = (run: Run, cell: Cell): boolean =>
  cell.order !== undefined && (run.state.orders.get(cell.order)?.filled ?? 0) > 0

const edgesOf = (run: Run, { cells: { cells }, down, floor, ladder, up }: Trailing): Edges | undefined => {
  const bottom = cells[0]
  const top = cells.at(-1)
  if (bottom === undefined || top === undefined) return undefined
  // A lowest cell that holds base is not dropped: it has to sell first.
  const mayRise = up && bottom.state !== "SELL" && bottom.bought === 0 && !isFilling(run, bottom)
  const below = down ? ladder.buyPrice(bottom.level - 1) : 0
  return {
    bottom,
    top,
    up: mayRise ? ladder.sellPrice(top.level + 2) : asPrice(0),
    down: asPrice(below > 0 && below >= floor ? below : 0)
  }
}

/** Where a trailing ladder is at home again: a whole cell inside its edge (LADDER-8). */
const inside = (at: Edges): { readonly low: Price; readonly high: Price } => ({ low: at.bottom.high, high: at.top.low })

/** Moves the ladder with a price that left it, one step further at a time (LADDER-8). */
export const trail = (run: Run, trailing: () => Trailing | undefined): void => {
  const { state } = run
  if (!mayEnter(state)) return
  for (let by = trailing(); by !== undefined; by = trailing()) {
    const at = edgesOf(run, by)
    if (at === undefined) return
    if (at.up > 0 && state.price >= at.up) {
      leaves(run, "The price left the top of the ladder, which follows it up.")
      by.rise(at)
    } else if (at.down > 0 && state.price <= at.down) {
      leaves(run, "The price left the bottom of the ladder, which follows it down.")
      by.sink(at)
    } else {
      const home = inside(at)
      if (state.life === "TRAILING" && state.price >= home.low && state.price <= home.high)
        transit(run, "ACTIVE", "The price is back inside the ladder.", "SYSTEM")
      return
    }
  }
}

const leaves = (run: Run, words: string): void => {
  if (run.state.life === "ACTIVE") transit(run, "TRAILING", words, "SYSTEM")
}

/** Drops the lowest cell and adds one above the top that waits to buy at the old top; answers it, if one was dropped. */
export const riseByOne = (
  run: Run,
  { cells, ladder }: Trailing,
  at: Edges,
  rule: string,
  lotsOf: (dropped: Cell, low: Price) => Quantity
): void => {
  const dropped = dropLowest(run, cells, rule)
  if (dropped === undefined) return
  const level = at.top.level + 1
  const low = ladder.buyPrice(level)
  const cell = newCell(level, low, ladder.sellPrice(level + 1), lotsOf(dropped, low), "BUY")
  cells.cells.push(cell)
  settleCell(run, cells, cell)
}

/** Prices at which the ladder moves, or is at home again. */
export const watchTrail = (run: Run, trailing: Trailing | undefined, wake: WakeDraft): void => {
  const { state } = run
  if (!mayEnter(state) || trailing === undefined) return
  const at = edgesOf(run, trailing)
  if (at === undefined) return
  if (at.up > 0) wakeAbove(wake, at.up)
  if (at.down > 0) wakeBelow(wake, at.down)
  if (state.life !== "TRAILING") return
  const home = inside(at)
  if (state.price > home.high) wakeBelow(wake, home.high)
  else if (state.price < home.low) wakeAbove(wake, home.low)
}

/** A stop by price keeps its percent distance to a cell's edge as the ladder moves. */
export const movedStop = (stop: Price, edge: Price, before: Price): Price =>
  asPrice((BigInt(stop) * BigInt(edge)) / BigInt(before))
