import type { Market } from "../../market/market.ts"

/** A round trip's step is at least so many times what its fees take: half of what it brings is left, or more. */
const TIMES_FEES = 2

/** The smallest step of a preset's ladder on a market, as a share: twice the fees of buying and selling there (PRESET-4). */
export const leastStep = (market: Market): number => (Number(market.makerFeeRate) / 1e9) * 2 * TIMES_FEES
