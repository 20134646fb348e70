import { type Instrument, takesAll, type TradingStatus } from "@tradetower/domain/market"
import { instrumentOfProduct } from "./coinbase-products.ts"
import { coarser } from "../steps.ts"
import type { Product } from "./messages.ts"

const none = (why: string): TradingStatus => ({ takes: "NONE", why })

/** Whether anything of a product can be traded, or will be again before long. */
export const tradesNow = ({ is_disabled, status, trading_disabled }: Product): boolean =>
  is_disabled !== true && trading_disabled !== true && status !== "delisted" && status !== "offline"

/** Which orders a product takes, in the steps of price and quantity that we count it in; the narrowest that holds. */
export const statusOf = (product: Product, instrument: Instrument): TradingStatus => {
  const { symbol } = instrument
  if (!tradesNow(product)) return none(`Coinbase has stopped trading of ${symbol}`)
  if (product.view_only === true) return none(`Coinbase only shows ${symbol} at present and takes no orders for it`)
  if (product.cancel_only === true) return none(`Coinbase takes only cancels for ${symbol} at present`)
  if (product.auction_mode === true) return none(`${symbol} is in an auction at Coinbase: nothing trades until its end`)
  if (product.fcm_trading_session_details?.is_session_open === false)
    return none(`The session of ${symbol} at Coinbase is closed: nothing trades until it opens again`)
  const { lotSize, tickSize } = instrumentOfProduct(product)
  const steps = coarser("Coinbase", instrument, { tickSize, lotSize })
  if (steps !== undefined) return steps
  if (product.post_only === true)
    return {
      takes: "RESTING",
      why: `Coinbase takes only limit orders for ${symbol} at present that don't trade at once`
    }
  if (product.limit_only === true)
    return { takes: "LIMIT", why: `Coinbase takes only limit orders for ${symbol} at present` }
  return takesAll
}
