import { Schema } from "effect"
import type { Price, Quantity } from "./market.ts"

/** The lengths of candle the whole product speaks. */
export const Timeframe = Schema.Literals(["1m", "5m", "15m", "30m", "1h", "4h", "1d"])
export type Timeframe = typeof Timeframe.Type

/** Length of a timeframe in milliseconds. */
export const timeframeMillis: Record<Timeframe, number> = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000
}

/** One bar: `at` is the moment it opens (ms, UTC); prices in ticks, volume in lots. */
export interface Candle {
  readonly at: number
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  readonly volume: Quantity
}
