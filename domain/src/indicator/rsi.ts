import { wilder } from "./average.ts"
import type { Kernel } from "./kernel.ts"

const RSI = 0
const COUNT = 1
const CLOSE = 2
const GAIN = 3
const LOSS = 4

/**
 * Relative strength index (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978): the share of gains in
 * gains and losses, both smoothed his way, from 0 to 100. Seeded with the simple averages of the first `period` changes.
 * A market that has not moved at all is at 50.
 */
export const rsi = (period: number): Kernel => ({
  outputs: 1,
  size: 5,
  warmUp: period + 1,
  settled: 10 * period,
  next: (state, _high, _low, close) => {
    const changes = state[COUNT] ?? 0
    const change = close - (state[CLOSE] ?? 0)
    state[COUNT] = changes + 1
    state[CLOSE] = close
    if (changes === 0) return false
    const gain = wilder(state[GAIN] ?? 0, changes, period, change > 0 ? change : 0)
    const loss = wilder(state[LOSS] ?? 0, changes, period, change < 0 ? -change : 0)
    state[GAIN] = gain
    state[LOSS] = loss
    if (changes < period) return false
    state[RSI] = gain + loss === 0 ? 50 : (100 * gain) / (gain + loss)
    return true
  }
})
