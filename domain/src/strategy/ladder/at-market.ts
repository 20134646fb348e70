import type { Market, Price, Quantity } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
import { affordableLots } from "../../bot/margin.ts"
import { marketReserve } from "./size.ts"

/** Lots that an amount of quote buys at market, with the taker's fee and the slippage reckoned with. */
export const lotsAtMarket = (market: Market, quote: number | bigint, price: Price): Quantity =>
  price <= 0 || quote <= 0 ? asQuantity(0) : affordableLots(market, quote, marketReserve(price), market.takerFeeRate)
