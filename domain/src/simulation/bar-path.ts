import type { Candle } from "../market/candle.ts"
import type { Price, Quantity } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import { divided, sub, times, type Whole } from "../number/whole.ts"

/** A price on the way through a bar, when it is reached (ms), and what is traded on the way to it (lots). */
export interface PathPoint {
  readonly at: number
  readonly price: Price
  readonly volume: Quantity
}

/** The four points of a bar, in the order in which its price visits them. */
export type BarPath = readonly [open: PathPoint, first: PathPoint, second: PathPoint, close: PathPoint]

/** Whether a bar went to its low before it went to its high. */
export const goesLowFirst = (open: number, close: number, reversed: boolean): boolean => close >= open !== reversed

/** How much of a bar's volume is traded on the way to each of its points but the first, which has the rest. */
export const shareOfVolume = (volume: Whole): Quantity =>
  asQuantity(typeof volume === "number" ? Math.floor(volume / 4) : divided(volume, 4))

/** What of it is traded on the way to the first of them, when so much is on the way to each of the others. */
export const restOfVolume = (volume: Whole, share: Quantity): Quantity => asQuantity(sub(volume, times(3, share)))

/** When the price is at the point of that number, 0 to 3: each a quarter of the bar's length after the one before. */
export const reachedAt = (at: number, length: number, point: number): number => at + (length * point) / 4

/**
 * The way a price is taken to have gone through a bar of `length` ms: a bar that rose went O-L-H-C, one that fell
 * O-H-L-C, each at a quarter of its length and with a quarter of its volume. Between two points it visits every tick.
 * `reversed`: the other way round, which the bar does not rule out.
 */
export const barPath = (candle: Candle, length: number, reversed = false): BarPath => {
  const { at, open, high, low, close } = candle
  const lowFirst = goesLowFirst(open, close, reversed)
  const volume = shareOfVolume(candle.volume)
  return [
    { at, price: open, volume: restOfVolume(candle.volume, volume) },
    { at: reachedAt(at, length, 1), price: lowFirst ? low : high, volume },
    { at: reachedAt(at, length, 2), price: lowFirst ? high : low, volume },
    { at: reachedAt(at, length, 3), price: close, volume }
  ]
}
