import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Moment } from "@tradetower/domain/calendar"
import { VenueId, Instrument, InstrumentChoice, LayoutChoice, Symbol, Timeframe } from "@tradetower/domain/market"
import { GapsView, JobState } from "./backtest-view.ts"
import { SignedIn } from "./middleware.ts"
import { moment, someDays } from "./paging.ts"
import { CannotWork, Conflict, NotFound, TooLarge, TooMany } from "./problem.ts"

/** The most bytes an imported file may have. */
export const IMPORT_LIMIT = 64 * 1024 * 1024
/** The same where Static Web Apps stand before the API: they take requests of 30 MB, and the page tells it beforehand. */
export const IMPORT_LIMIT_ON_AZURE = 30_000_000
/** What is sent such a file, by the beginnings of its paths. */
export const FILE_PATHS = ["/api/v1/candles/import/", "/api/v1/candles/look/"] as const

/** Candles that are there. */
export const SeriesView = Schema.Struct({
  /** A market's own, `coinbase-history` for downloads of Coinbase, `ccxt:kraken` of another exchange, `import` for files of yours. */
  venue: VenueId,
  symbol: Symbol,
  timeframe: Timeframe,
  /** MARKET: kept as the market goes on. */
  origin: Schema.Literals(["MARKET", "DOWNLOAD", "IMPORT"]),
  /** Opening of the first, close of the last; ms, UTC. */
  from: Schema.Int,
  to: Schema.Int,
  count: Schema.Int,
  gaps: GapsView,
  instrument: Instrument
}).annotate({ identifier: "Series" })
export type SeriesView = typeof SeriesView.Type

export const DownloadView = Schema.Struct({
  id: Schema.String,
  /** From where. */
  venue: VenueId,
  symbol: Symbol,
  from: Schema.Int,
  to: Schema.Int,
  state: JobState,
  /** 0 to 1. */
  progress: Schema.Finite,
  /** Candles that were fetched. */
  candles: Schema.Int,
  /** Why it waits, in words; absent while it goes on. */
  waiting: Schema.optionalKey(Schema.String),
  /** How long the rest will take at the pace of late, ms. */
  remaining: Schema.optionalKey(Schema.Int),
  createdAt: Schema.Int,
  endedAt: Schema.optionalKey(Schema.Int),
  failure: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "Download" })
export type DownloadView = typeof DownloadView.Type

/** How a file is to be read, and whether it may replace what was imported under the name. */
export const ImportOptions = Schema.Struct({
  format: Schema.Literals(["csv", "parquet"]),
  /** `timestamp,open,high,low,close,-,volume`: what the columns of a CSV file say, where they are guessed wrongly. */
  columns: Schema.optionalKey(Schema.String),
  delimiter: LayoutChoice.fields.delimiter,
  decimal: LayoutChoice.fields.decimal,
  /** Unit of its times. */
  time: LayoutChoice.fields.time,
  /** Of times that are written out without one. */
  zone: LayoutChoice.fields.zone,
  replace: Schema.optionalKey(Schema.Literals(["true", "false"])),
  ...InstrumentChoice.fields
})
export type ImportOptions = typeof ImportOptions.Type

/** How a file of candles was read. */
export const FileReading = Schema.Struct({
  /** What it was taken for, and what each thing that was not known follows from, in words. */
  instrument: Instrument,
  because: Schema.Struct({ assetClass: Schema.String, tickSize: Schema.String, lotSize: Schema.String }),
  timeframe: Timeframe,
  count: Schema.Int,
  /** Opening of its first candle, close of its last; ms, UTC. */
  from: Schema.Int,
  to: Schema.Int,
  /** Prices finer than the tick, rounded to it; volumes finer than the lot, cut down to it. */
  rounded: Schema.Int,
  cut: Schema.Int,
  /** It begins with the newest candle. */
  turned: Schema.Boolean,
  /** Rows without prices, and the line of the first. */
  leftOut: Schema.optionalKey(Schema.Struct({ rows: Schema.Int, line: Schema.Int })),
  /** All of it in sentences. */
  told: Schema.Array(Schema.String)
}).annotate({ identifier: "FileReading" })
export type FileReading = typeof FileReading.Type

