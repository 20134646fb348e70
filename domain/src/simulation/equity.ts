import { BLOCK_SHIFT, BLOCK_WIDTH, closeAt, type PriceIndex, timeAt } from "../market/price-index.ts"

/** The deepest falls of a worth over closes; amounts in the unit it was told in, indices of candles. */
export interface Falls {
  /** Largest fall from a high before it. */
  readonly amount: number
  /** Largest fall as a share of the high before it. */
  readonly share: number
  /** When that fall began and ended: closes, ms. */
  readonly from: number
  readonly to: number
  /** The candle at whose close it was deepest; before the first when it never fell. */
  readonly deepest: number
  /** The worth there, and the high it fell from. */
  readonly low: number
  readonly high: number
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
  const { levels, series } = index
  const { length } = series
  const worth = new Float64Array(wanted.length)
  const peaks = new Float64Array(wanted.length)
  let kept = 0
  let peak = start
  let peakAt = first - 1
  let amount = 0
  let share = 0
  /** No fall from the present high is news that is not deeper than this. */
  let known = 0
  let from = first - 1
  let high = start
  /** The fall's low lies in this block: found when it is asked for. */
  let lowIn = { start: first - 1, end: first - 1, close: 0, worth: start }
  let longest = 0
  let last = first - 1

  const endOf = (candle: number): number =>
    candle < first ? timeAt(index, first) : timeAt(index, candle) + series.step
  /** A new high at the close of a candle, which lasts up to the close of another. */
  const rose = (to: number, at: number, until: number): void => {
    if (peakAt < at - 1) {
      const time = endOf(at) - endOf(peakAt)
      if (time > longest) longest = time
    }
    peak = to
    peakAt = until
    known = Math.min(amount, share * peak)
  }
  const fell = (low: number, blockStart: number, blockEnd: number, lowClose: number): void => {
    const deep = peak - low
    if (deep > amount) amount = deep
    if (peak > 0 && deep > share * peak) {
      share = deep / peak
      from = peakAt
      high = peak
      lowIn = { start: blockStart, end: blockEnd, close: lowClose, worth: low }
    }
    known = Math.min(amount, share * peak)
  }
  /** Keeps the worth at the candles asked for before `end`: their high is the one so far. */
  const keepUpTo = (end: number, flat: number, slope: number): void => {
    for (; kept < wanted.length; kept++) {
      const candle = wanted[kept] ?? end
      if (candle >= end) return
      worth[kept] = slope === 0 ? flat : flat + slope * closeAt(index, candle)
      peaks[kept] = peak
    }
  }
  const closes = (begin: number, end: number, flat: number, slope: number): void => {
    for (let candle = begin; candle < end; candle++) {
      const at = closeAt(index, candle)
      const now = flat + slope * at
      if (now >= peak) {
        keepUpTo(candle, flat, slope)
        rose(now, candle, candle)
      } else if (peak - now > known) fell(now, candle, candle + 1, at)
    }
  }
  /** The closes of a block that lie from `begin` up to `end`; a block that can't matter is not looked into. */
  const block = (depth: number, number: number, begin: number, end: number, flat: number, slope: number): void => {
    const level = levels[depth]
    if (level === undefined) return
    const highest = level.closes[2 * number] ?? 0
    const lowest = level.closes[2 * number + 1] ?? 0
    if (flat + slope * (slope > 0 ? highest : lowest) < peak) {
      const lowClose = slope > 0 ? lowest : highest
      const low = flat + slope * lowClose
      if (!(peak - low > known)) return
      const size = BLOCK_WIDTH << (depth * BLOCK_SHIFT)
      const start = number * size
      const stop = Math.min(length, start + size)
      if (start >= begin && stop <= end) return fell(low, start, stop, lowClose)
    }
    const shift = depth * BLOCK_SHIFT
    const child = Math.max(number << BLOCK_SHIFT, begin >> shift)
    const past = Math.min((number + 1) << BLOCK_SHIFT, ((end - 1) >> shift) + 1)
    if (depth === 0) return closes(child, past, flat, slope)
    for (let one = child; one < past; one++) block(depth - 1, one, begin, end, flat, slope)
  }
  const level = (begin: number, end: number, flat: number): void => {
    if (flat >= peak) rose(flat, begin, end - 1)
    else fell(flat, begin, begin + 1, closeAt(index, begin))
  }
  const scan = (begin: number, end: number, flat: number, slope: number): void => {
    let depth = -1
    while (depth + 1 < levels.length && (end - begin) >> ((depth + 2) * BLOCK_SHIFT) > 0) depth += 1
    if (depth < 0) return closes(begin, end, flat, slope)
    const shift = (depth + 1) * BLOCK_SHIFT
    for (let number = begin >> shift; number << shift < end; number++) block(depth, number, begin, end, flat, slope)
  }
  /** Whether a worth between two prices could be a new high, or a deeper fall than any before. */
  const matters = (flat: number, slope: number, below: number, above: number): boolean => {
    if (!(flat + slope * (slope > 0 ? above : below) < peak)) return true
    return peak - (flat + slope * (slope > 0 ? below : above)) > known
  }
  return {
    over: (begin, end, flat, slope, below = 0, above = Infinity) => {
      if (begin >= end) return
      last = end - 1
      if (slope === 0) level(begin, end, flat)
      else {
        closes(begin, begin + 1, flat, slope)
        if (end > begin + 1 && matters(flat, slope, below, above)) scan(begin + 1, end, flat, slope)
      }
      keepUpTo(end, flat, slope)
    },
    falls: () => {
      let to = lowIn.start
      while (to + 1 < lowIn.end && closeAt(index, to) !== lowIn.close) to += 1
      const open = peakAt < last ? endOf(last) - endOf(peakAt) : 0
      return {
        amount,
        share,
        from: endOf(from),
        to: endOf(to),
        deepest: to,
        low: lowIn.worth,
        high,
        longestMillis: Math.max(longest, open)
      }
    },
    worth,
    peaks
  }
}
