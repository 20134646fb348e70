import type { Market } from "../../market/market.ts"
import { share } from "../../number/exact.ts"
import { exitsFrom, type ExitSettings } from "../exits.ts"
import type { Averaging } from "./averaging.ts"
import type { AveragingShape } from "./shape.ts"

/** What every bot that averages in is told. */
interface AveragingSettings extends ExitSettings {
  readonly direction: "LONG" | "SHORT"
  readonly investment: string
  readonly leverage?: number
  readonly baseOrderAmount: string
  readonly baseOrderType: "MARKET" | "LIMIT"
  readonly activeOrdersLimit?: number
  readonly reinvestProfitPercent?: string
  readonly maxCycles?: number
}

/** Settings made ready, with what each strategy says in its own words: the orders' shape and their total in quote. */
export const averagingFrom = (
  market: Market,
  settings: AveragingSettings,
  shape: AveragingShape,
  total: bigint
): Averaging => ({
  long: settings.direction === "LONG",
  atMarket: settings.baseOrderType === "MARKET",
  shape,
  planned: market.quote(settings.investment),
  base: market.quote(settings.baseOrderAmount),
  total,
  leverage: settings.leverage === undefined ? undefined : BigInt(settings.leverage),
  mostResting: settings.activeOrdersLimit ?? shape.count,
  target: settings.takeProfitPercent === undefined ? {} : { share: share(settings.takeProfitPercent) },
  // Trailed, it is watched (EXIT-6).
  targetRests: settings.trailingTakeProfitPercent === undefined,
  reinvest: share(settings.reinvestProfitPercent ?? "0"),
  maxCycles: settings.maxCycles
})

/** The shape of averaging orders told by their total and their number. */
export const shapeFrom = (settings: {
  readonly direction: "LONG" | "SHORT"
  readonly averagingOrdersQuantity: number
  readonly averagingOrdersStep: string
  readonly stepMultiplier: string
  readonly amountMultiplier: string
}): AveragingShape => ({
  direction: settings.direction,
  count: settings.averagingOrdersQuantity,
  step: settings.averagingOrdersStep,
  stepMultiplier: settings.stepMultiplier,
  amountMultiplier: settings.amountMultiplier
})

/** The exits of a cycle. Without trailing the take-profit is an order of its own that rests (DCA-4). */
export const cycleExits = (market: Market, settings: AveragingSettings): ReturnType<typeof exitsFrom> =>
  exitsFrom(
    market,
    settings.trailingTakeProfitPercent === undefined
      ? { ...settings, takeProfitPercent: undefined, takeProfitPrice: undefined }
      : settings,
    settings.direction === "LONG" ? "UP" : "DOWN"
  )
