import { BLOCK_SHIFT, BLOCK_WIDTH, type PriceIndex } from "../market/price-index.ts"

/** The deepest falls of a worth over closes; amounts in the unit it was told in, indices of candles. */
export interface Falls {
  /** Largest fall from a high before it. */
  readonly amount: number
  /** Largest fall as a share of the high before it. */
  readonly share: number
  /** When that fall began and ended: closes, ms. */
  readonly from: number
  readonly to: number
  /** The longest time from a high to the next close that is as high again, or to the end; ms. */
  readonly longestMillis: number
}

/**
 * A run's worth at every close, without looking at every close. Between two steps of the bot its worth is linear in
 * the price, `flat + slope * close`: where the highest close of a block leaves it below the high so far, the block's
 * lowest close is the deepest in it and the rest need not be looked at. Exact, as if each close had been. It only
 * watches; no amount that is booked goes through it.
 */
export interface Equity {
  /**
   * Tells the worth at the closes from candle `from` up to `end`; stretches follow one another without a hole. `below`
   * and `above`: prices between which all closes after the first are known to lie. Where no worth between them is a new
   * high or a deeper fall, those closes are not looked at.
   */
  readonly over: (from: number, end: number, flat: number, slope: number, below?: number, above?: number) => void
  readonly falls: () => Falls
  /** Worth, and the highest before it, at the candles asked for. */
  readonly worth: Float64Array
  readonly peaks: Float64Array
}

/** Watches a worth that is `start` before candle `first`; `wanted` are candles, ascending, whose worth is kept. */
export const equity = (index: PriceIndex, first: number, start: number, wanted: Int32Array): Equity => {
  const { series, levels } = index
  const { close } = series
  const worth = new Float64Array(wanted.length)
  const peaks = new Float64Array(wanted.length)
  let kept = 0
  let peak = start
  let peakAt = first - 1
  let amount = 0
  let share = 0
  let from = first - 1
  /** The fall's low lies in this block: found when it is asked for. */
  let lowIn = { start: first - 1, end: first - 1, close: 0 }
  let longest = 0
  let last = first - 1

  const endOf = (candle: number): number =>
    candle < first ? (series.at[first] ?? 0) : (series.at[candle] ?? 0) + series.step
  const rest = (at: number): void => {
    if (peakAt < at - 1) {
      const time = endOf(at) - endOf(peakAt)
      if (time > longest) longest = time
    }
  }
  const fell = (low: number, blockStart: number, blockEnd: number, lowClose: number): void => {
    const deep = peak - low
    if (deep > amount) amount = deep
    if (peak > 0 && deep > share * peak) {
      share = deep / peak
      from = peakAt
      lowIn = { start: blockStart, end: blockEnd, close: lowClose }
    }
  }
  const one = (candle: number, flat: number, slope: number): void => {
    const at = close[candle] ?? 0
    const now = flat + slope * at
    if (now >= peak) {
      rest(candle)
      peak = now
      peakAt = candle
    } else if (peak - now > amount || peak - now > share * peak) fell(now, candle, candle + 1, at)
  }
  const block = (depth: number, number: number, flat: number, slope: number): void => {
    if (depth < 0) return one(number, flat, slope)
    const level = levels[depth]
    if (level === undefined) return
    const highest = level.highestClose[number] ?? 0
    const lowest = level.lowestClose[number] ?? 0
    const best = flat + slope * (slope > 0 ? highest : lowest)
    if (best < peak) {
      const lowClose = slope > 0 ? lowest : highest
      const low = flat + slope * lowClose
      if (peak - low > amount || peak - low > share * peak) {
        const shift = (depth + 1) * BLOCK_SHIFT
        fell(low, number << shift, Math.min(close.length, (number + 1) << shift), lowClose)
      }
      return
    }
    const below = depth === 0 ? close.length : (levels[depth - 1]?.highestClose.length ?? 0)
    const end = Math.min(below, (number + 1) << BLOCK_SHIFT)
    for (let child = number << BLOCK_SHIFT; child < end; child++) block(depth - 1, child, flat, slope)
  }
  const level = (begin: number, end: number, flat: number): void => {
    if (flat >= peak) {
      rest(begin)
      peak = flat
      peakAt = end - 1
    } else fell(flat, begin, begin + 1, close[begin] ?? 0)
  }
  const scan = (begin: number, end: number, flat: number, slope: number): void => {
    if (begin >= end) return
    last = end - 1
    if (slope === 0) return level(begin, end, flat)
    for (let at = begin; at < end;) {
      let depth = -1
      let size = 1
      while (depth + 1 < levels.length && (at & (size * BLOCK_WIDTH - 1)) === 0 && at + size * BLOCK_WIDTH <= end) {
        depth += 1
        size *= BLOCK_WIDTH
      }
      block(depth, at >>> ((depth + 1) * BLOCK_SHIFT), flat, slope)
      at += size
    }
  }

  /** Whether a worth between two prices could be a new high, or a deeper fall than any before. */
  const matters = (flat: number, slope: number, below: number, above: number): boolean => {
    if (!(flat + slope * (slope > 0 ? above : below) < peak)) return true
    const deep = peak - (flat + slope * (slope > 0 ? below : above))
    return deep > amount || deep > share * peak
  }
  /** Keeps the worth at a candle that was asked for, if this is one. */
  const keep = (candle: number, flat: number, slope: number): void => {
    worth[kept] = flat + slope * (close[candle] ?? 0)
    peaks[kept] = peak
    kept += 1
  }
  /** The next candle whose worth was asked for. */
  const asked = (): number => (kept < wanted.length ? (wanted[kept] ?? Infinity) : Infinity)

  return {
    over: (begin, end, flat, slope, below = 0, above = Infinity) => {
      scan(begin, begin + 1, flat, slope)
      if (asked() === begin) keep(begin, flat, slope)
      if (end <= begin + 1) return
      if (matters(flat, slope, below, above)) {
        let at = begin + 1
        for (let candle = asked(); candle < end; candle = asked()) {
          scan(at, candle + 1, flat, slope)
          at = candle + 1
          keep(candle, flat, slope)
        }
        scan(at, end, flat, slope)
      } else {
        last = end - 1
        for (let candle = asked(); candle < end; candle = asked()) keep(candle, flat, slope)
      }
    },
    falls: () => {
      let to = lowIn.start
      while (to + 1 < lowIn.end && close[to] !== lowIn.close) to += 1
      const open = peakAt < last ? endOf(last) - endOf(peakAt) : 0
      return { amount, share, from: endOf(from), to: endOf(to), longestMillis: Math.max(longest, open) }
    },
    worth,
    peaks
  }
}
