import { asPrice } from "../../number/exact.ts"
import { limitWords, meetsMinimum, place } from "../../bot/run.ts"
import { newCell, setState } from "../ladder/cells.ts"
import { grossLots } from "../ladder/size.ts"
import { type Edges, movedStop, riseByOne, type Trailing } from "../ladder/trail.ts"
import type { Price } from "../../market/market.ts"
import { gridOf, type GridRun } from "./state.ts"

/** A ladder that trails down never has more cells than this. */
export const MOST_CELLS = 500

/** How the grid follows the price (GRID-4, GRID-5); undefined while no ladder is laid. */
export const gridTrailing = (run: GridRun): Trailing | undefined => {
  const { grid, settings } = gridOf(run)
  if (grid.phase !== "LAID") return undefined
  if (!settings.trailingUp && !settings.trailingDown && run.state.life !== "TRAILING") return undefined
  const { floor, ladder } = run.shape
  const trailing: Trailing = {
    ladder,
    cells: grid,
    up: settings.trailingUp,
    down: settings.trailingDown && grid.cells.length < MOST_CELLS,
    floor,
    rise: (at) =>
      riseByOne(run, trailing, at, "GRID-4", (dropped, low) =>
        settings.orderSizeCurrency === "BASE"
          ? dropped.quantity
          : run.market.lotsFor(run.market.notional(dropped.low, dropped.quantity), low)
      ),
    sink: (at) => sink(run, at)
  }
  return trailing
}

const sink = (run: GridRun, at: Edges): void => {
  const { grid, settings } = gridOf(run)
  const { market } = run
  const { ladder } = run.shape
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
      quantity: grossLots(market, lots),
      slot: level
    },
    "GRID-5",
    run.explain
      ? `Buys for the new lowest cell, to be sold at ${limitWords(market, cell.high, "SELL")}; uses free balance.`
      : ""
  )
  cell.order = order.id
}

/** The stop-loss price keeps its distance (in percent) to the lowest level as the ladder rises (GRID-6). */
export const followingStop = (run: GridRun): Price => {
  const { grid } = gridOf(run)
  const { exits, low } = run.shape
  const stop = exits.stopLossPrice
  const bottom = grid.cells[0]
  if (stop === undefined) return asPrice(0)
  return bottom === undefined || bottom.level <= 0 ? stop : movedStop(stop, bottom.low, low)
}
