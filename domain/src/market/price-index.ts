import type { CandleSeries } from "./candle-series.ts"

/** Candles, or blocks, that one block of the next level sums up: 2^4. */
export const BLOCK_SHIFT = 4
export const BLOCK_WIDTH = 1 << BLOCK_SHIFT

/** Extremes of 16 candles, of 16 such blocks, and so on; the last level has at most 16 blocks. */
interface Level {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly highestClose: Float64Array
  readonly lowestClose: Float64Array
}

/**
 * Where a series goes high or low, so that the next candle that reaches a price is found without looking at those
 * between. Built once per series in one pass, read by every run over it; it never changes.
 */
export interface PriceIndex {
  readonly series: CandleSeries
  readonly levels: ReadonlyArray<Level>
}

const blocksOf = (count: number): number => (count + BLOCK_WIDTH - 1) >>> BLOCK_SHIFT

const summed = (of: Level): Level => {
  const count = blocksOf(of.high.length)
  const level: Level = {
    high: new Float64Array(count),
    low: new Float64Array(count),
    highestClose: new Float64Array(count),
    lowestClose: new Float64Array(count)
  }
  largest(of.high, level.high)
  smallest(of.low, level.low)
  largest(of.highestClose, level.highestClose)
  smallest(of.lowestClose, level.lowestClose)
  return level
}

const largest = (of: Float64Array, blocks: Float64Array): void => {
  for (let block = 0, i = 0; block < blocks.length; block++) {
    const end = Math.min(i + BLOCK_WIDTH, of.length)
    let most = -Infinity
    for (; i < end; i++) {
      const value = of[i] ?? 0
      if (value > most) most = value
    }
    blocks[block] = most
  }
}

const smallest = (of: Float64Array, blocks: Float64Array): void => {
  for (let block = 0, i = 0; block < blocks.length; block++) {
    const end = Math.min(i + BLOCK_WIDTH, of.length)
    let least = Infinity
    for (; i < end; i++) {
      const value = of[i] ?? 0
      if (value < least) least = value
    }
    blocks[block] = least
  }
}

/** Builds the index of a series. */
export const priceIndex = (series: CandleSeries): PriceIndex => {
  const { high, low, close } = series
  const levels: Array<Level> = []
  let level: Level = { high, low, highestClose: close, lowestClose: close }
  while (level.high.length > BLOCK_WIDTH) {
    level = summed(level)
    levels.push(level)
  }
  return { series, levels }
}

/**
 * The first candle from `from` on, and before `end`, whose high is at or above one price or whose low is at or below
 * the other; `end` when there is none. `Infinity` and 0 are never reached.
 */
export const nextTouch = (index: PriceIndex, from: number, end: number, above: number, below: number): number => {
  const { series, levels } = index
  let at = from
  let depth = -1
  while (at < end) {
    // At the start of a block that holds no touch, climb; inside one that does, go down.
    // Reading at -1 is slow.
    const level = depth < 0 ? undefined : levels[depth]
    const shift = (depth + 1) * BLOCK_SHIFT
    const high = level === undefined ? series.high : level.high
    const low = level === undefined ? series.low : level.low
    let block = at >>> shift
    const stop = Math.min(high.length, (block | (BLOCK_WIDTH - 1)) + 1)
    while (block < stop && !((high[block] ?? 0) >= above || (low[block] ?? Infinity) <= below)) block += 1
    at = block << shift
    if (block < stop) {
      if (depth < 0) return at < end ? at : end
      depth -= 1
    } else if (block >= high.length) return end
    else if (depth + 1 < levels.length) depth += 1
  }
  return end
}
