import type { Market } from "../market/market.ts"
import { positivePrice } from "./ladder/ladder.ts"
import type { EntryLimit } from "../bot/strategy.ts"

/** Settings of a strategy that waits for a price to enter at: see SPEC.md, START-6. */
interface Gated {
  readonly direction: "LONG" | "SHORT"
  readonly maxPrice?: string
  readonly minPrice?: string
  readonly reserveFunds?: boolean
}

/** The highest price a LONG, the lowest price a SHORT enters at; funds are reserved meanwhile unless told not to. */
export const priceGate = (market: Market, settings: Gated): EntryLimit | undefined => {
  const long = settings.direction === "LONG"
  const text = long ? settings.maxPrice : settings.minPrice
  const price = text === undefined ? undefined : positivePrice(market, text, long ? "DOWN" : "UP")
  if (price === undefined) return undefined
  return { side: long ? "BELOW" : "ABOVE", price, reserve: settings.reserveFunds ?? true }
}
