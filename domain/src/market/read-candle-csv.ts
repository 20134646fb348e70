import { Result } from "effect"
import type { Decimal } from "../number/decimal.ts"
import { showsNights, tradesAtNight } from "./asset-class.ts"
import { CANDLE_CSV_HEADER, type PlainRead, readPlain, SAMPLE } from "./candle-csv.ts"
import { CandleFileInvalid } from "./candle-file.ts"
import type { LayoutChoice } from "./candle-layout.ts"
import type { CandleSeries } from "./candle-series.ts"
import { type InferredInstrument, inferInstrument, type InstrumentChoice, type Observed } from "./infer-instrument.ts"
import { type GuessedLayout, guessLayout } from "./guess-layout.ts"
import type { Instrument } from "./instrument.ts"
import { plainCandles, type RowsTold } from "./plain-candles.ts"

/** As fine as any number read here. */
const FINEST = "0.000000000000001" as Decimal
/** What a file tells settles long before. */
const ROUNDS = 8

/** What a file of candles holds, and what its instrument was taken for. */
export interface CandlesRead extends InferredInstrument {
  readonly series: CandleSeries
  /** How many prices are finer than the tick, and were rounded to it. */
  readonly rounded: number
  /** How many volumes are finer than the lot, and were cut down to it. */
  readonly cut: number
  /** The file begins with the newest candle. */
  readonly turned: boolean
  /** Rows without prices, and the line of the first. */
  readonly leftOut?: RowsTold
  /** Rows that say the same as the one before and are left out, and the line of the first. */
  readonly repeated?: RowsTold
  /** Rows whose volume says nothing and is taken for 0, and the line of the first. */
  readonly withoutVolume?: RowsTold
  /** The line of the file that a candle of the series was in. */
  readonly lineOf: (row: number) => number
  /** How the file is laid out, where that was guessed. */
  readonly guessed?: GuessedLayout
}

/** The decimals of a tick that the highest of a file's prices can be counted in. */
const countable = (decimals: number, highest: number): number =>
  Math.min(decimals, Math.max(0, Math.floor(Math.log10(Number.MAX_SAFE_INTEGER / highest))))

/** What a read tells of its instrument. */
const observed = ({ highest, prices, series, volumes }: PlainRead, { tickSize }: Instrument): Observed => {
  const tick = Number(tickSize)
  return {
    prices: countable(prices, highest * tick),
    volumes,
    night: tradesAtNight(series.at, series.step),
    nights: showsNights(series.at, series.step),
    price: (series.close[0] ?? 0) * tick
  }
}

/** Reads a plain file of which only the symbol is known, and what is chosen: the rest is inferred from all lines. */
const readPlainCandles = (
  symbol: string,
  bytes: Uint8Array,
  choice: InstrumentChoice
): Result.Result<CandlesRead, CandleFileInvalid> => {
  // Guessed from the first lines; what comes later may be finer, and then it is read once more.
  const none: Observed = { prices: 0, volumes: 0, night: false, nights: false, price: 1 }
  const { instrument: finest } = inferInstrument(symbol, none, { tickSize: FINEST, ...choice })
  const sample = readPlain(finest, bytes, none, Math.min(bytes.length, SAMPLE))
  let known = Result.isSuccess(sample) ? observed(sample.success, finest) : none
  let inferred = inferInstrument(symbol, known, choice)
  for (let round = 0; ; round++) {
    const { instrument } = inferred
    const coarse = readPlain(instrument, bytes, known)
    // What is wrong with a price may only be that the tick was guessed too coarse.
    const read = Result.isSuccess(coarse) ? coarse : readPlain(finest, bytes, known)
    if (Result.isFailure(read)) return Result.fail(read.failure)
    const seen = observed(read.success, read === coarse ? instrument : finest)
    known = { ...seen, price: known === none ? seen.price : known.price }
    const next = inferInstrument(symbol, known, choice)
    // On the same ticks and lots it would read the same again: what is wrong then is wrong with the file.
    const settled = isSameGrid(next.instrument, instrument)
    if (settled || round === ROUNDS)
      return Result.map(coarse, ({ cut, rounded, series }) => ({
        ...(settled ? next : inferred),
        series,
        rounded,
        cut,
        turned: false,
        lineOf: (row) => row + 2
      }))
    inferred = next
  }
}

const isSameGrid = (a: Instrument, b: Instrument): boolean => a.tickSize === b.tickSize && a.lotSize === b.lotSize

const isPlain = (bytes: Uint8Array): boolean =>
  new TextDecoder()
    .decode(bytes.subarray(0, CANDLE_CSV_HEADER.length + 3))
    .toLowerCase()
    .startsWith(CANDLE_CSV_HEADER)

/** No exchange writes longer ones, nor so many: what is no file of candles ends here, before any text is made of it. */
const LONGEST_LINE = 10_000
const MOST_LINES = 6_000_000
const NEW_LINE = 10
const RETURN = 13

/** The line that a file of candles can't have, if any. */
const endless = (bytes: Uint8Array): CandleFileInvalid | undefined => {
  let line = 1
  let start = 0
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== NEW_LINE && bytes[at] !== RETURN) continue
    if (at - start > LONGEST_LINE)
      return new CandleFileInvalid({ line, problem: `has ${at - start} bytes; at most ${LONGEST_LINE} are read` })
    if (bytes[at] === RETURN && bytes[at + 1] === NEW_LINE) at++
    start = at + 1
    if (++line > MOST_LINES)
      return new CandleFileInvalid({ line, problem: `at most ${MOST_LINES} lines are read: make several files of it` })
  }
  return undefined
}

/** A text file in UTF-8, in UTF-16 as its first bytes say, or as Windows writes it in western Europe. */
const decoded = (bytes: Uint8Array): string => {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes)
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder("windows-1252").decode(bytes)
  }
}

/** The lines of a text file, without what ends them. */
export const linesOf = (bytes: Uint8Array): ReadonlyArray<string> => decoded(bytes).split(/\r\n|\n|\r/)

/**
 * Reads a file of candles of which only the symbol is known, and what is chosen. Its layout is guessed from its first
 * lines but for what is `said` of it, its instrument inferred from all of them; a bad line fails with its number.
 */
export const readCandleCsv = (
  symbol: string,
  bytes: Uint8Array,
  choice: InstrumentChoice = {},
  said: LayoutChoice = {}
): Result.Result<CandlesRead, CandleFileInvalid> => {
  if (Object.keys(said).length === 0 && isPlain(bytes)) {
    const read = readPlainCandles(symbol, bytes, choice)
    // Other times, other orders: what is laid out differently under the same names.
    if (Result.isSuccess(read)) return read
  }
  const problem = endless(bytes)
  if (problem !== undefined) return Result.fail(problem)
  const lines = linesOf(bytes)
  return Result.flatMap(guessLayout(lines, said), (guessed) =>
    Result.flatMap(plainCandles(lines, guessed.layout), ({ bytes: plain, lineOf, ...how }) =>
      Result.mapBoth(readPlainCandles(symbol, plain, choice), {
        onSuccess: (read): CandlesRead => ({ ...read, ...how, guessed, lineOf: (row) => lineOf(row + 2) }),
        onFailure: ({ line, problem }) => new CandleFileInvalid({ line: lineOf(line), problem })
      })
    )
  )
}
