import { big, sub, type Whole } from "../number/whole.ts"
import type { Market } from "../market/market.ts"
import type { BacktestTrade } from "./backtest-result.ts"
import { amountText } from "./figures.ts"
import type { LoggedFill } from "./fill-log.ts"

/** A run's fills as a screen or a file shows them. */
export const tradesShown = (market: Market, fills: ReadonlyArray<LoggedFill>): ReadonlyArray<BacktestTrade> => {
  const text = amountText(market)
  let profit: Whole = 0
  let fees: Whole = 0
  return fills.map((logged) => {
    const { order, report } = logged
    const made = sub(logged.profit, profit)
    const fee = sub(logged.fees, fees)
    profit = logged.profit
    fees = logged.fees
    return {
      at: report.at,
      side: order.side,
      purpose: order.purpose,
      price: market.priceText(report.price),
      quantity: market.quantityText(report.quantity),
      fee: text(big(fee)),
      ...(made !== 0 && { profit: text(big(made)) })
    }
  })
}
