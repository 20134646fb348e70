import type { Candle } from "../market/candle.ts"
import type { Price } from "../market/market.ts"

/** A price on the way through a bar, when it is reached (ms), and what is traded on the way to it (lots). */
export interface PathPoint {
  readonly at: number
  readonly price: Price
  readonly volume: number
}

/** The four points of a bar, in the order in which its price visits them. */
export type BarPath = readonly [open: PathPoint, first: PathPoint, second: PathPoint, close: PathPoint]

/**
 * The way a price is taken to have gone through a bar of `length` ms: a bar that rose went O-L-H-C, one that fell
 * O-H-L-C, each at a quarter of its length and with a quarter of its volume. Between two points it visits every tick.
 * `reversed`: the other way round, which the bar does not rule out.
 */
export const barPath = (candle: Candle, length: number, reversed = false): BarPath => {
  const { at, open, high, low, close } = candle
  const lowFirst = close >= open !== reversed
  const volume = Math.floor(candle.volume / 4)
  return [
    { at, price: open, volume: candle.volume - 3 * volume },
    { at: at + length / 4, price: lowFirst ? low : high, volume },
    { at: at + length / 2, price: lowFirst ? high : low, volume },
    { at: at + (length * 3) / 4, price: close, volume }
  ]
}
