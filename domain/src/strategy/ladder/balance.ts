import { meetsMinimum, place, type Run } from "../../bot/run.ts"
import { asPrice, asQuantity } from "../../number/exact.ts"
import { negated, sub, type Whole } from "../../number/whole.ts"
import { grossLots, marketReserve } from "./size.ts"
import { sizeWords } from "../../market/words.ts"

/** Why base is bought or sold to lay a ladder: the rule of each, and the words after the amount. */
export interface BalanceWords {
  readonly buys: { readonly rule: string; readonly why: string }
  readonly sells: { readonly rule: string; readonly why: string }
}

/**
 * Buys at market the base that a ladder's sells lack, or sells what is too much, in one BASE order. False when what is
 * off is less than the exchange takes: the ladder is laid with what is there.
 */
export const balanceBase = (run: Run, needed: Whole, have: Whole, words: BalanceWords): boolean => {
  const { market, state } = run
  const { price } = state
  const said = (lots: Whole) => sizeWords(market, asQuantity(lots))
  const lacking = sub(needed, have)
  if (lacking > 0 && meetsMinimum(market, price, lacking)) {
    const lots = grossLots(market, lacking)
    const order = { purpose: "BASE", side: "BUY", type: "MARKET", price: asPrice(0), quantity: lots } as const
    const reserve = { reservePrice: marketReserve(price) }
    place(run, { ...order, ...reserve }, words.buys.rule, run.explain ? `Buys ${said(lots)} ${words.buys.why}` : "")
    return true
  }
  if (lacking < 0 && meetsMinimum(market, price, negated(lacking))) {
    const lots = asQuantity(negated(lacking))
    const order = { purpose: "BASE", side: "SELL", type: "MARKET", price: asPrice(0), quantity: lots } as const
    place(run, order, words.sells.rule, run.explain ? `Sells ${said(lots)} ${words.sells.why}` : "")
    return true
  }
  return false
}

/** Whether the BASE order that lays a ladder is still under way. */
export const isBalancing = (run: Run): boolean => {
  for (const order of run.state.orders.values()) if (order.purpose === "BASE" && order.slot === undefined) return true
  return false
}
