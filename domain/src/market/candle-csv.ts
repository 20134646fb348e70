import { Result } from "effect"
import { CANDLE_FIELDS, CandleFileInvalid, GrowingColumns, wrongIn } from "./candle-file.ts"
import type { CandleSeries } from "./candle-series.ts"
import type { Instrument } from "./instrument.ts"
import type { Market } from "./market.ts"

/** The header every file begins with. */
export const CANDLE_CSV_HEADER = CANDLE_FIELDS.join(",")

const NEW_LINE = 10
const RETURN = 13
const COMMA = 44
const POINT = 46
const ZERO = 48
const powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
/** Digits that can be counted exactly; decimals beyond are cut off, and prices so cut are counted. */
const MOST = 15
/** Digits before the point that a volume may have, as a decimal may; the first `MOST` of them are read. */
const MOST_OF_VOLUME = 18
/** Of a file this much is looked at to guess its instrument and its length. */
export const SAMPLE = 65_536

/** Reads the columns of one line as whole numbers and counts of decimals, byte by byte: no text is made. */
class LineReader {
  readonly bytes: Uint8Array
  position: number
  readonly mantissas = new Float64Array(6)
  readonly decimals = new Int32Array(6)
  /** Prices that lost decimals other than zero. */
  cut = 0

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes
    this.position = position
  }

  /** Reads one line; answers what is wrong with it. */
  read(): string | undefined {
    const { bytes, decimals, mantissas } = this
    const length = bytes.length
    let position = this.position
    for (let column = 0; column < 6; column++) {
      const start = position
      // Nine digits fit a small integer, which is twice as fast to count in as a double.
      let high = 0
      let low = 0
      let count = 0
      let point = -1
      let whole = 0
      let lost = false
      let beyond = 0
      let code = NEW_LINE
      for (; position < length; position++) {
        code = bytes[position] ?? 0
        const digit = code - ZERO
        if (digit >= 0 && digit <= 9) {
          if (count < 9) high = (high * 10 + digit) | 0
          else if (count < MOST) low = (low * 10 + digit) | 0
          else if (column === 0) return "timestamp must be in whole milliseconds since 1970: it has too many digits"
          else if (point < 0) {
            if (column < 5 || beyond === MOST_OF_VOLUME - MOST)
              return `${CANDLE_FIELDS[column]} has more digits than can be counted exactly`
            beyond++
            continue
          } else {
            if (digit > 0 && column < 5 && !lost) {
              lost = true
              this.cut++
            }
            continue
          }
          // Zeros before the first digit count for nothing.
          if (count > 0 || digit > 0 || point >= 0) count++
        } else if (code === POINT && point < 0 && position > start) {
          point = position
          whole = count
        } else break
      }
      if (position >= length || (code === RETURN && bytes[position + 1] === NEW_LINE)) code = NEW_LINE
      if (position === start || point === position - 1 || (code !== COMMA && code !== NEW_LINE))
        return this.badNumber(start, column)
      if (code === NEW_LINE && column < 5) return `only ${column + 1} of the 6 columns ${CANDLE_CSV_HEADER}`
      if (code === COMMA && column === 5) return `more than the 6 columns ${CANDLE_CSV_HEADER}`
      const mantissa = count <= 9 ? high : high * (powers[count - 9] ?? 1) + low
      mantissas[column] = beyond === 0 ? mantissa : mantissa * (powers[beyond] ?? 1)
      decimals[column] = point < 0 ? 0 : count - whole
      if (column < 5) position++
    }
    if (bytes[position] === RETURN) position++
    this.position = position + 1
    return undefined
  }

  private badNumber(start: number, column: number): string {
    const field = /^[^,\r\n]*/.exec(textOf(this.bytes, start, start + 40))?.[0] ?? ""
    if (field === "") return `${CANDLE_FIELDS[column]} is empty`
    if (field.startsWith("-")) return `${CANDLE_FIELDS[column]} is negative: ${field}`
    return `${CANDLE_FIELDS[column]} is not a plain number: ${field}`
  }
}

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  new TextDecoder().decode(bytes.subarray(start, end))

/** The header's line is checked; answers where the first candle begins. */
const afterHeader = (bytes: Uint8Array): number | undefined => {
  const end = bytes.indexOf(NEW_LINE)
  const first = textOf(bytes, 0, end === -1 ? bytes.length : end)
  if (first.trim().toLowerCase() !== CANDLE_CSV_HEADER) return undefined
  return end === -1 ? bytes.length : end + 1
}

/** Counts of `step * 10^-stepDecimals` in a number of `decimals` decimals, exact where it is on the grid. */
const counter = (text: string) => {
  const point = text.indexOf(".")
  const step = Number(text.replace(".", ""))
  const stepDecimals = point === -1 ? 0 : text.length - point - 1
  return (mantissa: number, decimals: number): number => {
    const shift = stepDecimals - decimals
    if (shift === 0) return mantissa / step
    return (shift > 0 ? mantissa * (powers[shift] ?? Infinity) : mantissa / (powers[-shift] ?? Infinity)) / step
  }
}

