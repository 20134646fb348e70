import type { Market, Price } from "../../market/market.ts"
import type { Outlook, Term } from "../../market/outlook.ts"
import { checkTwap } from "./check.ts"
import type { TwapSettings } from "./settings.ts"
import { presetPrice } from "../preset-price.ts"

/** How far the price may be expected to drift while the slices go out: the longer the patience, the further. */
const DRIFT: Readonly<Record<Term, number>> = { SHORT_TERM: 0.002, MID_TERM: 0.005, LONG_TERM: 0.01 }

/**
 * Buys for the investment over as long as the price is expected to drift no further than the term allows: a wild
 * market is bought into faster than a calm one. Beyond twice that drift it waits (TWAP-8).
 */
export const twapPreset = (market: Market, outlook: Outlook, price: Price, investment: string): TwapSettings => {
  const drift = DRIFT[outlook.term]
  const minutes = Math.round((drift / outlook.dayMove) ** 2 * 1440)
  const duration = Math.min(1440, Math.max(5, minutes))
  const lots = market.lotsFor((market.quote(investment) * 99n) / 100n, price)
  const preset = (over: number, frequency: number): TwapSettings => ({
    _tag: "TWAP",
    start: { _tag: "IMMEDIATELY" },
    side: "BUY",
    totalAmount: market.quantityText(lots),
    duration: over,
    frequency,
    priceLimit: presetPrice(market, Math.ceil(price * (1 + 2 * drift)), "UP")
  })
  let over = duration
  let frequency = Math.min(60, Math.max(5, over))
  // Too little for so many slices: fewer, then over a shorter time.
  while (checkTwap(market, preset(over, frequency), price).length > 0 && (over > 5 || frequency < 60)) {
    if (frequency < 60) frequency = Math.min(60, frequency * 2)
    else over = Math.max(5, Math.floor(over * 0.8))
  }
  return preset(over, frequency)
}
