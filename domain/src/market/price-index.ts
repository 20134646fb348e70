import type { CandleSeries } from "./candle-series.ts"

/** Candles, or blocks, that one block of the next level sums up: 2^4. */
export const BLOCK_SHIFT = 4
export const BLOCK_WIDTH = 1 << BLOCK_SHIFT

/** Prices in ticks side by side: four bytes each where they fit, which halves what a search has to read. */
export type Prices = Int32Array | Float64Array

/** Extremes of 16 candles, of 16 such blocks, and so on; the last level has at most 16 blocks. */
interface Level {
  /** Highest and lowest price of each block, in turn. */
  readonly reach: Prices
  /** Highest and lowest close of each block, in turn. */
  readonly closes: Prices
}

/**
 * Where a series goes high or low, so that the next candle that reaches a price is found without looking at those
 * between. Built once per series in one pass, read by every run over it; it never changes.
 */
export interface PriceIndex {
  readonly series: CandleSeries
  /** Open, high, low and close of each candle, in turn: what is asked of a candle lies in one place. */
  readonly bars: Prices
  readonly levels: ReadonlyArray<Level>
  /** Every candle begins where the one before it ends: times need not be looked up. */
  readonly even: boolean
}

const pricesFor = (length: number, most: number): Prices =>
  most < 2 ** 31 ? new Int32Array(length) : new Float64Array(length)

const highest = (high: Float64Array): number => {
  let most = 0
  for (const price of high) if (price > most) most = price
  return most
}

const barsOf = ({ close, high, length, low, open }: CandleSeries): Prices => {
  const bars = pricesFor(4 * length, highest(high))
  for (let i = 0, at = 0; i < length; i++) {
    bars[at++] = open[i] ?? 0
    bars[at++] = high[i] ?? 0
    bars[at++] = low[i] ?? 0
    bars[at++] = close[i] ?? 0
  }
  return bars
}

/** The extremes of blocks over what lies `stride` apart, the upper one at `upper`, the lower one at `lower`. */
const summed = (of: Prices, stride: number, upper: number, lower: number): Prices => {
  const count = of.length / stride
  const blocks = (count + BLOCK_WIDTH - 1) >>> BLOCK_SHIFT
  const extremes = of instanceof Int32Array ? new Int32Array(2 * blocks) : new Float64Array(2 * blocks)
  for (let block = 0, i = 0; block < blocks; block++) {
    const end = Math.min(i + BLOCK_WIDTH, count)
    let most = -Infinity
    let least = Infinity
    for (; i < end; i++) {
      const above = of[i * stride + upper] ?? 0
      const below = of[i * stride + lower] ?? 0
      if (above > most) most = above
      if (below < least) least = below
    }
    extremes[2 * block] = most
    extremes[2 * block + 1] = least
  }
  return extremes
}

/** Builds the index of a series. */
export const priceIndex = (series: CandleSeries): PriceIndex => {
  const { at, gaps, length, step } = series
  const bars = barsOf(series)
  const levels: Array<Level> = []
  if (length > BLOCK_WIDTH) levels.push({ reach: summed(bars, 4, 1, 2), closes: summed(bars, 4, 3, 3) })
  for (let last = levels[0]; last !== undefined && last.reach.length > 2 * BLOCK_WIDTH;) {
    last = { reach: summed(last.reach, 2, 0, 1), closes: summed(last.closes, 2, 0, 1) }
    levels.push(last)
  }
  const even = gaps.length === 0 && (at[length - 1] ?? 0) - (at[0] ?? 0) === (length - 1) * step
  return { series, bars, levels, even }
}

/** When a candle begins, ms. */
export const timeAt = ({ even, series }: PriceIndex, candle: number): number =>
  even ? (series.at[0] ?? 0) + candle * series.step : (series.at[candle] ?? 0)

/** The price with which a candle closed, ticks. */
export const closeAt = ({ bars }: PriceIndex, candle: number): number => bars[4 * candle + 3] ?? 0

/**
 * The first candle from `from` on, and before `end`, whose high is at or above one price or whose low is at or below
 * the other; `end` when there is none. `Infinity` and 0 are never reached.
 */
export const nextTouch = (index: PriceIndex, from: number, end: number, above: number, below: number): number => {
  const { bars, levels } = index
  let at = from
  let depth = -1
  while (at < end) {
    // At the start of a block that holds no touch, climb; inside one that does, go down.
    if (depth < 0) {
      const stop = Math.min(end, (at | (BLOCK_WIDTH - 1)) + 1)
      for (; at < stop; at++) if ((bars[4 * at + 1] ?? 0) >= above || (bars[4 * at + 2] ?? Infinity) <= below) return at
      if (levels.length > 0) depth = 0
      continue
    }
    const reach = levels[depth]?.reach ?? bars
    const shift = (depth + 1) * BLOCK_SHIFT
    const count = reach.length >>> 1
    let block = at >>> shift
    const stop = Math.min(count, (block | (BLOCK_WIDTH - 1)) + 1)
    while (block < stop && !((reach[2 * block] ?? 0) >= above || (reach[2 * block + 1] ?? Infinity) <= below))
      block += 1
    at = block << shift
    if (block < stop) depth -= 1
    else if (block >= count) return end
    else if (depth + 1 < levels.length) depth += 1
  }
  return end
}
