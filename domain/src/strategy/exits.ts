import type { Market } from "../market/market.ts"
import { share } from "../number/exact.ts"
import type { Exits } from "../bot/strategy.ts"

/** The settings by which strategies end; each has some of them. */
export interface ExitSettings {
  readonly takeProfitPercent?: string | undefined
  readonly takeProfitPrice?: string | undefined
  readonly trailingTakeProfitPercent?: string | undefined
  readonly stopLossPercent?: string | undefined
  readonly stopLossPrice?: string | undefined
  readonly trailingStopPercent?: string | undefined
  readonly liquidationBuffer?: string | undefined
}

/** Settings as exits. `gains`: which way the price goes when the run profits; a target is rounded on, a stop away. */
export const exitsFrom = (
  market: Market,
  settings: ExitSettings,
  gains: "UP" | "DOWN"
): Omit<Exits, "basis" | "leans" | "keepsPosition"> => {
  const { stopLossPrice, takeProfitPrice } = settings
  const loses = gains === "UP" ? "DOWN" : "UP"
  return {
    ...(settings.takeProfitPercent !== undefined && { takeProfit: share(settings.takeProfitPercent) }),
    ...(takeProfitPrice !== undefined && { takeProfitPrice: market.roundPrice(takeProfitPrice, gains) }),
    ...(settings.trailingTakeProfitPercent !== undefined && {
      trailingTakeProfit: share(settings.trailingTakeProfitPercent)
    }),
    ...(settings.stopLossPercent !== undefined && { stopLoss: share(settings.stopLossPercent) }),
    ...(stopLossPrice !== undefined && { stopLossPrice: market.roundPrice(stopLossPrice, loses) }),
    ...(settings.trailingStopPercent !== undefined && { trailingStop: share(settings.trailingStopPercent) }),
    ...(settings.liquidationBuffer !== undefined && { liquidationBuffer: share(settings.liquidationBuffer) })
  }
}
