import { big } from "../../number/whole.ts"
import { costWithFee } from "../../bot/run.ts"
import type { Market, Price } from "../../market/market.ts"
import { asQuantity, asQuote } from "../../number/exact.ts"
import { marketReserve } from "../ladder/size.ts"
import type { Funds, Plan } from "../strategy.ts"
import { sliceCount, sliceLots, totalLots } from "./schedule.ts"
import type { TwapSettings } from "./settings.ts"

/** What a time-weighted order would do if it started now: its first slice at once, the others as time goes by. */
export const planTwap = (market: Market, settings: TwapSettings, price: Price): Plan => {
  const total = totalLots(market, settings)
  const count = sliceCount(settings)
  const quantity = sliceLots(total, count, total, count)
  const costOf = (lots: number) => asQuote(big(costWithFee(market, price, lots, market.takerFeeRate)))
  return {
    base: { side: settings.side, quantity, cost: costOf(quantity) },
    resting: [],
    committed: settings.side === "BUY" ? costOf(total) : asQuote(0n)
  }
}

/** What the account must hold: the quote all slices may cost (on futures their margin), or the base to sell. */
export const twapBrings = (market: Market, settings: TwapSettings, price: Price): Funds => {
  const total = totalLots(market, settings)
  if (market.instrument.kind === "FUTURES") {
    if (settings.reduceOnly === true) return { quote: 0n, base: 0n }
    const notional = market.notional(marketReserve(price), total)
    return { quote: notional / BigInt(settings.leverage ?? 1) + market.feeOn(notional, market.takerFeeRate), base: 0n }
  }
  if (settings.side === "SELL") return { quote: 0n, base: market.baseOf(asQuantity(total)) }
  // Twice the slippage reckoned with an order: the price moves while the slices go out.
  const worst = marketReserve(marketReserve(price))
  return { quote: big(costWithFee(market, worst, total, market.takerFeeRate)), base: 0n }
}
