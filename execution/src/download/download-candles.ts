import { randomUUID } from "node:crypto"
import { Clock, Effect, Option } from "effect"
import { type Market, marketOf, timeframeMillis } from "@tradetower/domain/market"
import {
  appendCandles,
  Backtests,
  candleSetId,
  CandleSets,
  catalogueEntry,
  type DownloadRecord,
  historyArchive,
  outsideNow,
  readSeries,
  Store
} from "@tradetower/platform"
import { coinbasePage, PAGE } from "../venues/coinbase/coinbase-candles.ts"
import { coinbaseInstrument } from "../venues/coinbase/coinbase-products.ts"

const MINUTE = timeframeMillis["1m"]
const PAGE_MS = PAGE * MINUTE
const COINBASE = historyArchive
/** How long one message's work may last before the rest is left to the next, ms: one not done in 60 s comes again. */
const STINT = 25_000
/** Pauses while Coinbase can't be had, ms: twice as long each time. */
const SHORTEST_PAUSE = 1_000
const LONGEST_PAUSE = 10_000

interface Job extends Pick<DownloadRecord, "tenantId" | "id"> {
  /** Which message of the job asks for it. */
  readonly part: number
}

/** Changes the job as it is now; none when it was deleted, or `change` finds that it has ended. */
const changed = Effect.fnUntraced(function* (
  { id, tenantId }: Pick<Job, "tenantId" | "id">,
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

const end = Effect.fnUntraced(function* (
  job: DownloadRecord,
  how: Pick<DownloadRecord, "state"> & { readonly failure?: string }
) {
  const endedAt = yield* Clock.currentTimeMillis
  yield* changed(job, ({ remaining: _, waiting: __, ...found }) => ({ ...found, ...how, endedAt }))
})

/**
 * Goes on with a download from where it was, page by page, for a while, over any outage. Answers true when there is more
 * to fetch. A page is archived before it is noted as reached, so that an interruption loses nothing; pages lie on a fixed
 * grid, so that what an earlier download fetched is not asked for again. A job has one worker: the newest.
 */
export const downloadCandles = Effect.fn("download")(function* (rest: string, asked: Job) {
  const begun = yield* Clock.currentTimeMillis
  const worker = randomUUID()
  const first = yield* changed(asked, (job) =>
    ended(job) || asked.part < (job.part ?? 0)
      ? undefined
      : { ...job, state: "RUNNING", startedAt: job.startedAt ?? begun, part: asked.part, worker }
  )
  if (Option.isNone(first)) return false
  let job = first.value
  let pages = 0
  /** Changes the job while it is this worker's; answers whether it is. */
  const note = Effect.fnUntraced(function* (change: (found: DownloadRecord) => DownloadRecord) {
    const next = yield* changed(asked, (found) => (ended(found) || found.worker !== worker ? undefined : change(found)))
    if (Option.isSome(next)) job = next.value
    return Option.isSome(next)
  })

  const listed = Effect.gen(function* () {
    const store = yield* Store
    const instrument = yield* coinbaseInstrument(rest, job.symbol)
    yield* store.upsert(CandleSets, {
      id: candleSetId(job.symbol, "1m"),
      archive: COINBASE,
      symbol: job.symbol,
      timeframe: "1m",
      instrument,
      updatedAt: begun
    })
    return marketOf(instrument)
  })

  const fetchPage = Effect.fnUntraced(function* (market: Market) {
    const page = job.reached - (job.reached % PAGE_MS)
    let candles = 0
    if (!(yield* known(job, page))) {
      const now = yield* outsideNow
      const found = yield* coinbasePage(
        rest,
        market,
        page,
        Math.min(page + PAGE_MS, Math.max(job.to, now - (now % MINUTE)))
      )
      yield* appendCandles(COINBASE, job.symbol, found)
      candles = found.length
    }
    pages += 1
    const reached = Math.min(page + PAGE_MS, job.to)
    const perPage = ((yield* Clock.currentTimeMillis) - begun) / pages
    return yield* note(({ waiting: _, ...one }) => ({
      ...one,
      reached,
      progress: (reached - job.from) / (job.to - job.from),
      candles: one.candles + candles,
      remaining: Math.ceil(((job.to - reached) / PAGE_MS) * perPage)
    }))
  })

  /** One more step; answers whether it is to go on. */
  const step = Effect.fnUntraced(function* (market: Market | undefined) {
    if (job.cancelRequested) return yield* Effect.as(end(job, { state: "CANCELLED" }), undefined)
    if (job.reached >= job.to) return yield* Effect.as(end(job, { state: "DONE" }), undefined)
    if (market === undefined) return yield* listed
    return (yield* fetchPage(market)) ? market : undefined
  })

  let market: Market | undefined
  for (let failures = 0; (yield* Clock.currentTimeMillis) - begun < STINT;) {
    const result = yield* Effect.result(step(market))
    if (result._tag === "Success") {
      if (result.success === undefined) return false
      market = result.success
      failures = 0
      continue
    }
    const { failure } = result
    if (failure._tag !== "ExchangeUnavailable") return yield* failure
    if (!failure.retryable) {
      yield* end(job, { state: "FAILED", failure: `${failure.message}.` })
      return false
    }
    if (!(yield* note(({ remaining: _, ...one }) => ({ ...one, waiting: failure.message })))) return false
    const pause = Math.min(LONGEST_PAUSE, Math.max(failure.retryAfter ?? 0, SHORTEST_PAUSE * 2 ** failures++))
    yield* Effect.sleep(pause)
  }
  return true
})
