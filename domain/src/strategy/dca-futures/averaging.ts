import type { Market, Price } from "../../market/market.ts"
import { asPrice, WHOLE } from "../../number/exact.ts"
import type { Averaging } from "../averaging/averaging.ts"
import { averagingFrom } from "../averaging/from-settings.ts"
import { averagingTotal } from "../averaging/shape.ts"
import { positivePrice } from "../ladder/ladder.ts"
import { once } from "../once.ts"
import type { DcaFuturesSettings } from "./settings.ts"

/**
 * Between which prices cycles open (DCAF-2): not beyond a target by price, where a cycle would end as it begins,
 * nor beyond a stop by price.
 */
const opensBetween = (market: Market, settings: DcaFuturesSettings, target: Price | undefined) => {
  const long = settings.direction === "LONG"
  const text = settings.stopLossPrice
  const stop = text === undefined ? undefined : positivePrice(market, text, long ? "DOWN" : "UP")
  if (target === undefined && stop === undefined) return undefined
  const fees = (market.makerFeeRate + market.takerFeeRate) * 1000n
  const least = target === undefined ? 0n : (BigInt(target) * fees) / WHOLE + 1n
  return long
    ? { low: asPrice((stop ?? 0) + 1), high: asPrice(target === undefined ? 1e15 : BigInt(target) - least) }
    : { low: asPrice(target === undefined ? 1n : BigInt(target) + least), high: asPrice((stop ?? 1e15) - 1) }
}

/** The settings as averaging; amounts are margin. Computed once per settings and market. */
export const dcaFuturesAveraging = once((market: Market, settings: DcaFuturesSettings): Averaging => {
  const { direction, takeProfitPrice } = settings
  const shape = {
    direction,
    count: settings.maxSafetyOrders,
    step: settings.safetyOrderStep,
    stepMultiplier: settings.safetyOrderStepMultiplier,
    amountMultiplier: settings.safetyOrderAmountMultiplier
  }
  const long = direction === "LONG"
  const target =
    takeProfitPrice === undefined ? undefined : positivePrice(market, takeProfitPrice, long ? "UP" : "DOWN")
  const between = opensBetween(market, settings, target)
  const total = averagingTotal(shape, market.quote(settings.safetyOrderAmount))
  const averaging = averagingFrom(market, settings, shape, total)
  return {
    ...averaging,
    target: { ...averaging.target, ...(target === undefined ? {} : { price: target }) },
    ...(between === undefined ? {} : { between })
  }
})
