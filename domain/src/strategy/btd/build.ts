import { add, divided, dividedUp, larger, times } from "../../number/whole.ts"
import { cancel, freeCash, mayEnter } from "../../bot/run.ts"
import { unitsOf } from "../../market/value.ts"
import { asQuantity } from "../../number/exact.ts"
import { balanceBase } from "../ladder/balance.ts"
import { newCell, setState } from "../ladder/cells.ts"
import { ladderOrders } from "../ladder/limit.ts"
import { giveFromPot, layCells } from "../ladder/trade.ts"
import { buyFirst } from "./first.ts"
import { btdCells, btdLots } from "./size.ts"
import { btdOf, type BtdRun } from "./state.ts"

/** Takes the ladder down, to be built anew at the next price once nothing of it rests any more. */
export const clear = (run: BtdRun, rule: string, why: string): void => {
  const { btd } = btdOf(run)
  btd.phase = "CLEARING"
  run.state.needsPrice = true
  for (const order of ladderOrders(run)) cancel(run, order, rule, why)
}

/**
 * Lays the ladder at the present price (BTD-2): cells above sell first. ON_SELLS those below are idle until sells fund
 * them; AT_START their base is sold at market at once.
 */
export const build = (run: BtdRun): void => {
  const { btd, settings } = btdOf(run)
  const { state, market } = run
  if (!mayEnter(state) || ladderOrders(run).length > 0) return
  const { ledger, price } = state
  if (buyFirst(run)) return
  btd.anchor = price
  const cells = btdCells(run.shape.ladderAt(price), price)
  btd.pot = { held: add(ledger.base.stock, ledger.base.position), cost: 0 }
  const lots = btdLots(market, settings, cells, btd.pot.held, freeCash(state), price)
  btd.leaving = []
  btd.trips = []
  btd.atStart = 0
  btd.idle = 0
  btd.cells = cells.map((cell) => {
    const made = newCell(cell.level, cell.low, cell.high, lots, cell.sells ? "SELL" : "BUY")
    if (!cell.sells) setState(btd, made, "IDLE")
    return made
  })
  const sells = cells.filter((cell) => cell.sells).length
  const needed = settings.fundDips === "AT_START" ? times(sells, lots) : market.lotsIn(btd.pot.held)
  btd.phase = "BASE"
  const words = {
    buys: { rule: "BTD-7", why: "that the new ladder's sells lack." },
    sells: { rule: "BTD-3", why: "to fund the buys below." }
  }
  if (!balanceBase(run, needed, market.lotsIn(btd.pot.held), words)) shareOut(run)
}

/** What has to be sold is sold: the upper cells get their base, the rest what quote there is. */
export const shareOut = (run: BtdRun): void => {
  const { btd } = btdOf(run)
  fundSold(run)
  const sells = btd.cells.filter((cell) => cell.state === "SELL")
  sells.forEach((cell, index) => {
    const have = run.market.lotsIn(btd.pot.held)
    giveFromPot(run, btd.pot, cell, dividedUp(have, sells.length - index))
    cell.quantity = asQuantity(larger(cell.quantity, run.market.lotsIn(cell.held)))
  })
  btd.phase = "LAID"
  layCells(run, btd)
}

/** What the base sold at the start brought belongs to the cells below, which buy it back: a round trip each (BTD-3). */
const fundSold = (run: BtdRun): void => {
  const { btd } = btdOf(run)
  const { cost } = btd.pot
  btd.pot.cost = 0
  const below = btd.cells.filter((cell) => cell.state === "IDLE")
  if (btd.atStart === 0 || below.length === 0) return
  const share = divided(btd.atStart, below.length)
  for (const cell of below) {
    cell.cost = add(cell.cost, divided(cost, below.length))
    btd.trips.push({
      level: cell.level,
      price: run.state.price,
      quote: share,
      base: unitsOf(run.market, cell.quantity)
    })
  }
  btd.atStart = 0
}
