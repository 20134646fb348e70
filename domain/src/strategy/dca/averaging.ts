import type { Market } from "../../market/market.ts"
import { share } from "../../number/exact.ts"
import type { Averaging } from "../averaging/averaging.ts"
import { once } from "../once.ts"
import type { DcaSettings } from "./settings.ts"

/** A DCA's settings as averaging; computed once per settings and market. */
export const dcaAveraging = once((market: Market, settings: DcaSettings): Averaging => ({
  long: settings.direction === "LONG",
  atMarket: settings.baseOrderType === "MARKET",
  shape: {
    direction: settings.direction,
    count: settings.averagingOrdersQuantity,
    step: settings.averagingOrdersStep,
    stepMultiplier: settings.stepMultiplier,
    amountMultiplier: settings.amountMultiplier
  },
  planned: market.quote(settings.investment),
  base: market.quote(settings.baseOrderAmount),
  total: market.quote(settings.averagingOrdersAmount),
  leverage: undefined,
  mostResting: settings.activeOrdersLimit ?? settings.averagingOrdersQuantity,
  target: { share: share(settings.takeProfitPercent) },
  // Trailed, it is watched (EXIT-6).
  targetRests: settings.trailingTakeProfitPercent === undefined,
  reinvest: share(settings.reinvestProfitPercent ?? "0"),
  maxCycles: settings.maxCycles
}))
