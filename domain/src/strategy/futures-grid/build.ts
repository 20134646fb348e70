import { absolute, add, big, negated, smaller, sub, times, type Whole } from "../../number/whole.ts"
import { cancel, mayEnter, meetsMinimum, place, positionLots, positionSign } from "../../bot/run.ts"
import { unitsOf } from "../../market/value.ts"
import { sizeWords } from "../../market/words.ts"
import { asPrice, asQuantity, least } from "../../number/exact.ts"
import { newCell } from "../ladder/cells.ts"
import { marketReserve } from "../ladder/size.ts"
import { roleAt } from "./shape.ts"
import { cellLots } from "./size.ts"
import { futuresGridOf, isShort, leaving, type FuturesGridRun } from "./state.ts"
import { layCells } from "./trade.ts"

const ownOrders = (run: FuturesGridRun) => {
  const own = []
  for (const order of run.state.orders.values())
    if (order.purpose === "GRID" || order.purpose === "BASE") own.push(order)
  return own
}

/** Takes the ladder down, to be built anew at the next price once nothing of it rests any more. */
export const clear = (run: FuturesGridRun, rule: string, why: string): void => {
  futuresGridOf(run).grid.phase = "CLEARING"
  run.state.needsPrice = true
  for (const order of ownOrders(run)) cancel(run, order, rule, why)
}

/** Lays the ladder at the present price (FGRID-1); a position it starts with is made, or fitted, at market first. */
export const build = (run: FuturesGridRun): void => {
  const { grid, settings } = futuresGridOf(run)
  const { state, market } = run
  if (!mayEnter(state) || ownOrders(run).length > 0) return
  const { spans } = run.shape
  const { price } = state
  const { quote } = state.ledger
  const margin = least(state.investment, big(add(quote.cash, quote.cost)))
  const lots = cellLots(market, settings, spans, price, margin)
  const roles = spans.map((span) => roleAt(settings.direction, span, price))
  const firstShort = roles.findIndex(({ short }) => short)
  grid.shortFrom = firstShort < 0 ? spans.length : firstShort
  grid.idle = 0
  grid.leaving = []
  grid.cells = spans.map((span, level) => {
    const { short, starts } = roles[level] ?? { short: false, starts: false }
    const side = short === starts ? "BUY" : "SELL"
    return newCell(level, span.low, span.high, lots, side)
  })
  fit(run, times(roles.filter(({ starts }) => starts).length, lots))
}

/** Buys or sells at market what the position differs from what the ladder starts with. */
const fit = (run: FuturesGridRun, needed: Whole): void => {
  const { grid, settings } = futuresGridOf(run)
  const { market, state } = run
  const wanted = settings.direction === "SHORT" ? negated(needed) : needed
  const off = sub(wanted, times(positionSign(run), positionLots(run)))
  grid.phase = "BASE"
  const quantity = asQuantity(absolute(off))
  if (!meetsMinimum(market, state.price, quantity)) return share(run)
  const side = off > 0 ? "BUY" : "SELL"
  const enlarges = needed > 0 && (settings.direction === "SHORT") === (side === "SELL")
  place(
    run,
    {
      purpose: "BASE",
      side,
      type: "MARKET",
      price: asPrice(0),
      quantity,
      reduceOnly: !enlarges,
      ...(enlarges ? { reservePrice: side === "BUY" ? marketReserve(state.price) : state.price } : {})
    },
    "FGRID-1",
    run.explain ? `${side === "BUY" ? "Buys" : "Sells"} ${sizeWords(market, quantity)} to start with.` : ""
  )
}

/** The position to start with is there: the cells that start with theirs get it, the nearest to the price first. */
export const share = (run: FuturesGridRun): void => {
  const { grid } = futuresGridOf(run)
  let left = positionLots(run)
  const starting = grid.cells.filter((cell) => cell.state === leaving(grid, cell))
  // A long's nearest is the lowest that starts, a short's the highest.
  if (starting[0] !== undefined && isShort(grid, starting[0])) starting.reverse()
  for (const cell of starting) {
    const lots = smaller(left, cell.quantity)
    left = asQuantity(sub(left, lots))
    cell.held = unitsOf(run.market, lots)
  }
  grid.phase = "LAID"
  layCells(run)
}
