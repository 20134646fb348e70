import type { Market } from "../../market/market.ts"
import type { Averaging } from "../averaging/averaging.ts"
import { averagingFrom } from "../averaging/from-settings.ts"
import { averagingTotal } from "../averaging/shape.ts"
import { positivePrice } from "../ladder/ladder.ts"
import { opensBetween } from "../futures/opens-between.ts"
import type { DcaFuturesSettings } from "./settings.ts"

/** The settings as averaging; amounts are margin. */
export const dcaFuturesAveraging = (market: Market, settings: DcaFuturesSettings): Averaging => {
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
  const between = opensBetween(market, settings)
  const total = averagingTotal(shape, market.quote(settings.safetyOrderAmount))
  const averaging = averagingFrom(market, settings, shape, total)
  return {
    ...averaging,
    target: { ...averaging.target, ...(target === undefined ? {} : { price: target }) },
    ...(between === undefined ? {} : { between })
  }
}
