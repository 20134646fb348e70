import type { Market } from "../market/market.ts"
import { big } from "../number/whole.ts"
import type { BacktestTrade } from "./backtest-result.ts"
import { amountText } from "./figures.ts"
import { type FillLog, fillsOf } from "./fill-log.ts"

/** A run's fills as a screen or a file shows them. */
export const tradesShown = (market: Market, log: FillLog): ReadonlyArray<BacktestTrade> => {
  const text = amountText(market)
  return fillsOf(log).map(({ fee, order, profit, report }) => ({
    at: report.at,
    side: order.side,
    purpose: order.purpose,
    price: market.priceText(report.price),
    quantity: market.quantityText(report.quantity),
    fee: text(big(fee)),
    ...(profit !== 0 && { profit: text(big(profit)) })
  }))
}
