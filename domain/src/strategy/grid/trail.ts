import { asPrice, asQuantity } from "../../number/exact.ts"
import { mayEnter, meetsMinimum, place, type Run, transit } from "../../bot/run.ts"
import { type WakeDraft, wakeAbove, wakeBelow } from "../../bot/wake-draft.ts"
import { type Cell, newCell, setState } from "../ladder/cells.ts"
import { grossLots } from "../ladder/size.ts"
import { dropLowest, settleCell } from "../ladder/trade.ts"
import type { Price } from "../../market/market.ts"
import { gridShape } from "./shape.ts"
import { gridOf } from "./state.ts"

/** A ladder that trails down never has more cells than this. */
const MOST_CELLS = 500

interface Edges {
  readonly bottom: Cell
  readonly top: Cell
  /** One step further: where trailing moves the ladder up (down); zero: it may not. */
  readonly up: Price
  readonly down: Price
}

const edges = (run: Run): Edges | undefined => {
  const { grid, settings } = gridOf(run)
  const bottom = grid.cells[0]
  const top = grid.cells.at(-1)
  if (grid.phase !== "LAID" || bottom === undefined || top === undefined) return undefined
  const { ladder, floor } = gridShape(run.market, settings)
  // A lowest cell that holds base is not dropped: it has to sell first.
  const mayRise = settings.trailingUp && bottom.state !== "SELL" && bottom.bought === 0 && !isFilling(run, bottom)
  const below = settings.trailingDown && grid.cells.length < MOST_CELLS ? ladder.buyPrice(bottom.level - 1) : 0
  return {
    bottom,
    top,
    up: mayRise ? ladder.sellPrice(top.level + 2) : asPrice(0),
    down: asPrice(below >= floor ? below : 0)
  }
}

const isFilling = (run: Run, cell: Cell): boolean =>
  cell.order !== undefined && (run.state.orders.get(cell.order)?.filled ?? 0) > 0

/** Where a trailing ladder is at home again: a whole cell inside its edge (GRID-4). */
const inside = (run: Run, at: Edges): { readonly low: Price; readonly high: Price } => ({
  low: at.bottom.high,
  high: at.top.low
})

/** Moves the ladder with a price that left it (GRID-4, GRID-5). */
export const trail = (run: Run): void => {
  const { state } = run
  if (!mayEnter(state)) return
  for (let at = edges(run); at !== undefined; at = edges(run)) {
    if (at.up > 0 && state.price >= at.up) rise(run, at)
    else if (at.down > 0 && state.price <= at.down) sink(run, at)
    else {
      const home = inside(run, at)
      if (state.life === "TRAILING" && state.price >= home.low && state.price <= home.high)
        transit(run, "ACTIVE", "The price is back inside the ladder.", "SYSTEM")
      return
    }
  }
}

const trailing = (run: Run, words: string): void => {
  if (run.state.life === "ACTIVE") transit(run, "TRAILING", words, "SYSTEM")
}

const rise = (run: Run, at: Edges): void => {
  const { grid, settings } = gridOf(run)
  const { market } = run
  const { ladder } = gridShape(market, settings)
  trailing(run, "The price left the top of the ladder, which follows it up.")
  const dropped = dropLowest(run, grid, "GRID-4")
  if (dropped === undefined) return
  const level = at.top.level + 1
  const low = ladder.buyPrice(level)
  const lots =
    settings.orderSizeCurrency === "BASE"
      ? dropped.quantity
      : market.lotsFor(market.notional(dropped.low, dropped.quantity), low)
  const cell = newCell(level, low, ladder.sellPrice(level + 1), lots, "BUY")
  grid.cells.push(cell)
  settleCell(run, grid, cell)
}

const sink = (run: Run, at: Edges): void => {
  const { grid, settings } = gridOf(run)
  const { market } = run
  const { ladder } = gridShape(market, settings)
  trailing(run, "The price left the bottom of the ladder, which follows it down.")
  const level = at.bottom.level - 1
  const low = ladder.buyPrice(level)
  const lots =
    settings.orderSizeCurrency === "BASE"
      ? at.bottom.quantity
      : market.lotsFor(market.notional(at.bottom.low, at.bottom.quantity), low)
  const cell = newCell(level, low, ladder.sellPrice(level + 1), lots, "BUY")
  grid.cells.unshift(cell)
  cell.lacks = "BASE"
  setState(grid, cell, "IDLE")
  if (!meetsMinimum(market, low, lots)) return
  const order = place(
    run,
    {
      purpose: "BASE",
      side: "BUY",
      type: "MARKET",
      price: asPrice(0),
      quantity: asQuantity(grossLots(market, lots)),
      slot: level
    },
    "GRID-5",
    () => `Buys for the new lowest cell, to be sold at ${market.priceText(cell.high)}; uses free balance.`
  )
  cell.order = order.id
}

/** The stop-loss price keeps its distance (in percent) to the lowest level as the ladder rises (GRID-6). */
export const followingStop = (run: Run): Price => {
  const { grid, settings } = gridOf(run)
  const { exits, low } = gridShape(run.market, settings)
  const stop = exits.stopLossPrice
  const bottom = grid.cells[0]
  if (stop === undefined) return asPrice(0)
  if (bottom === undefined || bottom.level <= 0) return stop
  return asPrice((BigInt(stop) * BigInt(bottom.low)) / BigInt(low))
}

/** Prices at which the ladder moves, or is at home again. */
export const watchTrail = (run: Run, wake: WakeDraft): void => {
  const { state } = run
  if (!mayEnter(state)) return
  const at = edges(run)
  if (at === undefined) return
  if (at.up > 0) wakeAbove(wake, at.up)
  if (at.down > 0) wakeBelow(wake, at.down)
  if (state.life !== "TRAILING") return
  const home = inside(run, at)
  if (state.price > home.high) wakeBelow(wake, home.high)
  else if (state.price < home.low) wakeAbove(wake, home.low)
}
