import type { Price } from "../market/market.ts"
import { asPrice } from "../number/exact.ts"

/** What a run asked for since anything new happened (LIFE-9). */
export interface Unrest {
  /** Orders asked for at the moment of the newest event. */
  asked: number
  /** Orders that went without a fill, each with how often, while the price and the count of fills were these. */
  readonly vain: Map<string, number>
  price: Price
  fills: number
}

export const freshUnrest = (): Unrest => ({ asked: 0, vain: new Map(), price: asPrice(0), fills: 0 })
