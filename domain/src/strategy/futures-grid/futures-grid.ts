import { cancel } from "../../bot/run.ts"
import type { Market, Price } from "../../market/market.ts"
import { asPrice, asQuantity } from "../../number/exact.ts"
import { add, sub } from "../../number/whole.ts"
import { cellAt } from "../ladder/cells.ts"
import { positivePrice } from "../ladder/ladder.ts"
import { leftOf } from "../../bot/left.ts"
import type { OneWay } from "../../bot/plan.ts"
import type { Strategy } from "../../bot/strategy.ts"
import { build, clear, share } from "./build.ts"
import { checkFuturesGrid } from "./check.ts"
import { planFuturesGrid } from "./plan.ts"
import { futuresGridPreset } from "./preset.ts"
import { FuturesGridSettings } from "./settings.ts"
import { futuresGridShape, type FuturesGridShape } from "./shape.ts"
import { cellLots, entriesTo } from "./size.ts"
import {
  entering,
  freshFuturesGrid,
  type FuturesGridState,
  futuresGridOf,
  leaving,
  type FuturesGridRun
} from "./state.ts"
import { cellFilled, cellGone, layCells } from "./trade.ts"

const isBase = (order: { readonly purpose: string }): boolean => order.purpose === "BASE"

const lay = (run: FuturesGridRun): void => {
  const { grid } = futuresGridOf(run)
  if (grid.phase === "LAID") return layCells(run)
  // Half laid: what is missing is decided at the present price.
  if (grid.phase === "BASE" && [...run.state.orders.values()].some(isBase)) return
  clear(run, "FGRID-3", "The ladder is laid anew.")
}

const changedShape = (before: FuturesGridSettings, now: FuturesGridSettings): boolean =>
  before.lowPrice !== now.lowPrice ||
  before.highPrice !== now.highPrice ||
  before.gridQuantity !== now.gridQuantity ||
  before.spacing !== now.spacing

/** What its longs and its shorts enter on the way to their edge; its round trips may cost all that it was given. */
const waysOf = (market: Market, settings: FuturesGridSettings, price: Price): ReadonlyArray<OneWay> => {
  const { spans } = futuresGridShape(market, settings)
  const trigger = settings.triggerPrice === undefined ? undefined : positivePrice(market, settings.triggerPrice, "DOWN")
  const at = trigger ?? price
  const most = market.quote(settings.investment)
  const lots = cellLots(market, settings, spans, at, most)
  return [true, false].flatMap((long) => {
    const entries = entriesTo(settings, spans, at, lots, !long)
    return entries.length === 0 ? [] : [{ long, entries, most }]
  })
}

/** The grid on futures: long below, short above, or one way only, with leverage (SPEC.md, FGRID). */
export const futuresGrid: Strategy<
  FuturesGridSettings,
  FuturesGridState,
  FuturesGridShape,
  typeof FuturesGridSettings
> = {
  about: {
    name: "FUTURES_GRID",
    description: {
      title: "Futures grid",
      sentence:
        "A ladder with leverage: goes long at each level down, short at each level up, and leaves one level on.",
      works: "The price swings inside the range, whichever way it goes first.",
      hurts: "The price leaves the range and goes on: the position is as large as it gets, and the margin can be lost."
    },
    settings: FuturesGridSettings,
    markets: "FUTURES",
    check: checkFuturesGrid,
    plan: planFuturesGrid,
    preset: futuresGridPreset
  },
  money: {
    margin: ({ leverage, marginType }) => ({ leverage, type: marginType }),
    invests: (market, settings) => market.quote(settings.investment)
  },
  entries: {
    include: (run, order) => {
      const { grid, settings } = futuresGridOf(run)
      const cell = cellAt(grid, order.slot)
      if (cell !== undefined) return order.side === entering(grid, cell)
      return order.side === (settings.direction === "SHORT" ? "SELL" : "BUY")
    },
    limit: (market, settings, reference) => {
      const text = settings.triggerPrice
      const price = text === undefined ? undefined : positivePrice(market, text, "DOWN")
      if (price === undefined) return undefined
      return { side: reference > price ? "BELOW" : "ABOVE", price, reserve: false }
    },
    ways: waysOf
  },
  exits: {
    of: ({ exits }) => exits,
    // An exchange books a position at its average, so that leaving near the ladder's edge realises a loss (FGRID-2).
    holdsTo: (run) => {
      const { cells } = futuresGridOf(run).grid
      const short = run.state.ledger.base.position < 0
      return (short ? cells.at(-1)?.high : cells[0]?.low) ?? asPrice(0)
    }
  },
  fresh: freshFuturesGrid,
  shape: futuresGridShape,
  on: {
    begin: build,
    priced: (run) => {
      const { phase } = futuresGridOf(run).grid
      if (phase === "NEW" || phase === "CLEARING") build(run)
    },
    lay,
    filled: (run, order, booked, complete) => {
      const { grid } = futuresGridOf(run)
      if (isBase(order)) {
        if (complete && grid.phase === "BASE") share(run)
        return
      }
      const { market } = run
      cellFilled(run, order, market.lotsIn(booked.deal.base), complete)
    },
    gone: (run, order) => {
      const { grid } = futuresGridOf(run)
      if (isBase(order)) {
        if (grid.phase === "BASE") grid.phase = "CLEARING"
        run.state.needsPrice = true
        return
      }
      if (grid.phase === "CLEARING") {
        run.state.needsPrice = true
        return
      }
      cellGone(run, order)
    },
    funded: (run, before) => {
      const { grid } = futuresGridOf(run)
      const { state } = run
      for (const cell of grid.cells) {
        cell.quantity = asQuantity((BigInt(cell.quantity) * state.investment) / before)
        const order = cell.order === undefined ? undefined : state.orders.get(cell.order)
        if (order !== undefined && order.side === entering(grid, cell) && order.filled === 0)
          cancel(run, order, "FUNDS-1", "Funds were added: the order is placed again at its new size.")
      }
      if (grid.phase === "LAID") layCells(run)
    },
    drawn: (run, left) => {
      const { grid } = futuresGridOf(run)
      for (const cell of grid.cells) {
        if (cell.state !== leaving(grid, cell))
          cell.quantity = asQuantity(add(cell.bought, leftOf(sub(cell.quantity, cell.bought), left)))
      }
    },
    changed: (run, before) => {
      const { settings } = futuresGridOf(run)
      if (changedShape(before, settings)) clear(run, "FGRID-3", "The settings changed: the ladder is laid anew.")
    },
    surrender: (run) => {
      const { grid } = futuresGridOf(run)
      for (const cell of grid.cells) cell.held = 0
      grid.phase = "CLEARING"
    }
  }
}
