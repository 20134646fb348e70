import { absolute, add, big, sub, type Whole } from "../../number/whole.ts"
import { cancel, limitWords, liveOrder, mayReduce, meetsMinimum, place, positionLots } from "../../bot/run.ts"
import { scaleOf } from "../../market/value.ts"
import type { Price } from "../../market/market.ts"
import { asPrice, asQuantity } from "../../number/exact.ts"
import { sizeWords } from "../../market/words.ts"
import { type LiveOrder, remaining } from "../../order/live-order.ts"
import { endCycle, layCycle } from "../averaging/cycle.ts"
import { type ExitLevel, exitLevels } from "./exit-ladder.ts"
import { comboOf, type Exit, type ComboRun } from "./state.ts"

/** The average entry, rounded to the tick against the trader. */
const averageOf = (run: ComboRun): Price => {
  const { cell, lot } = scaleOf(run.market)
  const { base, quote } = run.state.ledger
  return asPrice((big(absolute(quote.cost)) * lot) / (big(absolute(base.position)) * cell))
}

const isSame = (now: ReadonlyArray<Exit>, wanted: ReadonlyArray<ExitLevel>): boolean =>
  now.length === wanted.length &&
  now.every((exit, index) => exit.price === wanted[index]?.price && exit.quantity === wanted[index]?.quantity)

const exitOrders = (run: ComboRun): ReadonlyArray<LiveOrder> =>
  [...run.state.orders.values()].filter((order) => order.purpose === "TAKE_PROFIT")

/** Keeps the exit ladder: laid anew whenever the average moves, until its first fill (COMBO-2). */
export const layExits = (run: ComboRun): void => {
  const { combo, settings } = comboOf(run)
  const { state, market } = run
  const position = positionLots(run)
  if (!mayReduce(state) || position === 0) return
  if (!combo.leaving) {
    const wanted = exitLevels(market, settings, averageOf(run), position)
    if (!isSame(combo.exits, wanted)) {
      const standing = exitOrders(run)
      for (const order of standing)
        cancel(run, order, "COMBO-2", "The average entry moved: the exits are laid anew around it.")
      if (standing.length > 0) return
      combo.exits = wanted.map((level) => ({ ...level, filled: asQuantity(0), order: undefined }))
    }
  }
  for (const [index, exit] of combo.exits.entries()) placeExit(run, exit, index)
  closeRest(run)
}

const placeExit = (run: ComboRun, exit: Exit, index: number): void => {
  const { settings } = comboOf(run)
  const { state, market } = run
  if (liveOrder(state, exit.order) !== undefined) return
  exit.order = undefined
  const quantity = asQuantity(sub(exit.quantity, exit.filled))
  if (!meetsMinimum(market, exit.price, quantity)) return
  const order = place(
    run,
    {
      purpose: "TAKE_PROFIT",
      side: settings.direction === "LONG" ? "SELL" : "BUY",
      type: "LIMIT",
      price: exit.price,
      quantity,
      reduceOnly: true,
      slot: index
    },
    "COMBO-2",
    run.explain
      ? `Exit ${index + 1}: leaves with ${sizeWords(market, quantity)} at ${limitWords(market, exit.price, settings.direction === "LONG" ? "SELL" : "BUY")}.`
      : ""
  )
  exit.order = order.id
}

/** What no exit covers (an entry that filled while the bot was leaving) leaves with the furthest. */
const closeRest = (run: ComboRun): void => {
  const { combo } = comboOf(run)
  let covered: Whole = 0
  for (const order of exitOrders(run)) covered = add(covered, remaining(order))
  const rest = asQuantity(sub(positionLots(run), covered))
  const furthest = combo.exits.at(-1)
  if (!combo.leaving || furthest === undefined || !meetsMinimum(run.market, furthest.price, rest)) return
  const exit: Exit = { price: furthest.price, quantity: rest, filled: asQuantity(0), order: undefined }
  combo.exits.push(exit)
  placeExit(run, exit, combo.exits.length - 1)
}

/** An exit was filled: from the first on nothing more is averaged in, and when all is out the cycle is over (COMBO-3). */
export const exitFilled = (run: ComboRun, order: LiveOrder, complete: boolean): void => {
  const { combo } = comboOf(run)
  combo.leaving = true
  for (const entry of run.state.orders.values())
    if (entry.purpose === "AVERAGING") cancel(run, entry, "COMBO-3", "The bot is leaving: no more is averaged in.")
  const exit = combo.exits[order.slot ?? -1]
  if (exit !== undefined && complete && exit.order === order.id) {
    exit.filled = asQuantity(add(exit.filled, order.quantity))
    exit.order = undefined
  }
  if (!meetsMinimum(run.market, order.price, positionLots(run)) && exitOrders(run).length === 0) return endCycle(run)
  layCycle(run)
}

/** An exit order is gone without filling whole: what it lacks is placed again. */
export const exitGone = (run: ComboRun, order: LiveOrder): void => {
  const exit = comboOf(run).combo.exits[order.slot ?? -1]
  if (exit === undefined || exit.order !== order.id) return
  exit.order = undefined
  exit.filled = asQuantity(add(exit.filled, order.filled))
}

/** A new cycle has no exits yet. */
export const startAnew = (run: ComboRun): void => {
  comboOf(run).combo.exits = []
}
