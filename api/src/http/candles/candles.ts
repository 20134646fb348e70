import { Clock, Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { Imported } from "@tradetower/backtest/simulation"
import { gapsWhileOpen } from "@tradetower/domain/calendar"
import {
  encodeSeries,
  ExchangeId,
  type LayoutChoice,
  readColumns,
  readingWords,
  type Symbol,
  type Timeframe,
  timeframeMillis
} from "@tradetower/domain/market"
import {
  catalogue,
  type CatalogueEntry,
  type CandleSet,
  candleSetId,
  CandleSets,
  catalogueEntry,
  type DownloadRecord,
  IMPORT,
  ownArchive,
  readSeries,
  removeSeries,
  replaceSeries,
  shownExchange,
  Store
} from "@tradetower/platform"
import {
  Api,
  CannotWork,
  Conflict,
  CurrentPrincipal,
  type DownloadView,
  type FileReading,
  IMPORT_LIMIT,
  type ImportOptions,
  NotFound,
  type SeriesView,
  TooLarge
} from "../../../contract/index.ts"
import { gapsView } from "../../backtest/job-views.ts"
import { type Asked, instrumentOf, stretchOf } from "../../backtest/series-of.ts"
import { Simulations } from "../../backtest/simulations.ts"
import { startDownload } from "../../backtest/start-download.ts"
import { cancelFound, findJob, newestJobs } from "../backtests/backtests.ts"
import { queryAll } from "../../query-all.ts"
import { serving } from "../server/serve.ts"

const COINBASE = ExchangeId.make("coinbase")
/** Days of candles given when nothing is said, and the most of 1-minute ones at once. */
const DAYS = 30
const MOST = 366 * 1440

const seriesView = Effect.fnUntraced(function* (entry: CatalogueEntry) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const exchange = shownExchange(tenantId, entry.archive)
  if (exchange === undefined) return Option.none<SeriesView>()
  const { count, from, gaps, symbol, timeframe, to } = entry
  const instrument = yield* instrumentOf(tenantId, exchange, symbol, timeframe)
  const origin = exchange === IMPORT ? "IMPORT" : exchange === COINBASE ? "DOWNLOAD" : "MARKET"
  return Option.map(instrument, (known): SeriesView => ({
    exchange,
    symbol,
    timeframe,
    origin,
    from,
    to,
    count,
    gaps: gapsView(gapsWhileOpen(known, gaps, timeframeMillis[timeframe])),
    instrument: known
  }))
})

const list = Effect.fn("api.catalogue")(function* () {
  const { userId: tenantId } = yield* CurrentPrincipal
  const entries = yield* catalogue((archive) => shownExchange(tenantId, archive) !== undefined)
  return (yield* Effect.forEach(entries, seriesView)).flatMap(Option.toArray)
})

const columns = Effect.fn("api.candleColumns")(function* (asked: Asked) {
  const bounded = asked.from === undefined && asked.days === undefined ? { ...asked, days: DAYS } : asked
  const { from, kept, symbol, timeframe, to } = yield* stretchOf(bounded)
  if ((to - from) / timeframeMillis[timeframe] > MOST) {
    const message = `at most ${MOST} candles at once: ask for a shorter time`
    return yield* new CannotWork({ detail: message, errors: [{ field: "days", message }] })
  }
  return encodeSeries(yield* readSeries(kept, symbol, from, to, timeframe))
})

/** Base and quote, each safe in a path. */
const PAIR = /^[A-Za-z0-9][A-Za-z0-9._]{0,19}-[A-Za-z0-9][A-Za-z0-9._]{0,19}$/

/** Reads a file of the trader's own, as its name, its numbers and they say. */
const readFile = Effect.fn("api.readCandles")(function* (
  symbol: Symbol,
  { columns: written, decimal, delimiter, format, replace: _, time, zone, ...choice }: ImportOptions,
  bytes: Uint8Array
) {
  const { userId: tenantId } = yield* CurrentPrincipal
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

const readingOf = (read: Imported): FileReading => {
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
const bringIn = Effect.fn("api.importCandles")(function* (symbol: Symbol, options: ImportOptions, bytes: Uint8Array) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const exchange = ownArchive(tenantId)
  const taken = (yield* queryAll(CandleSets, { exchange })).some((set) => set.symbol === symbol)
  if (taken && options.replace !== "true")
    return yield* new Conflict({
      detail: `You have imported candles of ${symbol} already: replace them, or give these another name.`
    })
  const read = yield* readFile(symbol, options, bytes)
  const { instrument, series, timeframe } = read
  yield* replaceSeries(exchange, symbol, timeframe, series)
  yield* store.upsert(CandleSets, {
    id: candleSetId(symbol, timeframe),
    exchange,
    symbol,
    timeframe,
    instrument: { ...instrument, exchange: IMPORT },
    updatedAt: yield* Clock.currentTimeMillis
  })
  // It was written just now.
  const entry = yield* catalogueEntry(exchange, symbol, timeframe)
  const view = Option.getOrThrow(yield* seriesView(Option.getOrThrow(entry)))
  return { ...view, reading: readingOf(read) }
})

const removeImport = Effect.fn("api.removeImport")(function* (symbol: Symbol) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const exchange = ownArchive(tenantId)
  const store = yield* Store
  const sets = (yield* queryAll(CandleSets, { exchange })).filter((set) => set.symbol === symbol)
  if (sets.length === 0) return yield* new NotFound({ detail: `You have imported no candles of ${symbol}.` })
  for (const { id, timeframe } of sets satisfies ReadonlyArray<CandleSet & { readonly timeframe: Timeframe }>) {
    yield* removeSeries(exchange, symbol, timeframe)
    yield* store.remove(CandleSets, { exchange }, id)
  }
})

const downloadView = (job: DownloadRecord): DownloadView => ({
  id: job.id,
  symbol: job.symbol,
  from: job.from,
  to: job.to,
  state: job.state,
  progress: job.progress,
  candles: job.candles,
  createdAt: job.createdAt,
  ...(job.waiting !== undefined && { waiting: job.waiting }),
  ...(job.remaining !== undefined && { remaining: job.remaining }),
  ...(job.endedAt !== undefined && { endedAt: job.endedAt }),
  ...(job.failure !== undefined && { failure: job.failure })
})

const downloads = Effect.fn("api.downloads")(function* () {
  const jobs = yield* newestJobs("DOWNLOAD")
  return jobs.flatMap((job) => (job.kind === "DOWNLOAD" ? [downloadView(job)] : []))
})

export const CandlesLive = HttpApiBuilder.group(
  Api,
  "candles",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const simulations = yield* Simulations
    return handlers.handleAll({
      catalogue: () => serve(list()),
      columns: ({ params, query }) => serve(columns({ ...params, ...query })),
      import: ({ params, payload, query }) =>
        serve(Effect.provideService(bringIn(params.symbol, query, payload), Simulations, simulations)),
      look: ({ params, payload, query }) =>
        serve(
          Effect.map(
            Effect.provideService(readFile(params.symbol, query, payload), Simulations, simulations),
            readingOf
          )
        ),
      removeImport: ({ params }) => serve(removeImport(params.symbol)),
      downloads: () => serve(downloads()),
      download: ({ payload }) => serve(Effect.map(startDownload(payload), downloadView)),
      downloadOf: ({ params }) => serve(Effect.map(findJob(params.downloadId, "DOWNLOAD"), downloadView)),
      cancelDownload: ({ params }) => serve(Effect.map(cancelFound(params.downloadId, "DOWNLOAD"), downloadView))
    })
  })
)
