import { buyFeeRate, buyTakes, costWithFee, freeCash, meetsMinimum, place, type Run } from "../../bot/run.ts"
import type { Market, Price, Quantity } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
import { big, smaller, sub, whole } from "../../number/whole.ts"
import type { LiveOrder } from "../../order/live-order.ts"

const RATE_ONE = 1_000_000_000n

/** The most lots that so much quote pays for at a price, with the fee (the maker's, unless said otherwise). */
export const affordableLots = (
  market: Market,
  quote: number | bigint,
  price: Price,
  feeRate = market.makerFeeRate
): Quantity => {
  if (quote <= 0) return asQuantity(0)
  const rate = market.instrument.feeAsset === "QUOTE" && feeRate > 0n ? feeRate : 0n
  const lots = market.lotsFor(whole((big(quote) * RATE_ONE) / (RATE_ONE + rate)), price)
  // The fee is rounded up, which can cost one lot more than the division says.
  return lots > 0 && costWithFee(market, price, lots, feeRate) > quote ? asQuantity(sub(lots, 1)) : lots
}

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
