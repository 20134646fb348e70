/** Highs, lows and closes by candle, oldest first, of one length. */
export interface Columns {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}

/**
 * An indicator that takes one candle after another. All it remembers is a column of numbers: plain to copy, to store
 * and to compare. Only `+ - * /` of doubles, which IEEE 754 fixes to the last bit: the same in every engine.
 *
 * @example
 * const kernel = rsi(14)
 * const state = new Float64Array(kernel.size)
 * for (const candle of candles) if (kernel.next(state, candle.high, candle.low, candle.close)) show(state[0])
 */
export interface Kernel {
  /** Values it answers: the first of its state, once it is ready. */
  readonly outputs: number
  /** Numbers of state; all zero before the first candle. */
  readonly size: number
  /** Candles until its first value. */
  readonly warmUp: number
  /** Candles after which less than a ten-thousandth of where it began is left in its values. */
  readonly settled: number
  /** Takes the next candle in, changing `state`. Whether it has a value. */
  readonly next: (state: Float64Array, high: number, low: number, close: number) => boolean
}

/** A kernel over a whole series: a column for each output, NaN until the first value. */
export const wholeSeries = (kernel: Kernel, { high, low, close }: Columns): ReadonlyArray<Float64Array> => {
  const { outputs } = kernel
  const state = new Float64Array(kernel.size)
  const columns = Array.from({ length: outputs }, () => new Float64Array(close.length).fill(NaN))
  for (let i = 0; i < close.length; i++) {
    if (!kernel.next(state, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0)) continue
    for (let output = 0; output < outputs; output++) {
      const column = columns[output]
      if (column !== undefined) column[i] = state[output] ?? NaN
    }
  }
  return columns
}
