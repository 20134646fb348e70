import type { Kernel } from "./kernel.ts"

const K = 0
const D = 1
const COUNT = 2
const RINGS = 3

/** Puts a value into a ring of `length` numbers that begins at `start`. */
const put = (state: Float64Array, start: number, length: number, count: number, value: number): void => {
  state[start + ((count - 1) % length)] = value
}

const mean = (state: Float64Array, start: number, length: number): number => {
  let sum = 0
  for (let i = start; i < start + length; i++) sum += state[i] ?? 0
  return sum / length
}

/**
 * Slow stochastic oscillator (George Lane): where the close lies between the lowest low and the highest high of
 * `period` candles, in percent, as a simple average of `smoothing` (%K), and the simple average of `average` of those
 * (%D). Outputs: %K, %D. Where high and low were the same for all the period it is at 50.
 */
export const stochastic = (period: number, smoothing: number, average: number): Kernel => {
  const highs = RINGS
  const lows = highs + period
  const raws = lows + period
  const ks = raws + smoothing
  const warmUp = period + smoothing + average - 2
  return {
    outputs: 2,
    size: ks + average,
    warmUp,
    settled: warmUp,
    next: (state, high, low, close) => {
      const count = (state[COUNT] ?? 0) + 1
      state[COUNT] = count
      put(state, highs, period, count, high)
      put(state, lows, period, count, low)
      if (count < period) return false
      let highest = high
      let lowest = low
      for (let i = 0; i < period; i++) {
        const above = state[highs + i] ?? 0
        const below = state[lows + i] ?? 0
        if (above > highest) highest = above
        if (below < lowest) lowest = below
      }
      const raw = highest === lowest ? 50 : (100 * (close - lowest)) / (highest - lowest)
      put(state, raws, smoothing, count - period + 1, raw)
      if (count < period + smoothing - 1) return false
      const k = mean(state, raws, smoothing)
      state[K] = k
      put(state, ks, average, count - period - smoothing + 2, k)
      if (count < warmUp) return false
      state[D] = mean(state, ks, average)
      return true
    }
  }
}
