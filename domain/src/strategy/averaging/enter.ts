import { big, smaller } from "../../number/whole.ts"
import { beginClosing } from "../../bot/closing.ts"
import { affordable, freeFunds } from "../../bot/margin.ts"
import { liveOrder, mayEnter, meetsMinimum, place } from "../../bot/run.ts"
import { scaleOf } from "../../market/value.ts"
import { priceWords } from "../../market/words.ts"
import { asPrice, asQuantity } from "../../number/exact.ts"
import { marketReserve } from "../ladder/size.ts"
import { averagingOf, averagingOrders, baseLots, investmentOf, netProfit, type AveragingRun } from "./averaging.ts"
import { isBetween } from "../../bot/between.ts"
import { layCycle } from "./cycle.ts"
import type { Rung } from "./state.ts"

/** Places the base order of a cycle at the present price (DCA-1). */
export const enterCycle = (run: AveragingRun): void => {
  const { averaging, cycle } = averagingOf(run)
  const { state, market } = run
  if (!mayEnter(state) || liveOrder(state, cycle.base) !== undefined) return
  if (cycle.phase === "BETWEEN") {
    cycle.profitBefore = netProfit(run)
    cycle.baseFilled = 0
    cycle.baseNotional = 0
    cycle.rungs = []
    cycle.leaving = false
    cycle.atMarket = false
    averaging.exits?.fresh(run)
  }
  cycle.phase = "ENTERING"
  const { price } = state
  const { atMarket, long } = averaging
  if (averaging.between !== undefined && !isBetween(averaging.between, price)) {
    // Its base order went unfilled and the price has left the bounds: it waits for them as before (COMBO-1).
    state.entered = false
    state.start.triggered = true
    state.needsPrice = true
    return
  }
  const side = long ? "BUY" : "SELL"
  const reserve = atMarket && long ? marketReserve(price) : price
  const pays = long || run.margin !== undefined
  const rate = run.margin === undefined ? market.makerFeeRate : market.takerFeeRate
  const wanted = baseLots(market, averaging, investmentOf(run), price)
  const quantity = asQuantity(pays ? smaller(wanted, affordable(run, freeFunds(run, side), reserve, rate)) : wanted)
  if (!meetsMinimum(market, price, quantity)) {
    beginClosing(run, "CLOSE_POSITIONS", "STOPPED", "What is left is too little for another cycle.", "SYSTEM")
    return
  }
  const order = place(
    run,
    {
      purpose: "BASE",
      side,
      type: atMarket ? "MARKET" : "LIMIT",
      price: atMarket ? asPrice(0) : price,
      quantity,
      ...(pays ? { reservePrice: reserve, takes: run.margin !== undefined } : {})
    },
    "DCA-1",
    run.explain ? `Opens cycle ${cycle.cycles + 1} at about ${priceWords(market, price)}.` : ""
  )
  cycle.base = order.id
}

/** The base order is filled as far as it goes: averaging orders are counted from its price (DCA-2). */
export const baseDone = (run: AveragingRun): void => {
  const { averaging, cycle } = averagingOf(run)
  const { market } = run
  cycle.base = undefined
  cycle.phase = "IN"
  const { cell, lot } = scaleOf(market)
  const { baseFilled, baseNotional } = cycle
  cycle.basePrice = asPrice(baseFilled === 0 ? run.state.price : (big(baseNotional) * lot) / (big(baseFilled) * cell))
  cycle.rungs = averagingOrders(market, averaging, investmentOf(run), cycle.basePrice).map(
    ({ price, quantity }, index): Rung => ({
      index,
      price,
      quantity,
      filled: asQuantity(0),
      done: false,
      order: undefined
    })
  )
  layCycle(run)
}
