import type { Market, Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import { exitsFrom } from "../exits.ts"
import { type Ladder, ladderOf, positivePrice } from "../ladder/ladder.ts"
import { type Span, spansOf } from "../ladder/size.ts"
import type { Exits } from "../../bot/strategy.ts"
import type { FuturesGridSettings } from "./settings.ts"

/** The settings made ready for arithmetic. */
export interface FuturesGridShape {
  readonly low: Price
  readonly high: Price
  readonly ladder: Ladder
  readonly spans: ReadonlyArray<Span>
  readonly exits: Exits
}

/** The shape of settings that `check` found nothing wrong with. */
export const futuresGridShape = (market: Market, settings: FuturesGridSettings): FuturesGridShape => {
  const low = positivePrice(market, settings.lowPrice, "DOWN") ?? asPrice(1)
  const high = asPrice(Math.max(positivePrice(market, settings.highPrice, "UP") ?? 1, low + 1))
  const count = settings.gridQuantity
  const ladder = ladderOf({ low, high, count, spacing: settings.spacing })
  const spans = spansOf(ladder)
  const { direction } = settings
  const exits: Exits = {
    basis: "INVESTMENT",
    leans: direction === "NEUTRAL" ? "BOTH" : direction,
    keepsPosition: !settings.closePositionOnStop,
    ...exitsFrom(market, settings, direction === "SHORT" ? "DOWN" : "UP")
  }
  return { low, high, ladder, spans, exits }
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
