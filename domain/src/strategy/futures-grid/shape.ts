import type { Market, Price } from "../../market/market.ts"
import { asPrice, share } from "../../number/exact.ts"
import { type Ladder, ladderOf, positivePrice } from "../ladder/ladder.ts"
import type { Span } from "../ladder/size.ts"
import { once } from "../once.ts"
import type { Exits } from "../strategy.ts"
import type { FuturesGridSettings } from "./settings.ts"

/** The settings made ready for arithmetic. */
export interface FuturesGridShape {
  readonly low: Price
  readonly high: Price
  readonly ladder: Ladder
  readonly spans: ReadonlyArray<Span>
  readonly exits: Exits
}

/** The shape of settings that `check` found nothing wrong with; computed once per settings and market. */
export const futuresGridShape = once((market: Market, settings: FuturesGridSettings): FuturesGridShape => {
  const low = positivePrice(market, settings.lowPrice, "DOWN") ?? asPrice(1)
  const high = asPrice(Math.max(positivePrice(market, settings.highPrice, "UP") ?? 1, low + 1))
  const count = settings.gridQuantity
  const ladder = ladderOf({ low, high, count, spacing: settings.spacing })
  const spans = Array.from({ length: count }, (_, level) => ({
    low: ladder.buyPrice(level),
    high: ladder.sellPrice(level + 1)
  }))
  return { low, high, ladder, spans, exits: exitsOf(market, settings) }
})

const exitsOf = (market: Market, settings: FuturesGridSettings): Exits => {
  const { direction, takeProfitPrice, stopLossPrice } = settings
  const up = direction === "SHORT" ? "DOWN" : "UP"
  return {
    basis: "INVESTMENT",
    leans: direction === "NEUTRAL" ? "BOTH" : direction,
    keepsPosition: !settings.closePositionOnStop,
    ...(settings.takeProfitPercent === undefined ? {} : { takeProfit: share(settings.takeProfitPercent) }),
    ...(settings.stopLossPercent === undefined ? {} : { stopLoss: share(settings.stopLossPercent) }),
    ...(takeProfitPrice === undefined ? {} : { takeProfitPrice: market.roundPrice(takeProfitPrice, up) }),
    ...(stopLossPrice === undefined
      ? {}
      : { stopLossPrice: market.roundPrice(stopLossPrice, up === "UP" ? "DOWN" : "UP") }),
    ...(settings.liquidationBuffer === undefined ? {} : { liquidationBuffer: share(settings.liquidationBuffer) })
  }
}

/** What each cell is at a price (FGRID-1): whether it trades short, and whether it starts with its position. */
export const roleAt = (
  direction: FuturesGridSettings["direction"],
  span: Span,
  price: Price
): { readonly short: boolean; readonly starts: boolean } => {
  if (direction === "LONG") return { short: false, starts: span.low > price }
  if (direction === "SHORT") return { short: true, starts: span.high < price }
  return { short: span.low > price, starts: false }
}
