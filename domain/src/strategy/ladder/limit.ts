import { buyFeeRate, buyTakes, costWithFee, freeCash, meetsMinimum, place, type Run } from "../../bot/run.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { affordableLots } from "../../bot/margin.ts"
import { asQuantity } from "../../number/exact.ts"
import { smaller } from "../../number/whole.ts"
import type { LiveOrder } from "../../order/live-order.ts"

/** A resting order of a ladder. */
export interface Rest {
  readonly price: Price
  readonly quantity: Quantity
  readonly slot: number
  /** A buy that can't be paid whole is not placed. */
  readonly onlyWhole?: boolean
}

/** Rests a buy as far as free quote goes; undefined when that is less than the exchange takes (LADDER-5, LADDER-6). */
export const restBuy = (run: Run, { onlyWhole, price, quantity, slot }: Rest, why: string): LiveOrder | undefined => {
  const { market, state } = run
  const free = freeCash(state)
  const takes = buyTakes(run, price)
  const rate = buyFeeRate(run, price)
  const cost = costWithFee(market, price, quantity, rate)
  const paid = cost <= free
  const lots = paid ? quantity : asQuantity(smaller(quantity, affordableLots(market, free, price, rate)))
  if (!meetsMinimum(market, price, lots) || (onlyWhole === true && lots < quantity)) return undefined
  return place(
    run,
    {
      purpose: "GRID",
      side: "BUY",
      type: "LIMIT",
      price,
      quantity: lots,
      slot,
      reservePrice: price,
      takes,
      reserved: paid && !takes && run.margin === undefined ? cost : undefined
    },
    "LADDER-5",
    why
  )
}

/** Rests a sell; undefined when the quantity is less than the exchange takes. */
export const restSell = (run: Run, { price, quantity, slot }: Rest, why: string): LiveOrder | undefined =>
  meetsMinimum(run.market, price, quantity)
    ? place(
        run,
        { purpose: "GRID", side: "SELL", type: "LIMIT", price, quantity, reduceOnly: false, slot },
        "LADDER-5",
        why
      )
    : undefined

/** A ladder's own orders that may still fill. */
export const ladderOrders = (run: Run): ReadonlyArray<LiveOrder> => {
  const own = []
  for (const order of run.state.orders.values())
    if (order.purpose === "GRID" || order.purpose === "BASE") own.push(order)
  return own
}
