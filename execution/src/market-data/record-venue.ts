import { Effect, type Scope } from "effect"
import { type ClosedCandle, type Symbol, takesAll, timeframeMillis } from "@tradetower/domain/market"
import type { Time } from "@tradetower/domain/ids"
import type { MarketEvent } from "@tradetower/domain/messages"
import {
  type Blobs,
  type BlobsUnavailable,
  type Bus,
  LatestPrices,
  marketNow,
  Markets,
  Store
} from "@tradetower/platform"
import type { Offered } from "../offer.ts"
import { inBackground } from "../patience.ts"
import type { Venue } from "../venues/venue.ts"
import type { Watch } from "../watch/watch.ts"
import { type Archiving, makeArchiving } from "./archiving.ts"
import { FeedRates } from "./feed-rates.ts"
import type { Line, VenueHearer } from "./follow-venue.ts"
import type { VenueMarkets } from "./list-markets.ts"
import { candleEvent, type ListedMarket, resting } from "./listed-market.ts"
import { marketRecords } from "./market-records.ts"
import { fetchPast } from "./past/fetch-past.ts"
import { publish } from "./publish.ts"

const MINUTE = timeframeMillis["1m"]
/** How much of the past is wanted: a month for charts and presets, 35 days for MACD on days, and some. */
const PAST = 40 * 24 * 60 * MINUTE
/** How long a connection may have been dead before that is noticed, ms. */
const UNNOTICED = 15_000
/** So much market time between two seconds was slept, ms. */
const SLEPT = UNNOTICED
/** Candles fetched later than this are no news for screens, ms. */
const NEWS = 60 * MINUTE
/** A candle is closed by time alone when nothing was traded for this long after its end, ms. */
const QUIET = 5_000

/**
 * Records what a venue tells: candles to the archive, prices and candles to the bus, the markets' records to the store.
 * The gaps of lost connections are filled from the exchange's own candles. The watch hears of candles once they are kept;
 * with `tellsKept` the records say so too, for other processes.
 */
