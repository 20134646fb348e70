import { absolute, big, sub } from "../../number/whole.ts"
import { cancel, limitWords, liveOrder, mayReduce, meetsMinimum, place, positionLots } from "../../bot/run.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { scaleOf } from "../../market/value.ts"
import { asPrice, ceilDiv, floorDiv, WHOLE } from "../../number/exact.ts"
import { remaining } from "../../order/live-order.ts"
import { percentText } from "../ladder/ladder.ts"
import { grossLots } from "../ladder/size.ts"
import { averagingOf, type AveragingRun } from "./averaging.ts"

/** The price of the take-profit order for the position as it is (DCA-4); zero: there is none. */
export const takeProfitPrice = (run: AveragingRun): Price => {
  const { target } = averagingOf(run).averaging
  const { cell, lot } = scaleOf(run.market)
  const position = big(run.state.ledger.base.position)
  const cost = big(run.state.ledger.quote.cost)
  if (position === 0n) return asPrice(0)
  if (target.share === undefined) return target.price ?? asPrice(0)
  return position > 0n
    ? asPrice(ceilDiv(cost * (WHOLE + target.share) * lot, position * cell * WHOLE))
    : asPrice(floorDiv(-cost * (WHOLE - target.share) * lot, -position * cell * WHOLE))
}

/** Lots that leave nothing open: where a short pays its fee in what it buys back, as many more (DCA-4). */
export const flatteningLots = (run: AveragingRun, feeRate: bigint): Quantity => {
  const lots = positionLots(run)
  return averagingOf(run).averaging.long || run.margin !== undefined ? lots : grossLots(run.market, lots, feeRate)
}

/** Keeps one take-profit order for the whole position, at its distance from the average entry (DCA-4). */
export const layTakeProfit = (run: AveragingRun): void => {
  const { averaging, cycle } = averagingOf(run)
  const { state, market } = run
  const standing = liveOrder(state, cycle.takeProfit)
  const price = takeProfitPrice(run)
  const quantity = flatteningLots(run, market.makerFeeRate)
  const wanted = averaging.targetRests && price > 0 && meetsMinimum(market, price, quantity)
  if (standing !== undefined) {
    // After a part of it was bought back with its fee, rounding may ask for one lot more or less.
    const off = absolute(sub(remaining(standing), quantity))
    const same = wanted && standing.price === price && off <= (standing.filled > 0 && !averaging.long ? 1 : 0)
    if (!same && mayReduce(state))
      cancel(run, standing, "DCA-4", "The average entry moved: the take-profit moves with it.")
    return
  }
  cycle.takeProfit = undefined
  if (!wanted || !mayReduce(state)) return
  const { share } = averaging.target
  const away = share === undefined ? "" : `, ${percentText(share)} % from the average entry`
  const order = place(
    run,
    {
      purpose: "TAKE_PROFIT",
      side: averaging.long ? "SELL" : "BUY",
      type: "LIMIT",
      price,
      quantity,
      reduceOnly: run.margin !== undefined
    },
    "DCA-4",
    run.explain ? `Takes profit at ${limitWords(market, price, averaging.long ? "SELL" : "BUY")}${away}.` : ""
  )
  cycle.takeProfit = order.id
}
