import { type Candle, type CandleColumns, candleColumns, type CandleSeries, seriesOf } from "@tradetower/domain/market"

/**
 * Rows of 48 bytes, six little-endian float64: opening time (ms), open, high, low, close (ticks), volume (lots; beyond
 * 2^53 the nearest double). A row that a crash tore is filled up with 0xff, which no number is, and left out by the
 * reader; of two rows with the same time the later counts.
 */
export const ROW = 48

/** Rows to be added after `torn` bytes of a row that was not written to its end. */
export const encodeRows = (candles: ReadonlyArray<Candle>, torn: number): Uint8Array => {
  const fill = torn === 0 ? 0 : ROW - torn
  const bytes = new Uint8Array(fill + candles.length * ROW).fill(0xff, 0, fill)
  const view = new DataView(bytes.buffer)
  candles.forEach((candle, row) => {
    const fields = [candle.at, candle.open, candle.high, candle.low, candle.close, Number(candle.volume)]
    fields.forEach((value, column) => view.setFloat64(fill + row * ROW + column * 8, value, true))
  })
  return bytes
}

/** Rows that opened in `[from, to)` as a series, by time, each time once. */
export const decodeRows = (bytes: Uint8Array, from: number, to: number, step: number): CandleSeries => {
  const count = Math.floor(bytes.byteLength / ROW)
  // Doubles have to begin on multiples of eight bytes.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  const numbers = new Float64Array(aligned.buffer, aligned.byteOffset, count * 6)
  const columns = candleColumns(count)
  const { at, close, high, low, open, volume } = columns
  let length = 0
  let ascending = true
  for (let i = 0; i < numbers.length; i += 6) {
    const time = numbers[i] ?? NaN
    // Written so that a torn row's time, which is no number, is passed over too.
    if (!(time >= from && time < to)) continue
    at[length] = time
    open[length] = numbers[i + 1] ?? NaN
    high[length] = numbers[i + 2] ?? NaN
    low[length] = numbers[i + 3] ?? NaN
    close[length] = numbers[i + 4] ?? NaN
    volume[length] = numbers[i + 5] ?? NaN
    if (!isCandle(columns, length)) continue
    if (length > 0 && time <= (at[length - 1] ?? 0)) ascending = false
    length++
  }
  const part = (column: Float64Array) => column.subarray(0, length)
  const found = { at: part(at), open: part(open), high: part(high), low: part(low), close: part(close) }
  return seriesOf(ascending ? { ...found, volume: part(volume) } : sorted({ ...found, volume: part(volume) }), step)
}

const isCandle = ({ at, close, high, low, open, volume }: CandleColumns, i: number): boolean => {
  const [o = NaN, h = NaN, l = NaN, c = NaN, v = NaN] = [open[i], high[i], low[i], close[i], volume[i]]
  return (
    Number.isSafeInteger(at[i]) &&
    Number.isSafeInteger(o) &&
    Number.isSafeInteger(h) &&
    Number.isSafeInteger(l) &&
    Number.isSafeInteger(c) &&
    Number.isInteger(v) &&
    l > 0 &&
    v >= 0 &&
    l <= o &&
    l <= c &&
    h >= o &&
    h >= c
  )
}

/** By time; of the same time the one written last. */
const sorted = (columns: CandleColumns): CandleColumns => {
  const { at } = columns
  const order = Array.from(at.keys()).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || a - b)
  const kept = order.filter((row, i) => at[row] !== at[order[i + 1] ?? -1])
  const result = candleColumns(kept.length)
  for (const name of Object.keys(result) as ReadonlyArray<keyof CandleColumns>)
    kept.forEach((row, i) => (result[name][i] = columns[name][row] ?? NaN))
  return result
}