export const ImportedView = Schema.Struct({ ...SeriesView.fields, reading: FileReading }).annotate({
  identifier: "Imported"
})
export type ImportedView = typeof ImportedView.Type

/** A file's bytes, as they are. */
const Bytes = Schema.Uint8Array.pipe(HttpApiSchema.asUint8Array())
const summary = (text: string, description?: string) =>
  OpenApi.annotations({ summary: text, ...(description !== undefined && { description }) })
const downloadParams = { downloadId: Schema.String }

/** Stored candles: what is there, getting more. */
export class CandlesGroup extends HttpApiGroup.make("candles")
  .add(
    HttpApiEndpoint.get("catalogue", "/", { success: Schema.Array(SeriesView) }).annotateMerge(
      summary("Which candles there are, with what is missing in them")
    ),
    HttpApiEndpoint.get("columns", "/:venue/:symbol/columns", {
      params: { venue: VenueId, symbol: Symbol },
      query: {
        timeframe: Schema.optionalKey(Timeframe),
        from: moment,
        to: moment,
        days: Schema.optionalKey(Schema.NumberFromString.check(...someDays))
      },
      success: Bytes,
      error: [NotFound, CannotWork]
    }).annotateMerge(
      summary(
        "Candles as columns of numbers",
        "Little-endian, for `decodeSeries` of the domain package; the newest 30 days unless said otherwise."
      )
    ),
    HttpApiEndpoint.post("import", "/import/:symbol", {
      params: { symbol: Symbol },
      query: ImportOptions.fields,
      payload: Bytes,
      success: ImportedView.pipe(HttpApiSchema.status(201)),
      error: [CannotWork, Conflict, TooLarge, TooMany]
    }).annotateMerge(
      summary(
        "Bring candles of your own",
        "Columns, delimiter and unit of times are guessed, also without names: exports of Binance, Coinbase, Kraken, TradingView, Yahoo. `columns` says them: timestamp,open,high,low,close,-,volume. The answer tells how it was read and what it was taken for; assetClass, tickSize, lotSize, delimiter, decimal, time and zone set it otherwise. A bad line is refused with its number. A name that is taken is refused unless replace=true."
      )
    ),
    HttpApiEndpoint.post("look", "/look/:symbol", {
      params: { symbol: Symbol },
      query: ImportOptions.fields,
      payload: Bytes,
      success: FileReading,
      error: [CannotWork, TooLarge, TooMany]
    }).annotateMerge(summary("See how a file would be read, without bringing it in")),
    HttpApiEndpoint.delete("removeImport", "/import/:symbol", {
      params: { symbol: Symbol },
      success: HttpApiSchema.NoContent,
      error: NotFound
    }).annotateMerge(summary("Delete candles you imported")),
    HttpApiEndpoint.get("downloads", "/downloads", { success: Schema.Array(DownloadView) }).annotateMerge(
      summary("Your downloads, newest first")
    ),
    HttpApiEndpoint.post("download", "/downloads", {
      payload: Schema.Struct({ venue: Schema.optionalKey(VenueId), symbol: Symbol, from: Moment, to: Moment }),
      success: DownloadView.pipe(HttpApiSchema.status(202)),
      error: [CannotWork, Conflict]
    }).annotateMerge(
      summary(
        "Fetch 1-minute candles from a venue",
        "`venue` is one of GET /venues, Coinbase unless said otherwise; `symbol` as a search of its instruments names it. What is there already is not fetched again; resumes by itself."
      )
    ),
    HttpApiEndpoint.get("downloadOf", "/downloads/:downloadId", {
      params: downloadParams,
      success: DownloadView,
      error: NotFound
    }).annotateMerge(summary("One download and how far it is")),
    HttpApiEndpoint.post("cancelDownload", "/downloads/:downloadId/cancel", {
      params: downloadParams,
      success: DownloadView,
      error: [NotFound, Conflict]
    }).annotateMerge(summary("Cancel a download; what was fetched stays"))
  )
  .middleware(SignedIn)
  .prefix("/candles")
  .annotateMerge(
    OpenApi.annotations({ title: "Candles", description: "Stored candles: what is there, getting more." })
  ) {}
