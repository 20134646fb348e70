import { exponential } from "./average.ts"
import type { Kernel } from "./kernel.ts"

const LINE = 0
const SIGNAL = 1
const COUNT = 2
const FAST = 3
const SLOW = 4

/**
 * Moving average convergence/divergence (Gerald Appel): the fast less the slow exponential average of the closes, and
 * the exponential average of that as signal. Outputs: line, signal.
 *
 * Each average is seeded with the simple average of its own first values, the signal with that of the first lines.
 * (TA-Lib starts its fast average later, with the slow one; libraries that seed with the first close differ at the
 * start, too. All come together as the seed fades.)
 */
export const macd = (fast: number, slow: number, signal: number): Kernel => ({
  outputs: 2,
  size: 5,
  warmUp: slow + signal - 1,
  settled: 5 * slow + signal,
  next: (state, _high, _low, close) => {
    const count = (state[COUNT] ?? 0) + 1
    state[COUNT] = count
    state[FAST] = exponential(state[FAST] ?? 0, count, fast, close)
    state[SLOW] = exponential(state[SLOW] ?? 0, count, slow, close)
    if (count < slow) return false
    const line = state[FAST] - state[SLOW]
    state[LINE] = line
    state[SIGNAL] = exponential(state[SIGNAL] ?? 0, count - slow + 1, signal, line)
    return count >= slow + signal - 1
  }
})
