import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { encodeSeries, timeframeMillis } from "@tradetower/domain/market"
import { archiveOf, catalogue, type DownloadRecord, readSeries, shownVenue } from "@tradetower/platform"
import { Api, CannotWork, CurrentPrincipal, type DownloadView } from "../../../contract/index.ts"
import { type Asked, stretchOf } from "../../backtest/series-of.ts"
import { Simulations } from "../../backtest/simulations.ts"
import { COINBASE, startDownload } from "../../backtest/start-download.ts"
import { readMarket } from "../exchanges/market-store.ts"
import { cancelFound, findJob, newestJobs } from "../backtests/jobs.ts"
import { serving } from "../server/serve.ts"
import { bringIn, readFile, readingOf, removeImport } from "./import-candles.ts"
import { seriesView } from "./series-view.ts"

/** Days of candles given when nothing is said, and the most of 1-minute ones at once. */
const DAYS = 30
const MOST = 366 * 1440

const list = Effect.fn("api.catalogue")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const entries = yield* catalogue((archive) => shownVenue(tenantId, archive) !== undefined)
  return (yield* Effect.forEach(entries, seriesView)).flatMap(Option.toArray)
})

const noStretch = Effect.fnUntraced(function* ({ symbol, timeframe = "1m", venue }: Asked) {
  const { tenantId } = yield* CurrentPrincipal
  return { from: 0, to: 0, kept: archiveOf(tenantId, venue), symbol, timeframe }
})

const columns = Effect.fn("api.candleColumns")(function* (asked: Asked) {
  const bounded = asked.from === undefined && asked.days === undefined ? { ...asked, days: DAYS } : asked
  const { from, kept, symbol, timeframe, to } = yield* Effect.catchTag(stretchOf(bounded), "NotFound", (missing) =>
    // One that is on offer and has no candle has none yet: it was followed a moment ago.
    Effect.flatMap(readMarket(asked.venue, asked.symbol), (offered) =>
      Option.isNone(offered) ? Effect.fail(missing) : noStretch(asked)
    )
  )
  if ((to - from) / timeframeMillis[timeframe] > MOST) {
    const message = `at most ${MOST} candles at once: ask for a shorter time`
    return yield* new CannotWork({ detail: message, errors: [{ field: "days", message }] })
  }
  return encodeSeries(yield* readSeries(kept, symbol, from, to, timeframe))
})

const downloadView = (job: DownloadRecord): DownloadView => ({
  id: job.id,
  venue: job.venue ?? COINBASE,
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
