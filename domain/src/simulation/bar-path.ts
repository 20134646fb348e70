import type { Candle } from "../market/candle.ts"
import type { Instrument } from "../market/instrument.ts"
import type { Price } from "../market/market.ts"

/** A price on the way through a bar, when it is reached (ms), and what is traded on the way to it (lots). */
export interface PathPoint {
  readonly at: number
  readonly price: Price
  readonly volume: number
}

/**
 * The way a price is taken to have gone through a bar of `length` ms: a bar that rose went O-L-H-C, one that fell
 * O-H-L-C, each at a quarter of its length and with a quarter of its volume. Between two points it visits every tick.
 */
export const barPath = (candle: Candle, length: number): readonly [PathPoint, PathPoint, PathPoint, PathPoint] => {
  const { at, open, high, low, close } = candle
  const rose = close >= open
  const volume = Math.floor(candle.volume / 4)
  return [
    { at, price: open, volume: candle.volume - 3 * volume },
    { at: at + length / 4, price: rose ? low : high, volume },
    { at: at + length / 2, price: rose ? high : low, volume },
    { at: at + (length * 3) / 4, price: close, volume }
  ]
}

/** A pause of more than this between two bars of a stock is a closed session. */
const SESSION_BREAK = 3_600_000

/** Whether the market was closed between two bars and opens with an auction; crypto never closes. */
export const opensAfterBreak = (
  instrument: Instrument,
  before: Candle | undefined,
  candle: Candle,
  length: number
): boolean =>
  instrument.assetClass === "EQUITY" && before !== undefined && candle.at - before.at - length > SESSION_BREAK
