import { asQuantity } from "../../number/exact.ts"
import { add, big, sub } from "../../number/whole.ts"
import { cancel, freeCash } from "../../bot/run.ts"
import { contribute } from "../../ledger/ledger.ts"
import { isBalancing } from "../ladder/balance.ts"
import { freshCells, cellAt, intoPot, setState, take } from "../ladder/cells.ts"
import { sizesOfEmptied } from "../ladder/size.ts"
import { cellCost, cellFilled, cellGone, layCells } from "../ladder/trade.ts"
import { leftOf } from "../../bot/left.ts"
import type { Strategy } from "../../bot/strategy.ts"
import { build, clear, share } from "./build.ts"
import { checkGrid } from "./check.ts"
import { planGrid } from "./plan.ts"
import { gridPreset } from "./preset.ts"
import { GridSettings } from "./settings.ts"
import { gridShape, type GridShape } from "./shape.ts"
import { freshGrid, type GridState, gridOf, type GridRun } from "./state.ts"
import { trail, watchTrail } from "../ladder/trail.ts"
import { followingStop, gridTrailing, MOST_CELLS } from "./trail.ts"

const lay = (run: GridRun): void => {
  const { grid } = gridOf(run)
  if (grid.phase === "LAID") return layCells(run, grid)
  // Half laid: what is missing is decided at the present price.
  if (grid.phase === "BASE" && isBalancing(run)) return
  clear(run, "GRID-7", "The ladder is laid anew.")
}

const changedShape = (before: GridSettings, now: GridSettings): boolean =>
  before.lowPrice !== now.lowPrice ||
  before.highPrice !== now.highPrice ||
  before.gridLevels !== now.gridLevels ||
  before.gridStep !== now.gridStep ||
  before.spacing !== now.spacing ||
  before.orderSizeCurrency !== now.orderSizeCurrency

/** The spot grid: buys low and sells high between levels, again and again (SPEC.md, GRID). */
export const grid: Strategy<GridSettings, GridState, GridShape, typeof GridSettings> = {
  about: {
    name: "GRID",
    description: {
      title: "Grid",
      sentence: "Splits your investment over a ladder of prices: buys at each level down, sells one level up.",
      works: "The price swings up and down inside the range.",
      hurts: "The price falls below the range and stays there: you hold what was bought on the way down."
    },
    settings: GridSettings,
    markets: "SPOT",
    check: checkGrid,
    plan: planGrid,
    preset: gridPreset
  },
  money: {
    invests: (market, settings) => market.quote(settings.investment),
    // Each cell added below costs a cell of the ladder at the most, which is less than the investment.
    beyond: (market, settings) => (settings.trailingDown ? BigInt(MOST_CELLS) * market.quote(settings.investment) : 0n),
    matchedCost: (run, order, base) => cellCost(gridOf(run).grid, order, base)
  },
  entries: {
    include: (_, order) => order.side === "BUY",
    stopInPump: (settings) => settings.pumpProtection
  },
  exits: {
    of: ({ exits }) => exits,
    stopLossPrice: followingStop
  },
  fresh: freshGrid,
  shape: gridShape,
  on: {
    begin: build,
    priced: (run) => {
      const { grid: own } = gridOf(run)
      if (own.phase === "NEW" || own.phase === "CLEARING") build(run)
      trail(run, () => gridTrailing(run))
    },
    watch: (run, wake) => watchTrail(run, gridTrailing(run), wake),
    lay,
    filled: (run, order, booked, complete) => {
      const { grid: own, settings } = gridOf(run)
      if (order.purpose === "BASE" && order.slot === undefined) {
        take(own.pot, booked.base, booked.cost)
        if (complete && own.phase === "BASE") share(run)
        return
      }
      if (order.purpose === "BASE") {
        // GRID-5: the cell below is paid from beyond the investment.
        contribute(run.state.ledger, booked.paid)
      }
      cellFilled(run, own, order, booked, complete, { reinvest: settings.reinvest })
    },
    gone: (run, order) => {
      const { grid: own } = gridOf(run)
      if (order.purpose === "BASE" && order.slot === undefined) {
        if (own.phase === "BASE") own.phase = "CLEARING"
        run.state.needsPrice = true
        return
      }
      cellGone(run, own, order)
      if (own.phase === "CLEARING") run.state.needsPrice = true
      const cell = cellAt(own, order.slot)
      if (order.purpose === "BASE" && cell !== undefined && cell.held > 0) {
        setState(own, cell, "SELL")
        layCells(run, own)
      }
    },
    funded: (run, before) => {
      const { grid: own, settings } = gridOf(run)
      const { market, state } = run
      const waiting = own.cells.filter((cell) => cell.state !== "SELL" && cell.held === 0 && cell.bought === 0)
      const sizes = sizesOfEmptied(market, waiting, settings.orderSizeCurrency, big(freeCash(state)))
      for (const [index, quantity] of sizes.entries()) {
        const cell = waiting[index]
        if (cell === undefined) continue
        cell.quantity = quantity
        setState(own, cell, "BUY")
      }
      for (const cell of sizes.length > 0 ? [] : own.cells) {
        cell.quantity = asQuantity((BigInt(cell.quantity) * state.investment) / before)
        const order = cell.order === undefined ? undefined : state.orders.get(cell.order)
        if (order !== undefined && order.side === "BUY" && order.filled === 0 && order.purpose === "GRID")
          cancel(run, order, "FUNDS-1", "Funds were added: the order is placed again at its new size.")
      }
      if (own.phase === "LAID") layCells(run, own)
    },
    drawn: (run, left) => {
      for (const cell of gridOf(run).grid.cells) {
        if (cell.state !== "SELL")
          cell.quantity = asQuantity(add(cell.bought, leftOf(sub(cell.quantity, cell.bought), left)))
      }
    },
    changed: (run, before) => {
      const { settings, grid: own } = gridOf(run)
      if (!changedShape(before, settings)) return
      for (const cell of [...own.cells, ...own.leaving]) intoPot(own, cell)
      Object.assign(own, { ...freshCells(), pot: own.pot })
      clear(run, "GRID-7", "The settings changed: the ladder is laid anew.")
    },
    surrender: (run) => {
      const { grid: own } = gridOf(run)
      for (const cell of own.cells) intoPot(own, cell)
      for (const cell of own.leaving) intoPot(own, cell)
      own.leaving = []
      own.phase = "CLEARING"
    }
  }
}
