import type { Market, Price, Quantity } from "../../market/market.ts"
import { asPrice, asQuantity, ceilDiv } from "../../number/exact.ts"
import type { Entry } from "../../bot/plan.ts"
import { larger, type Whole } from "../../number/whole.ts"
import { leastLotsAt, marketReserve, type Span } from "../ladder/size.ts"
import type { FuturesGridSettings } from "./settings.ts"
import { roleAt } from "./shape.ts"

const RATE_ONE = 1_000_000_000n

/** Margin and fee of one lot entered at a price, times `RATE_ONE` and the leverage. */
const weight = (market: Market, price: Price, leverage: bigint, rate: bigint): bigint =>
  market.notional(price, asQuantity(1)) * (RATE_ONE + (rate > 0n ? rate : 0n) * leverage)

/**
 * What one lot in every cell needs on the dearer side (MARGIN-3), times `RATE_ONE` and the leverage. Its loss at the
 * ladder's edge counts, too: an exchange books a position at its average, so that leaving near the edge realises it.
 */
const worstWeight = (
  market: Market,
  settings: FuturesGridSettings,
  spans: ReadonlyArray<Span>,
  price: Price
): bigint => {
  const leverage = BigInt(settings.leverage)
  const lowest = spans[0]?.low ?? price
  const highest = spans.at(-1)?.high ?? price
  let longs = 0n
  let shorts = 0n
  for (const span of spans) {
    const { short, starts } = roleAt(settings.direction, span, price)
    // An entry that waits may take as it arrives, and a start at market may slip.
    const at = starts ? (short ? price : marketReserve(price)) : short ? span.high : span.low
    const edge = short ? highest : lowest
    const loss = market.notional(asPrice(Math.abs(at - edge)), asQuantity(1)) * RATE_ONE * leverage
    const needed = weight(market, at, leverage, market.takerFeeRate) + loss
    if (short) shorts += needed
    else longs += needed
  }
  return longs > shorts ? longs : shorts
}

/** Lots of every cell (FGRID-2): the same in each, as many as the margin bears at the ladder's worst edge. */
export const cellLots = (
  market: Market,
  settings: FuturesGridSettings,
  spans: ReadonlyArray<Span>,
  price: Price,
  margin: bigint
): Quantity => {
  const usable = margin - BigInt(2 * spans.length + 2)
  const worst = worstWeight(market, settings, spans, price)
  if (usable <= 0n || worst <= 0n) return asQuantity(0)
  return asQuantity((usable * BigInt(settings.leverage) * RATE_ONE) / worst)
}

/** The smallest margin with which every cell reaches the exchange's minimum, in quote units. */
export const smallestMargin = (
  market: Market,
  settings: FuturesGridSettings,
  spans: ReadonlyArray<Span>,
  price: Price
): bigint => {
  // Both prices of a cell have to make an order.
  const lots = spans.reduce<Whole>((most, span) => larger(most, leastLotsAt(market, span.low)), 0)
  const worst = worstWeight(market, settings, spans, price) * BigInt(lots)
  return ceilDiv(worst, BigInt(settings.leverage) * RATE_ONE) + BigInt(2 * spans.length + 3)
}

/** What the ladder's longs (shorts) enter on the way to their edge, in the order in which a price meets it. */
export const entriesTo = (
  settings: FuturesGridSettings,
  spans: ReadonlyArray<Span>,
  price: Price,
  lots: Quantity,
  short: boolean
): ReadonlyArray<Entry> => {
  const own = spans.filter((span) => roleAt(settings.direction, span, price).short === short)
  const started = own.filter((span) => roleAt(settings.direction, span, price).starts)
  const waiting = own.filter((span) => !roleAt(settings.direction, span, price).starts)
  const prices = waiting.map((span) => (short ? span.high : span.low)).sort((a, b) => (short ? a - b : b - a))
  return [
    ...started.map(() => ({ price, quantity: lots, takes: true as const })),
    ...prices.map((at) => ({ price: asPrice(at), quantity: lots }))
  ]
}
