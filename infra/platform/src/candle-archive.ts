import { Effect, Option } from "effect"
import {
  type Candle,
  type ExchangeId,
  type Price,
  type Quantity,
  type Symbol,
  timeframeMillis
} from "@tradetower/domain"
import { Blobs, type BlobsUnavailable } from "./blobs.ts"

/**
 * The archive of 1-minute candles: one appendable blob a month, `candles/{exchange}/{symbol}/1m/{YYYY-MM}`, of rows of
 * 48 bytes, six little-endian float64: opening time (ms), open, high, low, close (ticks), volume (lots).
 * A row that a crash tore is filled up with 0xff, which no number is, and left out by the reader; of two rows with the
 * same time the later counts.
 */
const ROW = 48

/** Where the candles of the month around `at` (ms, UTC) lie. */
export const candlePath = (exchange: ExchangeId, symbol: Symbol, at: number): string =>
  `candles/${exchange}/${symbol}/1m/${new Date(at).toISOString().slice(0, 7)}`

const encode = (candles: ReadonlyArray<Candle>, torn: number): Uint8Array => {
  const fill = torn === 0 ? 0 : ROW - torn
  const bytes = new Uint8Array(fill + candles.length * ROW).fill(0xff, 0, fill)
  const view = new DataView(bytes.buffer)
  candles.forEach((candle, row) => {
    const fields = [candle.at, candle.open, candle.high, candle.low, candle.close, candle.volume]
    fields.forEach((value, column) => view.setFloat64(fill + row * ROW + column * 8, value, true))
  })
  return bytes
}

/** Rows outside `[from, to)` are passed over by their time alone: a month has 43,200, and a screen asks for few. */
const decode = (bytes: Uint8Array, from = -Infinity, to = Infinity): Array<Candle> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const candles: Array<Candle> = []
  for (let offset = 0; offset + ROW <= bytes.byteLength; offset += ROW) {
    const at = view.getFloat64(offset, true)
    // Written so that a torn row's time, which is no number, is passed over too.
    if (!(at >= from && at < to)) continue
    const field = (column: number) => view.getFloat64(offset + column * 8, true)
    const candle: Candle = {
      at,
      open: field(1) as Price,
      high: field(2) as Price,
      low: field(3) as Price,
      close: field(4) as Price,
      volume: field(5) as Quantity
    }
    if (isCandle(candle)) candles.push(candle)
  }
  return candles
}

/**
 * The candles of one of the archive's blobs that opened in `[from, to)`, as they were written: unsorted, one of the same
 * time perhaps twice.
 */
export const decodeCandles = (bytes: Uint8Array, from: number, to: number): ReadonlyArray<Candle> =>
  decode(bytes, from, to)

const isCandle = ({ at, close, high, low, open, volume }: Candle): boolean =>
  [at, open, high, low, close, volume].every(Number.isSafeInteger) &&
  low > 0 &&
  volume >= 0 &&
  low <= Math.min(open, close) &&
  high >= Math.max(open, close)

/** The months (their first instants) that `[from, to)` touches. */
const months = (from: number, to: number): Array<number> => {
  const starts: Array<number> = []
  const first = new Date(from)
  for (let month = 0; ; month++) {
    const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month)
    if (start >= to) return starts
    starts.push(start)
  }
}

/** Adds closed 1-minute candles, in any order; adding one again replaces it. */
export const appendCandles = Effect.fn("CandleArchive.append")(function* (
  exchange: ExchangeId,
  symbol: Symbol,
  candles: ReadonlyArray<Candle>
): Effect.fn.Return<void, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  const byMonth = Map.groupBy(candles, (candle) => candlePath(exchange, symbol, candle.at))
  for (const [path, rows] of byMonth) {
    const size = Option.getOrElse(yield* blobs.size(path), () => 0)
    yield* blobs.append(path, encode(rows, size % ROW))
  }
})

/** The archived 1-minute candles that opened in `[from, to)`, by time, each once. */
export const readCandles = Effect.fn("CandleArchive.read")(function* (
  exchange: ExchangeId,
  symbol: Symbol,
  from: number,
  to: number
): Effect.fn.Return<ReadonlyArray<Candle>, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  const kept = new Map<number, Candle>()
  for (const start of months(from, to)) {
    const bytes = yield* blobs.read(candlePath(exchange, symbol, start))
    if (Option.isNone(bytes)) continue
    for (const candle of decode(bytes.value, from, to)) kept.set(candle.at, candle)
  }
  return [...kept.values()].sort((a, b) => a.at - b.at)
})

/** The newest archived candle of a market. */
export const lastCandle = Effect.fn("CandleArchive.last")(function* (
  exchange: ExchangeId,
  symbol: Symbol
): Effect.fn.Return<Option.Option<Candle>, BlobsUnavailable, Blobs> {
  const span = yield* archivedSpan(exchange, symbol)
  if (Option.isNone(span)) return Option.none()
  const { to } = span.value
  return Option.fromUndefinedOr((yield* readCandles(exchange, symbol, to - timeframeMillis["1m"], to)).at(-1))
})

/** From when to when (the close of the newest) a market is archived; none when it is not. */
export const archivedSpan = Effect.fn("CandleArchive.span")(function* (
  exchange: ExchangeId,
  symbol: Symbol
): Effect.fn.Return<Option.Option<{ readonly from: number; readonly to: number }>, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  const paths = yield* blobs.list(`candles/${exchange}/${symbol}/1m/`)
  const times = Effect.fnUntraced(function* (order: ReadonlyArray<string>) {
    for (const path of order) {
      const bytes = yield* blobs.read(path)
      const candles = Option.isSome(bytes) ? decode(bytes.value) : []
      if (candles.length > 0) return candles.map((candle) => candle.at)
    }
    return []
  })
  const oldest = yield* times(paths)
  const newest = yield* times(paths.toReversed())
  if (oldest.length === 0 || newest.length === 0) return Option.none()
  const min = oldest.reduce((a, b) => Math.min(a, b))
  const max = newest.reduce((a, b) => Math.max(a, b))
  return Option.some({ from: min, to: max + timeframeMillis["1m"] })
})
