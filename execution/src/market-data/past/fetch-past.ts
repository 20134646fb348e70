import { Effect, FiberMap, Random, Schedule, type Scope } from "effect"
import { type Candle, feedDelay, type Instrument, type Symbol, timeframeMillis } from "@tradetower/domain/market"
import {
  appendCandles,
  Blobs,
  type BlobsUnavailable,
  marketArchive,
  marketNow,
  readCandles,
  readSeries
} from "@tradetower/platform"
import { pauseAfter, untilItWorks } from "../../patience.ts"
import type { Venue } from "../../venues/venue.ts"
import { Gaps } from "./gaps.ts"

const MINUTE = timeframeMillis["1m"]
const DAY = timeframeMillis["1d"]
/** How much is asked for at once: what comes is on disk before the next is asked for. */
const PAGE = 300 * MINUTE
/** An exchange's own candle of a minute is whole this long after its end, ms. */
const SETTLES = 15_000
/** A minute without a candle this long after its end had no trade, ms. */
const QUIET = 120_000
/** Until it is asked for again, ms. */
const AGAIN = 5_000
/** What the first market has to itself at first: it is what a first look is at. */
const HEAD_START = 7 * DAY
const LONGEST_HEAD_START = "15 seconds"
/** Pauses after failures, ms: twice as long each time. */
const SHORTEST_PAUSE = 1_000
const LONGEST_PAUSE = 60_000
/** Until it is asked for again where the exchange says that it can't be had: it may be wrong, or change, ms. */
const PAUSE_AFTER_REFUSAL = 60 * MINUTE
const IDLE = "1 second"
/** Minutes so new may be lacking because they are not over, or were not all heard: no gap in the past, ms. */
const RECENT = 10 * MINUTE
/** Fewer minutes than these are lacking now and then; nobody need hear of it. */
const A_FEW = 60

/** How far the fetching of a market's past is. */
export interface PastProgress {
  /** Of what is wanted, 0 to 99. */
  readonly percent: number
  /** How many of the newest days were asked for, without a gap. Time, not candles: minutes without a trade have none. */
  readonly days: number
}

/** The past of an exchange's markets, as it is being fetched. */
export interface Past {
  /** Trades of `[from, to)` were not all heard: the exchange's own candles are to take their place. */
  readonly missed: (symbol: Symbol, from: number, to: number) => void
  /**
   * Whether every trade of the minute around a moment was heard: else no candle of our own will do, least of all in the
   * place of the exchange's, which may have been fetched before ours is over.
   */
  readonly heardWhole: (symbol: Symbol, at: number) => boolean
  /** Whether every candle before a moment is there. */
  readonly whole: (symbol: Symbol, until: number) => boolean
  /** Undefined once it is there. */
  readonly progress: (symbol: Symbol, now: number) => PastProgress | undefined
  /** One more market: what is lacking of its past is known once this returns, and is fetched. */
  readonly follow: (instrument: Instrument) => Effect.Effect<void>
  /** A market is let go: no more of its past is fetched. */
  readonly letGo: (symbol: Symbol) => Effect.Effect<void>
}

/** Markets with the same candles: a spot pair, and what follows it. */
interface Track {
  /** Whose candles are asked for. */
  readonly instrument: Instrument
  readonly symbols: readonly [Symbol, ...ReadonlyArray<Symbol>]
  /** From when on its past is wanted. */
  readonly from: number
  readonly gaps: Gaps
  /** From this minute on every trade was heard. */
  heardFrom: number
  /** The newest minutes came without candles, which may be too early: nothing after `at` is asked for until `again`. */
  early?: { readonly at: number; readonly again: number }
}

/**
 * Fetches what the archive lacks of the last `length` ms of every market, newest first, page by page, each market by
 * itself, for as long as it takes; and whatever is missed later. `fetched` hears of what came. What is lacking is known
 * once this returns: before any candle of our own is archived.
 */
