import { Clock, Effect, Option } from "effect"
import type { Imported } from "@tradetower/backtest/simulation"
import { type LayoutChoice, readColumns, readingWords, type Symbol, type Timeframe } from "@tradetower/domain/market"
import {
  type CandleSet,
  candleSetId,
  CandleSets,
  catalogueEntry,
  IMPORT,
  ownArchive,
  queryAll,
  removeSeries,
  replaceSeries,
  Store
} from "@tradetower/platform"
import {
  CannotWork,
  Conflict,
  CurrentPrincipal,
  type FileReading,
  IMPORT_LIMIT,
  type ImportOptions,
  NotFound,
  TooLarge
} from "../../../contract/index.ts"
import { Simulations } from "../../backtest/simulations.ts"
import { seriesView } from "./series-view.ts"

/** Base and quote, each safe in a path. */
const PAIR = /^[A-Za-z0-9][A-Za-z0-9._]{0,19}-[A-Za-z0-9][A-Za-z0-9._]{0,19}$/

/** Reads a file of the trader's own, as its name, its numbers and they say. */
export const readFile = Effect.fn("api.readCandles")(function* (
  symbol: Symbol,
  { columns: written, decimal, delimiter, format, replace: _, time, zone, ...choice }: ImportOptions,
  bytes: Uint8Array
) {
  const { tenantId } = yield* CurrentPrincipal
  if (bytes.length > IMPORT_LIMIT)
    return yield* new TooLarge({ detail: `A file may have ${IMPORT_LIMIT} bytes at the most.` })
  if (!PAIR.test(symbol)) {
    const message = "call it BASE-QUOTE, such as BTC-USD, or BTC-PERP for a perpetual future"
    return yield* new CannotWork({ detail: message, errors: [{ field: "symbol", message }] })
  }
  const columns = written === undefined ? undefined : readColumns(written)
  if (written !== undefined && columns === undefined) {
    const message = "name timestamp, open, high, low, close, volume, each once, and - for the others"
    return yield* new CannotWork({ detail: message, errors: [{ field: "columns", message }] })
  }
  const layout: LayoutChoice = {
    ...(columns !== undefined && { columns }),
    ...(delimiter !== undefined && { delimiter }),
    ...(decimal !== undefined && { decimal }),
    ...(time !== undefined && { time }),
    ...(zone !== undefined && { zone })
  }
  const simulations = yield* Simulations
  return yield* simulations
    .read(tenantId, { symbol, format, bytes, choice, layout })
    .pipe(
      Effect.catchTag("SimulationRefused", ({ message }) =>
        Effect.fail(new CannotWork({ detail: `The file can't be used: ${message}.` }))
      )
    )
})

/** What is told of a file that was read. */
export const readingOf = (read: Imported): FileReading => {
  const { because, cut, instrument, leftOut, rounded, series, timeframe, turned } = read
  const { at, length, step } = series
  const from = at[0] ?? 0
  return {
    instrument,
    because,
    timeframe,
    rounded,
    cut,
    turned,
    count: length,
    from,
    to: (at[length - 1] ?? from) + step,
    ...(leftOut !== undefined && { leftOut }),
    told: readingWords(read)
  }
}

/** Brings in a file of the trader's own, in place of what was there under the name only if they say so. */
export const bringIn = Effect.fn("api.importCandles")(function* (
  symbol: Symbol,
  options: ImportOptions,
  bytes: Uint8Array
) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const archive = ownArchive(tenantId)
  const taken = (yield* queryAll(CandleSets, { archive })).some((set) => set.symbol === symbol)
  if (taken && options.replace !== "true")
    return yield* new Conflict({
      detail: `You have imported candles of ${symbol} already: replace them, or give these another name.`
    })
  const read = yield* readFile(symbol, options, bytes)
  const { instrument, series, timeframe } = read
  yield* replaceSeries(archive, symbol, timeframe, series)
  yield* store.upsert(CandleSets, {
    id: candleSetId(symbol, timeframe),
    archive,
    symbol,
    timeframe,
    instrument: { ...instrument, venue: IMPORT },
    updatedAt: yield* Clock.currentTimeMillis
  })
  // It was written just now.
  const entry = yield* catalogueEntry(archive, symbol, timeframe)
  const view = Option.getOrThrow(yield* seriesView(Option.getOrThrow(entry)))
  return { ...view, reading: readingOf(read) }
})

/** Removes all that was imported under a name. */
export const removeImport = Effect.fn("api.removeImport")(function* (symbol: Symbol) {
  const { tenantId } = yield* CurrentPrincipal
  const archive = ownArchive(tenantId)
  const store = yield* Store
  const sets = (yield* queryAll(CandleSets, { archive })).filter((set) => set.symbol === symbol)
  if (sets.length === 0) return yield* new NotFound({ detail: `You have imported no candles of ${symbol}.` })
  for (const { id, timeframe } of sets satisfies ReadonlyArray<CandleSet & { readonly timeframe: Timeframe }>) {
    yield* removeSeries(archive, symbol, timeframe)
    yield* store.remove(CandleSets, { archive }, id)
  }
})
