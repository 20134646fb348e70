import { randomUUID } from "node:crypto"
import { Clock, Effect, Option } from "effect"
import { type Instrument, timeframeMillis } from "@tradetower/domain/market"
import {
  appendCandles,
  Backtests,
  candleSetId,
  CandleSets,
  catalogueEntry,
  type DownloadRecord,
  archiveOf,
  downloadPlace,
  Markets,
  outsideNow,
  readSeries,
  Store
} from "@tradetower/platform"
import { ExchangeUnavailable } from "../exchange.ts"
import type { Venues } from "../venues/public-venues.ts"
import { pauseAfter } from "../patience.ts"
import type { Venue } from "../venues/venue.ts"
import { COINBASE } from "../venues/venue-ids.ts"

const MINUTE = timeframeMillis["1m"]
const PAGE_MS = 300 * MINUTE
/** How long one message's work may last before the rest is left to the next, ms: one not done in 60 s comes again. */
const STINT = 25_000
/** Pauses while a venue can't be had, ms: twice as long each time. */
const SHORTEST_PAUSE = 1_000
const LONGEST_PAUSE = 10_000

interface Job extends Pick<DownloadRecord, "tenantId" | "id"> {
  /** Which message of the job asks for it. */
  readonly part: number
}

/** What is fetched: of which venue, in which steps. */
interface Listed {
  readonly venue: Venue
  readonly instrument: Instrument
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

const placeOf = ({ venue = COINBASE }: DownloadRecord) => downloadPlace(venue)
const archiveFor = (job: DownloadRecord) => archiveOf(job.tenantId, placeOf(job))

/** The venue a job asks, where it is known here. */
const venueOf = ({ venue = COINBASE }: DownloadRecord, venues: Venues["Service"]) => {
  const found = venues.get(venue)
  return found === undefined
    ? Effect.fail(new ExchangeUnavailable({ message: `Nothing is downloaded from ${venue} here`, retryable: false }))
    : Effect.succeed(found)
}

/** What candles of that place are counted in already, by the market that goes on there or by an earlier download. */
const countedIn = Effect.fnUntraced(function* (job: DownloadRecord) {
  const store = yield* Store
  const place = placeOf(job)
  const market = yield* store.read(Markets, { venue: place }, job.symbol)
  if (Option.isSome(market)) return market.value.value.instrument
  const set = yield* store.read(CandleSets, { archive: archiveFor(job) }, candleSetId(job.symbol, "1m"))
  return Option.getOrUndefined(Option.map(set, ({ value }) => value.instrument))
})

const ended = ({ state }: DownloadRecord): boolean => state === "DONE" || state === "FAILED" || state === "CANCELLED"

/**
 * Whether a page was fetched before: it has a candle, and so has a later time. (The last page that was begun may not be
 * whole; minutes without a trade have no candle, so that none can be counted on.)
 */
const known = Effect.fnUntraced(function* (job: DownloadRecord, from: number) {
  const archive = archiveFor(job)
  const entry = yield* catalogueEntry(archive, job.symbol, "1m")
  if (Option.isNone(entry) || entry.value.to <= from + PAGE_MS) return false
  const series = yield* readSeries(archive, job.symbol, from, from + PAGE_MS)
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
export const downloadCandles = Effect.fn("download")(function* (venues: Venues["Service"], asked: Job) {
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
    const venue = yield* venueOf(job, venues)
    const now = yield* venue.get(job.symbol)
    if (Option.isNone(now))
      return yield* new ExchangeUnavailable({
        message: `${venue.name} has no pair ${job.symbol}: search for one that it lists`,
        retryable: false
      })
    const before = yield* countedIn(job)
    // One series has one step: what came before would be worth something else in today's.
    const steps = before && { tickSize: before.tickSize, lotSize: before.lotSize }
    const instrument: Instrument = { ...now.value.instrument, venue: placeOf(job), ...steps }
    yield* store.upsert(CandleSets, {
      id: candleSetId(job.symbol, "1m"),
      archive: archiveFor(job),
      symbol: job.symbol,
      timeframe: "1m",
      instrument,
      updatedAt: begun
    })
    return { venue, instrument }
  })

  const fetchPage = Effect.fnUntraced(function* ({ instrument, venue }: Listed) {
    const page = job.reached - (job.reached % PAGE_MS)
    let candles = 0
    if (!(yield* known(job, page))) {
      const now = yield* outsideNow
      const found = yield* venue.candles(
        instrument,
        page,
        Math.min(page + PAGE_MS, Math.max(job.to, now - (now % MINUTE)))
      )
      yield* appendCandles(archiveFor(job), job.symbol, found)
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
  const step = Effect.fnUntraced(function* (known: Listed | undefined) {
    if (job.cancelRequested) return yield* Effect.as(end(job, { state: "CANCELLED" }), undefined)
    if (job.reached >= job.to) return yield* Effect.as(end(job, { state: "DONE" }), undefined)
    if (known === undefined) return yield* listed
    return (yield* fetchPage(known)) ? known : undefined
  })

  let market: Listed | undefined
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
    yield* Effect.sleep(Math.min(LONGEST_PAUSE, pauseAfter(failure, SHORTEST_PAUSE * 2 ** failures++)))
  }
  return true
})
