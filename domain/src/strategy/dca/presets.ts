import type { Candle } from "../../market/candle.ts"
import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { fromUnits } from "../../number/decimal.ts"
import { asQuote } from "../../number/exact.ts"
import { dailyVolatility } from "../volatility.ts"
import { checkDca } from "./check.ts"
import type { DcaSettings } from "./settings.ts"

/** Steps and targets in daily moves; the share of the investment the base order takes, in percent. */
const TEMPERS = [
  { step: 1, orders: 8, target: 0.6, base: 15n, stepMultiplier: "1.2", amountMultiplier: "1.1", stop: undefined },
  { step: 0.6, orders: 6, target: 0.45, base: 20n, stepMultiplier: "1.1", amountMultiplier: "1.2", stop: undefined },
  { step: 0.35, orders: 5, target: 0.3, base: 30n, stepMultiplier: "1", amountMultiplier: "1.3", stop: "12" }
] as const

/** A share as percent text with two decimals, within limits. */
const percent = (value: number, low: number, high: number): Decimal =>
  fromUnits(BigInt(Math.round(Math.min(high, Math.max(low, value * 100)) * 100)), 2)

/** Three averaging bots, spaced by how much the market has been moving (DCA-8). */
export const dcaPresets = (
  market: Market,
  candles: ReadonlyArray<Candle>,
  price: Price,
  investment: string
): ReadonlyArray<DcaSettings> => {
  const volatility = dailyVolatility(candles)
  const fees = (Number(market.makerFeeRate + market.takerFeeRate) / 1e9) * 100
  const total = market.quote(investment)
  return TEMPERS.map((temper) => {
    const base = (total * temper.base) / 100n
    const preset = (orders: number): DcaSettings => ({
      _tag: "DCA",
      start: { _tag: "IMMEDIATELY" },
      direction: "LONG",
      // The investment comes from a form that has checked it to be a decimal.
      investment: investment as Decimal,
      baseOrderAmount: market.quoteText(asQuote(base)),
      baseOrderType: "MARKET",
      averagingOrdersAmount: market.quoteText(asQuote(total - base)),
      averagingOrdersQuantity: orders,
      averagingOrdersStep: percent(temper.step * volatility, 0.2, 15),
      amountMultiplier: temper.amountMultiplier as Decimal,
      stepMultiplier: temper.stepMultiplier as Decimal,
      takeProfitPercent: percent(temper.target * volatility, Math.max(0.2, fees * 2), 50),
      ...(temper.stop === undefined ? {} : { stopLossPercent: temper.stop as Decimal })
    })
    let orders: number = temper.orders
    while (orders > 1 && checkDca(market, preset(orders), price).length > 0) orders -= 1
    return preset(orders)
  })
}