export const fetchPast = Effect.fn("fetchPast")(function* (
  { candles: candlesOf, feedOf, follows, id }: Pick<Venue, "candles" | "feedOf" | "follows" | "id">,
  instruments: ReadonlyArray<Instrument>,
  length: number,
  fetched: (symbol: Symbol, candles: ReadonlyArray<Candle>) => Effect.Effect<void>
): Effect.fn.Return<Past, BlobsUnavailable, Blobs | Scope.Scope> {
  const archive = marketArchive(id)
  const blobs = yield* Blobs
  const spotOf = (symbol: Symbol) => follows?.(symbol)
  // The minute that goes on is not heard whole either.
  const wantedTo = Effect.map(marketNow, (now) => now - (now % MINUTE) + MINUTE)

  /** What follows a spot pair gets the candles that the pair has and it lacks. */
  const copy = Effect.fnUntraced(function* (spot: Symbol, follower: Symbol, from: number, to: number) {
    const there = new Set((yield* readSeries(archive, follower, from, to)).at)
    const lacking = (yield* readCandles(archive, spot, from, to)).filter(({ at }) => !there.has(at))
    if (lacking.length > 0) yield* appendCandles(archive, follower, lacking)
  })

  const bySymbol = new Map<Symbol, Track>()
  const trackOf = (instrument: Instrument, followers: ReadonlyArray<Symbol>) => {
    const { symbol } = instrument
    return untilItWorks(
      `looking at the archived candles of ${symbol}`,
      Effect.gen(function* () {
        const to = yield* wantedTo
        const from = to - length
        yield* Effect.forEach(followers, (follower) => copy(symbol, follower, from, to), { discard: true })
        const gaps = Gaps.between((yield* readSeries(archive, symbol, from, to)).at, from, to)
        const track: Track = { instrument, symbols: [symbol, ...followers], from, gaps, heardFrom: to }
        for (const each of track.symbols) bySymbol.set(each, track)
        return track
      })
    )
  }
  const tracks = yield* Effect.forEach(
    instruments.filter(({ symbol }) => spotOf(symbol) === undefined),
    (instrument) =>
      trackOf(
        instrument,
        instruments.flatMap((one) => (spotOf(one.symbol) === instrument.symbol ? [one.symbol] : []))
      )
  )

  /** Fetches one page; answers whether there was anything to fetch. */
  const fetchPage = Effect.fnUntraced(function* (track: Track) {
    const { early, gaps, instrument, symbols } = track
    // Candles come as late as prices do.
    const now = (yield* marketNow) - feedDelay(feedOf?.(instrument))
    const closed = now - SETTLES - ((now - SETTLES) % MINUTE)
    const page = gaps.newest(early !== undefined && now < early.again ? Math.min(early.at, closed) : closed, PAGE)
    if (page === undefined) return false
    const candles = yield* candlesOf(instrument, page.from, page.to)
    // Between two that are lacking, often minutes without a trade, lie those that are there: the archive would only grow.
    const lacking = candles.filter(({ at }) => gaps.has(at))
    for (const each of symbols) {
      if (lacking.length > 0) yield* appendCandles(archive, each, lacking)
      yield* fetched(each, lacking)
    }
    const last = candles.at(-1)
    const quiet = now - QUIET - ((now - QUIET) % MINUTE)
    const sure = Math.max(last === undefined ? page.from : last.at + MINUTE, Math.min(page.to, quiet))
    gaps.remove(page.from, sure)
    if (sure < page.to) track.early = { at: sure, again: now + AGAIN }
    return true
  })

  const fetchAll = Effect.fnUntraced(function* (track: Track) {
    const [symbol] = track.symbols
    let failures = 0
    let said: string | undefined
    for (;;) {
      const result = yield* Effect.result(fetchPage(track))
      if (result._tag === "Success") {
        if (said !== undefined) yield* Effect.logInfo(`the candles of ${symbol} come again`)
        failures = 0
        said = undefined
        if (!result.success) yield* Effect.sleep(IDLE)
        continue
      }
      const { failure } = result
      if (said !== failure.message)
        yield* Effect.logWarning(`the candles of ${symbol} can't be had now: ${failure.message}`)
      said = failure.message
      if (!failure.retryable) {
        yield* Effect.sleep(PAUSE_AFTER_REFUSAL)
        continue
      }
      const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** failures++)
      yield* Effect.sleep(pauseAfter(failure, pause * (0.5 + (yield* Random.next) / 2)))
    }
  })

  const to = yield* wantedTo
  const weekThere = Effect.sync(() => (tracks[0]?.gaps.newestEnd(to - RECENT) ?? 0) <= to - HEAD_START)
  const headStart = weekThere.pipe(
    Effect.repeat({ until: (there) => there, schedule: Schedule.spaced("250 millis") }),
    Effect.timeoutOption(LONGEST_HEAD_START)
  )
  const fetching = yield* FiberMap.make<Symbol>()
  yield* Effect.forEach(
    tracks,
    (track, index) =>
      FiberMap.run(
        fetching,
        track.symbols[0],
        index === 0 ? fetchAll(track) : Effect.andThen(headStart, fetchAll(track))
      ),
    { discard: true }
  )

  return {
    missed: (symbol, missedFrom, missedTo) => {
      const track = bySymbol.get(symbol)
      if (track === undefined) return
      track.gaps.add(missedFrom, missedTo)
      track.heardFrom = Math.max(track.heardFrom, Math.ceil(missedTo / MINUTE) * MINUTE)
    },
    heardWhole: (symbol, at) => at >= (bySymbol.get(symbol)?.heardFrom ?? 0),
    whole: (symbol, until) => bySymbol.get(symbol)?.gaps.before(until) === false,
    follow: (instrument) =>
      Effect.flatMap(trackOf(instrument, []), (track) =>
        FiberMap.run(fetching, instrument.symbol, fetchAll(track))
      ).pipe(
        Effect.asVoid,
        Effect.catch((error) =>
          Effect.logError(`the past of ${instrument.symbol} can't be kept: refused for good`, error)
        ),
        Effect.provideService(Blobs, blobs)
      ),
    letGo: (symbol) => {
      bySymbol.delete(symbol)
      return FiberMap.remove(fetching, symbol)
    },
    progress: (symbol, now) => {
      const track = bySymbol.get(symbol)
      const minutes = track?.gaps.minutes ?? 0
      if (track === undefined || minutes < A_FEW) return undefined
      const settled = now - RECENT
      const end = track.gaps.newestEnd(settled) ?? track.from
      return {
        percent: Math.max(0, Math.min(99, Math.floor(100 * (1 - (minutes * MINUTE) / length)))),
        days: Math.max(0, settled - end) / DAY
      }
    }
  }
})
