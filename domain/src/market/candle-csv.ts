import { Result, Schema } from "effect"
import type { Candle } from "./candle.ts"
import type { Market, Price, Quantity } from "./market.ts"

/** A file of candles has a line that can't be used. */
export class CandleFileInvalid extends Schema.TaggedError<CandleFileInvalid>()("CandleFileInvalid", {
  /** Counted from 1; the header is line 1. */
  line: Schema.Int,
  problem: Schema.String
}) {
  override get message(): string {
    return `line ${this.line}: ${this.problem}`
  }
}

/** The header every file begins with. */
export const CANDLE_CSV_HEADER = "timestamp,open,high,low,close,volume"

const columns = CANDLE_CSV_HEADER.split(",")
const NEW_LINE = 10
const RETURN = 13
const COMMA = 44
const POINT = 46
const ZERO = 48
const powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
/** Decimals beyond the fifteenth digit are cut off: no tick is that fine. */
const ENOUGH = 100_000_000_000_000
/** Before 1973: a time in seconds, taken for milliseconds. */
const FIRST_TIME = 100_000_000_000

/** Reads the columns of one line as whole numbers and counts of decimals; keeps no text of what is well formed. */
class LineReader {
  readonly text: string
  position: number
  readonly mantissas = [0, 0, 0, 0, 0, 0]
  readonly decimals = [0, 0, 0, 0, 0, 0]

  constructor(text: string, position: number) {
    this.text = text
    this.position = position
  }

  get atEnd(): boolean {
    return this.position >= this.text.length
  }

  /** Reads one line; answers what is wrong with it. */
  read(): string | undefined {
    const { text, mantissas } = this
    const length = text.length
    let position = this.position
    for (let column = 0; column < 6; column++) {
      const start = position
      let mantissa = 0
      let decimals = -1
      let digits = 0
      let code = NEW_LINE
      for (; position < length; position++) {
        code = text.charCodeAt(position)
        const digit = code - ZERO
        if (digit >= 0 && digit <= 9) {
          digits++
          if (decimals >= 0) {
            if (mantissa >= ENOUGH) continue
            decimals++
          }
          mantissa = mantissa * 10 + digit
        } else if (code === POINT && decimals < 0 && digits > 0) {
          decimals = 0
          digits = 0
        } else break
      }
      if (position >= length || (code === RETURN && text.charCodeAt(position + 1) === NEW_LINE)) code = NEW_LINE
      if (digits === 0 || (code !== COMMA && code !== NEW_LINE)) return this.badNumber(start, column)
      if (code === NEW_LINE && column < 5) return `only ${column + 1} of the 6 columns ${CANDLE_CSV_HEADER}`
      if (code === COMMA && column === 5) return `more than the 6 columns ${CANDLE_CSV_HEADER}`
      if (mantissa > Number.MAX_SAFE_INTEGER) return `${columns[column]} has more digits than can be counted exactly`
      mantissas[column] = mantissa
      this.decimals[column] = decimals < 0 ? 0 : decimals
      if (column < 5) position++
    }
    this.position = position
    this.nextLine()
    return undefined
  }

  private badNumber(start: number, column: number): string {
    const field = /[^,\r\n]*/.exec(this.text.slice(start, start + 40))?.[0] ?? ""
    if (field === "") return `${columns[column]} is empty`
    if (field.startsWith("-")) return `${columns[column]} is negative: ${field}`
    return `${columns[column]} is not a plain number: ${field}`
  }

  private nextLine(): void {
    const end = this.text.indexOf("\n", this.position)
    this.position = end === -1 ? this.text.length : end + 1
  }
}

/** The header's line is checked; answers where the first candle begins. */
const afterHeader = (text: string): number | undefined => {
  const end = text.indexOf("\n")
  const first = (end === -1 ? text : text.slice(0, end))
    .replace(/^\uFEFF/, "")
    .trim()
    .toLowerCase()
  if (first !== CANDLE_CSV_HEADER) return undefined
  return end === -1 ? text.length : end + 1
}

/** Counts of `step * 10^-stepDecimals` in a number of `decimals` decimals, to the nearest. */
const counter = (step: number, stepDecimals: number) => (mantissa: number, decimals: number) => {
  const shift = stepDecimals - decimals
  const units = shift >= 0 ? mantissa * (powers[shift] ?? Infinity) : mantissa / (powers[-shift] ?? Infinity)
  return units / step
}

const stepOf = (text: string): readonly [number, number] => {
  const point = text.indexOf(".")
  return [Number(text.replace(".", "")), point === -1 ? 0 : text.length - point - 1]
}

/**
 * Reads the text of a file with the columns `timestamp,open,high,low,close,volume` (milliseconds UTC, plain decimals)
 * as candles on a market's grid: prices go to the nearest tick, volumes down to the lot. Strictly ascending times,
 * gaps allowed. Half a million lines take a fraction of a second.
 */
export const parseCandleCsv = (
  market: Market,
  text: string
): Result.Result<ReadonlyArray<Candle>, CandleFileInvalid> => {
  const start = afterHeader(text)
  const invalid = (line: number, problem: string) => Result.fail(new CandleFileInvalid({ line, problem }))
  if (start === undefined) return invalid(1, `the first line must be ${CANDLE_CSV_HEADER}`)
  const ticks = counter(...stepOf(market.instrument.tickSize))
  const lots = counter(...stepOf(market.instrument.lotSize))
  const reader = new LineReader(text, start)
  const { mantissas, decimals } = reader
  const priceIn = (column: number): Price => Math.round(ticks(mantissas[column] ?? 0, decimals[column] ?? 0)) as Price

  const candles: Array<Candle> = []
  let before = -1
  for (let line = 2; !reader.atEnd; line++) {
    if (isBlank(text, reader.position)) {
      if (text.slice(reader.position).trim() === "") break
      return invalid(line, "is empty")
    }
    const problem = reader.read()
    if (problem !== undefined) return invalid(line, problem)
    const at = mantissas[0] ?? 0
    const open = priceIn(1)
    const high = priceIn(2)
    const low = priceIn(3)
    const close = priceIn(4)
    const wrong =
      badTime(at, decimals[0] ?? 0, before) ??
      (low > high
        ? "the high is below the low"
        : open > high || open < low
          ? "the open is outside of high and low"
          : close > high || close < low
            ? "the close is outside of high and low"
            : low <= 0
              ? `a price is zero, or below half a tick of ${market.instrument.tickSize}`
              : undefined)
    if (wrong !== undefined) return invalid(line, wrong)
    const volume = Math.floor(lots(mantissas[5] ?? 0, decimals[5] ?? 0) + 1e-6) as Quantity
    candles.push({ at, open, high, low, close, volume })
    before = at
  }
  return candles.length === 0 ? invalid(2, "there are no candles") : Result.succeed(candles)
}

const isBlank = (text: string, position: number): boolean => {
  const code = text.charCodeAt(position)
  return code === NEW_LINE || code === RETURN
}

const badTime = (at: number, decimals: number, before: number): string | undefined => {
  if (decimals > 0 || at < FIRST_TIME) return `timestamp must be in whole milliseconds since 1970: ${at}`
  if (at === before) return `the timestamp is the same as in the line before: ${at}`
  if (at < before) return `the timestamp is earlier than in the line before: ${at} after ${before}`
  return undefined
}
