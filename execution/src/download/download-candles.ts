import { Clock, Effect, Option } from "effect"
import { ExchangeId, marketOf, timeframeMillis } from "@tradetower/domain"
import {
  appendCandles,
  Backtests,
  candleSetId,
  CandleSets,
  catalogueEntry,
  type DownloadRecord,
  marketArchive,
  marketNow,
  readSeries,
  Store
} from "@tradetower/platform"
import { coinbasePage, PAGE } from "../market-data/coinbase/coinbase-candles.ts"
import { coinbaseInstrument } from "../market-data/coinbase/coinbase-products.ts"

const MINUTE = timeframeMillis["1m"]
const PAGE_MS = PAGE * MINUTE
const COINBASE = marketArchive(ExchangeId.make("coinbase"))
/** How long one message's work may last before the rest is left to the next, ms: one not done in 60 s comes again. */
const STINT = 25_000

type Job = Pick<DownloadRecord, "tenantId" | "id">

/** Changes the job as it is now; none when it was deleted, or `change` finds that it has ended. */
const changed = Effect.fnUntraced(function* (
  { id, tenantId }: Job,
  change: (job: DownloadRecord) => DownloadRecord | undefined
) {
  const store = yield* Store
  for (;;) {
    const stored = yield* store.read(Backtests, { tenantId }, id)
    if (Option.isNone(stored) || stored.value.value.kind !== "DOWNLOAD") return Option.none<DownloadRecord>()
    const next = change(stored.value.value)
    if (next === undefined) return Option.none<DownloadRecord>()
    const written = yield* store.replace(Backtests, next, stored.value.version).pipe(
      Effect.as(true),
      Effect.catchTag("VersionMismatch", () => Effect.succeed(false))
    )
    if (written) return Option.some(next)
  }
})

const ended = ({ state }: DownloadRecord): boolean => state === "DONE" || state === "FAILED" || state === "CANCELLED"

/**
 * Whether a page was fetched before: it has a candle, and so has a later time. (The last page that was begun may not be
 * whole; minutes without a trade have no candle, so that none can be counted on.)
 */
const known = Effect.fnUntraced(function* (job: DownloadRecord, from: number) {
  const entry = yield* catalogueEntry(COINBASE, job.symbol, "1m")
  if (Option.isNone(entry) || entry.value.to <= from + PAGE_MS) return false
  const series = yield* readSeries(COINBASE, job.symbol, from, from + PAGE_MS)
  return series.length > 0
})

const end = Effect.fnUntraced(function* (job: Job, how: Pick<DownloadRecord, "state"> & { readonly failure?: string }) {
  const endedAt = yield* Clock.currentTimeMillis
  yield* changed(job, (found) => ({ ...found, ...how, endedAt }))
})

/**
 * Goes on with a download from where it was, page by page, for a while. Answers true when there is more to fetch. A page
 * is archived before it is noted as reached, so that an interruption loses nothing; pages lie on a fixed grid, so that
 * what an earlier download fetched is not asked for again.
 */
export const downloadCandles = Effect.fn("download")(function* (rest: string, asked: Job) {
  const begun = yield* Clock.currentTimeMillis
  const first = yield* changed(asked, (job) =>
    ended(job) ? undefined : { ...job, state: "RUNNING", startedAt: job.startedAt ?? begun }
  )
  if (Option.isNone(first)) return false
  let job = first.value
  const fetched = Effect.gen(function* () {
    const store = yield* Store
    const instrument = yield* coinbaseInstrument(rest, job.symbol)
    yield* store.upsert(CandleSets, {
      id: candleSetId(job.symbol, "1m"),
      exchange: COINBASE,
      symbol: job.symbol,
      timeframe: "1m",
      instrument,
      updatedAt: begun
    })
    const market = marketOf(instrument)
    while (job.reached < job.to) {
      if (job.cancelRequested) return yield* Effect.as(end(job, { state: "CANCELLED" }), false)
      if ((yield* Clock.currentTimeMillis) - begun > STINT) return true
      const page = job.reached - (job.reached % PAGE_MS)
      let candles = 0
      if (!(yield* known(job, page))) {
        const closed = (yield* marketNow) - ((yield* marketNow) % MINUTE)
        const found = yield* coinbasePage(rest, market, page, Math.min(page + PAGE_MS, Math.max(job.to, closed)))
        yield* appendCandles(COINBASE, job.symbol, found)
        candles = found.length
      }
      const reached = Math.min(page + PAGE_MS, job.to)
      const progress = (reached - job.from) / (job.to - job.from)
      const next = yield* changed(job, (one) => ({ ...one, reached, progress, candles: one.candles + candles }))
      if (Option.isNone(next)) return false
      job = next.value
    }
    return yield* Effect.as(end(job, { state: "DONE" }), false)
  })
  return yield* fetched.pipe(
    Effect.catchTag("ExchangeUnavailable", ({ message }) =>
      Effect.as(
        end(job, { state: "FAILED", failure: `${message}. What was fetched stays; download the rest later.` }),
        false
      )
    )
  )
})