export const makeRecorder = Effect.fn("makeRecorder")(function* (
  venue: Venue,
  watch: Pick<Watch, "candle" | "candlesClosed">,
  { looked, refused }: Offered["Service"],
  { fixed, instruments, listed, takes }: VenueMarkets,
  line: Line,
  tellsKept: boolean
): Effect.fn.Return<VenueHearer, BlobsUnavailable, Store | Bus | Blobs | Scope.Scope> {
  const store = yield* Store
  const rates = yield* FeedRates
  const latest = yield* LatestPrices
  const { id, sampled = false } = venue
  /** Whose prices don't come by the connection there is. */
  let unheard: Effect.Effect<ReadonlyMap<Symbol, string>> = Effect.succeed(new Map())
  const services = yield* Effect.context<Store | Bus | Blobs | Scope.Scope>()
  const behind = (symbol: Symbol) => listed.get(symbol)?.behind(venue) ?? 0
  const { record, recordOf } = marketRecords(venue, store, {
    listed,
    fixed,
    unheard: Effect.suspend(() => unheard),
    takes: (symbol) => takes.get(symbol) ?? takesAll,
    progress: (symbol, now) => past?.progress(symbol, now),
    standing: () => line
  })

  const say = (events: ReadonlyArray<MarketEvent>) =>
    publish(events).pipe(
      Effect.catch((error) => Effect.logDebug("market data was not sent", error)),
      Effect.provideContext(services)
    )

  const past =
    venue.source !== "LIVE"
      ? undefined
      : yield* fetchPast(venue, instruments, Math.min(PAST, venue.remembers ?? PAST), (symbol, candles) =>
          Effect.gen(function* () {
            const market = listed.get(symbol)
            const since = (yield* marketNow) - NEWS
            const news = candles.filter(({ at }) => at >= since)
            if (market !== undefined) yield* say(news.map((candle) => candleEvent(market.market, candle)))
          })
        )
  /** There once the markets are listed, and before the first price. */
  let archiving: Archiving | undefined

  /** While the connection is away or the past is still being fetched, no candle can be trusted to be whole. */
  const closedUntil = (market: ListedMarket, closed: number) => {
    const { symbol } = market.market.instrument
    const until = Math.min(closed, ...market.keeping)
    if (line.lostAt !== undefined || past?.whole(symbol, until) === false || archiving?.isBehind(symbol) !== false)
      return
    if (tellsKept) market.keepsUntil(until)
    watch.candlesClosed(id, symbol, until)
  }

  const close = Effect.fnUntraced(function* (market: ListedMarket, closed: ReadonlyArray<ClosedCandle>) {
    const { symbol } = market.market.instrument
    for (const { candle } of closed) {
      // Of what was not heard whole the exchange's own candle takes the place.
      const heard = past?.heardWhole(symbol, candle.at) !== false
      const kept = heard && archiving !== undefined && (yield* archiving.keep(market.market, candle))
      if (kept) watch.candle(id, symbol, candle)
      market.keeping.delete(candle.at)
      if (!kept) continue
      yield* say([candleEvent(market.market, candle)])
      closedUntil(market, candle.at + MINUTE)
    }
  })

  /** Of the minutes from then until now not every trade was heard. */
  const missed = Effect.fnUntraced(function* (symbols: Iterable<Symbol>, since = 0) {
    if (past === undefined) return
    const now = yield* marketNow
    for (const symbol of symbols) past.missed(symbol, now - since - behind(symbol), now + 1)
  })

  /** Up to when market time is known to have been listened to. */
  let awakeUntil = yield* marketNow
  /** Market time went on up to a moment; what went by while this computer slept is to be fetched. */
  const wake = (at: number) => {
    if (at - awakeUntil > SLEPT)
      for (const symbol of listed.keys())
        past?.missed(symbol, Math.max(awakeUntil - UNNOTICED - behind(symbol), at - PAST), at)
    awakeUntil = Math.max(awakeUntil, at)
  }
  const now = () => Effect.runSyncWith(services)(marketNow)

  const hearer: VenueHearer = {
    begin: Effect.gen(function* () {
      yield* record(listed.values())
      if (instruments.length === 0) yield* looked(id)
      archiving = yield* makeArchiving(venue, instruments, PAST, past)
    }).pipe(Effect.provideContext(services)),
    // As old as what is heard may be, and as a minute that is over and not closed yet.
    missed: (symbol, since) => {
      const at = now()
      past?.missed(symbol, Math.max(Math.min(since ?? at, at) - QUIET - behind(symbol), at - PAST), at + 1)
    },
    unheard: (ask) => void (unheard = ask),
    followed: Effect.fnUntraced(function* (market) {
      if (past !== undefined) yield* past.follow(market.market.instrument)
      yield* record([market])
    }),
    letGo: Effect.fnUntraced(function* (market) {
      if (past !== undefined) yield* past.letGo(market.market.instrument.symbol)
      yield* inBackground("writing a market", store.upsert(Markets, resting(yield* recordOf(market))))
    }),
    changed: record,
    price: (market, tick) => {
      if (tick.at - awakeUntil > SLEPT) wake(now())
      const first = market.last === undefined
      if (sampled || market.isLate(tick)) past?.missed(tick.symbol, tick.at, tick.at + 1)
      const closed = market.trade(tick)
      if (!first && closed.length === 0) return Effect.void
      return Effect.andThen(close(market, closed), first ? record([market]) : Effect.void)
    },
    lost: (since) => Effect.andThen(since === "NOW" ? missed(listed.keys(), UNNOTICED) : Effect.void, looked(id)),
    restored: Effect.andThen(
      looked(id),
      Effect.suspend(() => missed(listed.keys()))
    ),
    told: Effect.fnUntraced(function* (connected, reason) {
      yield* say([{ _tag: "Connection", venue: id, connected, reason, at: (yield* marketNow) as Time }])
      yield* record(listed.values())
    }),
    refused: ({ message }) => refused(id, message),
    everySecond: Effect.fnUntraced(function* (second) {
      const at = yield* marketNow
      wake(at)
      const silent = yield* unheard
      const allHeard = line.connected && line.lostAt === undefined && !sampled
      yield* missed(allHeard ? silent.keys() : listed.keys())
      for (const market of listed.values()) {
        const { symbol } = market.market.instrument
        if (!line.connected || silent.has(symbol)) continue
        const quiet = at - QUIET - market.behind(venue)
        yield* close(market, market.passed(quiet))
        closedUntil(market, quiet - (quiet % MINUTE))
      }
      const going = [...listed.values()].filter(
        (market) =>
          market.keepsMore() ||
          market.fetches(past?.progress(market.market.instrument.symbol, at) !== undefined) ||
          silent.has(market.market.instrument.symbol)
      )
      yield* record(going)
      const due = (last: number, everyMs: number) => (second - last) * 1_000 >= everyMs
      const fresh = [...listed.values()].filter((market) => market.fresh && due(market.toldAt, rates.priceEveryMs))
      const prices = fresh.flatMap((market) => market.priceEvent())
      yield* say(prices)
      // Nobody waits for that: the next ones come soon.
      yield* Effect.forkChild(latest.keep(id, new Map(prices.map(({ at, price, symbol }) => [symbol, { at, price }]))))
      for (const market of fresh) Object.assign(market, { fresh: false, stale: true, toldAt: second })
      const stale = [...listed.values()].filter((market) => market.stale && due(market.recordedAt, rates.recordEveryMs))
      for (const market of stale) Object.assign(market, { stale: false, recordedAt: second })
      yield* say(stale.flatMap((market) => market.openCandleEvent()))
      yield* record(stale)
    })
  }
  return hearer
})