/** Decimals of a number without its trailing zeros. */
const used = (mantissa: number, decimals: number): number => {
  let rest = mantissa
  let count = decimals
  while (count > 0 && rest % 10 === 0) {
    rest /= 10
    count--
  }
  return count
}

/** A file's candles, and the finest decimals it uses (beyond those looked for, so that most rows cost nothing). */
export interface PlainRead {
  readonly series: CandleSeries
  readonly prices: number
  readonly volumes: number
  /** Its highest price, ticks. */
  readonly highest: number
  /** How many prices lay between two ticks, and went to the nearer. */
  readonly rounded: number
  /** How many volumes lay between two lots, and went to the lower. */
  readonly cut: number
}

/** Reads a plain file onto an instrument's grid, up to the line that `end` lies in. */
export const readPlain = (
  instrument: Instrument,
  bytes: Uint8Array,
  known: { readonly prices: number; readonly volumes: number },
  end = bytes.length
): Result.Result<PlainRead, CandleFileInvalid> => {
  const invalid = (line: number, problem: string) => Result.fail(new CandleFileInvalid({ line, problem }))
  const start = afterHeader(bytes)
  if (start === undefined) return invalid(1, `the first line must be ${CANDLE_CSV_HEADER}`)
  const ticks = counter(instrument.tickSize)
  const lots = counter(instrument.lotSize)
  const reader = new LineReader(bytes, start)
  const { decimals, mantissas } = reader
  const rows = new GrowingColumns(expectedRows(bytes, start))
  let { prices, volumes } = known
  let highest = 0
  let rounded = 0
  let cut = 0
  let before = -1
  for (let line = 2; reader.position < end; line++) {
    const first = bytes[reader.position]
    if (first === NEW_LINE || first === RETURN) {
      if (textOf(bytes, reader.position, bytes.length).trim() === "") break
      return invalid(line, "is empty")
    }
    const problem = reader.read()
    if (problem !== undefined) return invalid(line, problem)
    const at = mantissas[0] ?? 0
    if (decimals[0] !== 0) return invalid(line, `timestamp must be in whole milliseconds since 1970: ${at}`)
    for (let column = 1; column < 5; column++)
      if ((decimals[column] ?? 0) > prices)
        prices = Math.max(prices, used(mantissas[column] ?? 0, decimals[column] ?? 0))
    if ((decimals[5] ?? 0) > volumes) volumes = Math.max(volumes, used(mantissas[5] ?? 0, decimals[5] ?? 0))
    const openExact = ticks(mantissas[1] ?? 0, decimals[1] ?? 0)
    const highExact = ticks(mantissas[2] ?? 0, decimals[2] ?? 0)
    const lowExact = ticks(mantissas[3] ?? 0, decimals[3] ?? 0)
    const closeExact = ticks(mantissas[4] ?? 0, decimals[4] ?? 0)
    const open = Math.round(openExact)
    const high = Math.round(highExact)
    const low = Math.round(lowExact)
    const close = Math.round(closeExact)
    if (open !== openExact) rounded++
    if (high !== highExact) rounded++
    if (low !== lowExact) rounded++
    if (close !== closeExact) rounded++
    const wrong = wrongIn(at, open, high, low, close, before, instrument.tickSize)
    if (wrong !== undefined) return invalid(line, wrong)
    if (high > highest) highest = high
    const row = rows.next()
    const { columns } = rows
    columns.at[row] = at
    columns.open[row] = open
    columns.high[row] = high
    columns.low[row] = low
    columns.close[row] = close
    const volume = lots(mantissas[5] ?? 0, decimals[5] ?? 0)
    columns.volume[row] = Math.floor(volume + 1e-6)
    if (volume - (columns.volume[row] ?? 0) > 1e-6) cut++
    before = at
  }
  if (rows.length === 0) return invalid(2, "there are no candles")
  const series = rows.series()
  return Result.succeed({ series, prices, volumes, highest, rounded: Math.max(rounded, reader.cut), cut })
}

/** The shortest line: six digits, five commas, and its end. */
const SHORTEST = 12

/** How many rows a file will have, judged by its first; no more than fit. */
const expectedRows = (bytes: Uint8Array, start: number): number => {
  const end = Math.min(bytes.length, start + SAMPLE)
  let lines = 1
  for (let at = bytes.indexOf(NEW_LINE, start); at >= 0 && at < end; at = bytes.indexOf(NEW_LINE, at + 1)) lines++
  const length = bytes.length - start
  return Math.min(Math.ceil((length / Math.max(1, end - start)) * lines * 1.02), Math.ceil(length / SHORTEST)) + 1
}

/** Beyond any decimals: nothing finer is looked for. */
const ALL_KNOWN = { prices: 99, volumes: 99 }

/**
 * Reads the bytes of a file with the columns `timestamp,open,high,low,close,volume` (milliseconds UTC, plain decimals)
 * as candles on a market's grid: prices go to the nearest tick, volumes down to the lot. Strictly ascending times,
 * gaps allowed; a bad line fails with its number. Half a million lines take about a tenth of a second.
 */
export const parseCandleCsv = (market: Market, bytes: Uint8Array): Result.Result<CandleSeries, CandleFileInvalid> =>
  Result.map(readPlain(market.instrument, bytes, ALL_KNOWN), ({ series }) => series)
