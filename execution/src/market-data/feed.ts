import { Clock, Effect, type Scope, Stream } from "effect"
import type { Time } from "@tradetower/domain/ids"
import {
  type ClosedCandle,
  marketOf,
  type Symbol,
  takesAll,
  timeframeMillis,
  type TradingStatus
} from "@tradetower/domain/market"
import type { MarketEvent } from "@tradetower/domain/messages"
import {
  type Blobs,
  type BlobsUnavailable,
  type Bus,
  marketNow,
  Markets,
  Store,
  type StoreUnavailable
} from "@tradetower/platform"
import type { ExchangeUnavailable } from "../unavailable.ts"
import type { Tick, Venue } from "../venues/venue.ts"
import { wantedOf } from "../venues/wanted-instruments.ts"
import type { Offered } from "../offer.ts"
import { inBackground } from "../patience.ts"
import { reconnecting } from "../reconnect.ts"
import type { Watch } from "../watch/watch.ts"
import { makeArchiving } from "./archiving.ts"
import { followNeeded } from "./follow-needed.ts"
import { followLooks } from "./follow-looks.ts"
import { listMarkets } from "./list-markets.ts"
import { candleEvent, ListedMarket, resting } from "./listed-market.ts"
import { marketRecords } from "./market-records.ts"
import type { Needed } from "./needed.ts"
import { fetchPast } from "./past/fetch-past.ts"
import { publish } from "./publish.ts"

const MINUTE = timeframeMillis["1m"]
/** How much of the past is wanted: a month for charts and presets, 35 days for MACD on days, and some. */
const PAST = 40 * 24 * 60 * MINUTE
/** A connection that is back this soon was never lost as far as bots are concerned, ms of wall time. */
const GRACE = 5_000
/** How long a connection may have been dead before that is noticed, ms. */
const UNNOTICED = 15_000
/** So much market time between two seconds was slept, ms. */
const SLEPT = UNNOTICED
/** Candles fetched later than this are no news for screens, ms. */
const NEWS = 60 * MINUTE
/** A candle is closed by time alone when nothing was traded for this long after its end, ms. */
const QUIET = 5_000
/** How often a market's record is written, and its open candle told, while its price moves, seconds. */
const RECORD_EVERY = 5

/**
 * Brings one venue's market data in, until the scope closes: prices to the watch, candles to the archive, both to
 * the bus, the markets' records to the store. Connects again when the connection is lost, and then fills the gap in the
 * archive from the exchange's own candles. Follows what is needed beyond what is always there, while it is. Where trying
 * again can't help it is not tried again, and `refused` hears why.
 */
export const runFeed = Effect.fn("runFeed")(function* (
  venue: Venue,
  watch: Watch,
  needed: Pick<Needed["Service"], "of" | "refuse" | "forget">,
  { looked, refused }: Offered["Service"]
): Effect.fn.Return<
  void,
  ExchangeUnavailable | StoreUnavailable | BlobsUnavailable,
  Store | Bus | Blobs | Scope.Scope
> {
  const store = yield* Store
  const { id, sampled = false, unheard = Effect.succeed(new Map<Symbol, string>()) } = venue
  const { fixed, instruments, listed, ...before } = yield* listMarkets(venue, watch)
  const services = yield* Effect.context<Store | Bus>()
  // As old as what is heard may be, and as a minute that is over and not closed yet.
  const wanted = yield* wantedOf(instruments, (symbol, since) => {
    const now = Effect.runSyncWith(services)(marketNow)
    past?.missed(symbol, Math.max(Math.min(since ?? now, now) - QUIET, now - PAST), now + 1)
  })

  /** What bots were last told; before a first price that is what an earlier process left in the store. */
  let told = before.connected
  let connected = false
  let lostAt: number | undefined
  let said: string | undefined
  let note = venue.note
  const takes = new Map<Symbol, TradingStatus>()
  const { record, recordOf } = marketRecords(venue, store, {
    listed,
    fixed,
    unheard,
    takes: (symbol) => takes.get(symbol) ?? takesAll,
    progress: (symbol, now) => past?.progress(symbol, now),
    standing: () => ({ connected, note })
  })

  const say = (events: ReadonlyArray<MarketEvent>) =>
    publish(events).pipe(Effect.catch((error) => Effect.logDebug("market data was not sent", error)))

  const past =
    venue.source !== "LIVE"
      ? undefined
      : yield* fetchPast(venue, instruments, Math.min(PAST, venue.remembers ?? PAST), (symbol, candles) =>
          Effect.gen(function* () {
            const market = listed.get(symbol)
            const since = (yield* marketNow) - NEWS
            const news = candles.filter(({ at }) => at >= since)
            if (market !== undefined) yield* say(news.map((candle) => candleEvent(market.market, candle)))
          }).pipe(Effect.provideContext(services))
        )

  yield* followLooks({
    venue,
    wanted,
    watch,
    listed,
    before: before.took,
    takes,
    changed: (market) => Effect.provideContext(record([market]), services)
  })
  yield* record(listed.values())
  if (instruments.length === 0) yield* looked(id)
  const archiving = yield* makeArchiving(venue, instruments, PAST, past)

  /** While the connection is away or the past is still being fetched, no candle can be trusted to be whole. */
  const closedUntil = ({ keeping, market }: ListedMarket, closed: number) => {
    const { symbol } = market.instrument
    const until = Math.min(closed, ...keeping)
    if (lostAt === undefined && past?.whole(symbol, until) !== false && !archiving.isBehind(symbol))
      watch.candlesClosed(id, symbol, until)
  }

  const close = Effect.fnUntraced(function* (market: ListedMarket, closed: ReadonlyArray<ClosedCandle>) {
    const { symbol } = market.market.instrument
    for (const { candle } of closed) {
      // Of what was not heard whole the exchange's own candle takes the place.
      const kept = past?.heardWhole(symbol, candle.at) !== false && (yield* archiving.keep(market.market, candle))
      if (kept) watch.candle(id, symbol, candle)
      market.keeping.delete(candle.at)
      if (!kept) continue
      yield* say([candleEvent(market.market, candle)])
      closedUntil(market, candle.at + MINUTE)
    }
  })

  const tell = Effect.fnUntraced(function* (now: boolean, reason: string) {
    // Bots hear why in one sentence; screens where prices come from, too.
    if (told !== now) yield* watch.connection(id, now, said ?? reason)
    told = now
    connected = now
    yield* say([{ _tag: "Connection", venue: id, connected: now, reason, at: (yield* marketNow) as Time }])
    yield* record(listed.values())
  })

  /** Of the minutes from then until now not every trade was heard. */
  const missed = Effect.fnUntraced(function* (symbols: Iterable<Symbol>, since = 0) {
    if (past === undefined) return
    const now = yield* marketNow
    for (const symbol of symbols) past.missed(symbol, now - since, now + 1)
  })

  /** Up to when market time is known to have been listened to. */
  let awakeUntil = yield* marketNow
  /** Market time went on up to a moment; what went by while this computer slept is to be fetched. */
  const wake = (at: number) => {
    if (at - awakeUntil > SLEPT)
      for (const symbol of listed.keys()) past?.missed(symbol, Math.max(awakeUntil - UNNOTICED, at - PAST), at)
    awakeUntil = Math.max(awakeUntil, at)
  }

  const restored = Effect.gen(function* () {
    lostAt = undefined
    if (said !== undefined) yield* Effect.logInfo(`the prices of ${id} come again`)
    said = undefined
    yield* looked(id)
    for (const symbol of listed.keys()) watch.interrupted(id, symbol)
    yield* missed(listed.keys())
    note = venue.note
    yield* tell(true, note)
  })

  const take = (tick: Tick): Effect.Effect<void, never, Store | Bus | Blobs> =>
    tick.at - awakeUntil > SLEPT
      ? Effect.flatMap(marketNow, (now) => {
          wake(now)
          return hear(tick)
        })
      : hear(tick)

  const hear = (tick: Tick): Effect.Effect<void, never, Store | Bus | Blobs> => {
    const market = listed.get(tick.symbol)
    if (market === undefined) return Effect.void
    const first = market.last === undefined
    if (sampled || market.isLate(tick)) past?.missed(tick.symbol, tick.at, tick.at + 1)
    const closed = market.trade(tick)
    watch.price(id, tick.symbol, tick.price, tick.at)
    if (!first && closed.length === 0) return Effect.void
    return Effect.andThen(close(market, closed), first ? record([market]) : Effect.void)
  }
  const lost = Effect.fnUntraced(function* (error: ExchangeUnavailable) {
    if (said !== error.message) yield* Effect.logWarning(`no prices of ${id}: ${error.message}`)
    said = error.message
    if (lostAt === undefined) yield* missed(listed.keys(), UNNOTICED)
    lostAt ??= yield* Clock.currentTimeMillis
    note = `${venue.note}: not connected (${error.message})`
    yield* looked(id)
  })

  const listen = Effect.fnUntraced(function* (come: Effect.Effect<void>) {
    let first = true
    yield* venue.prices(wanted).pipe(
      Stream.runForEach((tick) => {
        if (!first) return take(tick)
        first = false
        return Effect.andThen(Effect.andThen(come, restored), take(tick))
      })
    )
    note = `${venue.note}: the recording has ended`
    yield* record(listed.values())
    return yield* Effect.never
  })

  const everySecond = Effect.fnUntraced(function* (second: number) {
    if (lostAt !== undefined && (connected || told) && (yield* Clock.currentTimeMillis) - lostAt >= GRACE)
      yield* tell(false, note)
    const now = yield* marketNow
    wake(now)
    const silent = yield* unheard
    const allHeard = connected && lostAt === undefined && !sampled
    yield* missed(allHeard ? silent.keys() : listed.keys())
    for (const market of listed.values()) {
      const { symbol } = market.market.instrument
      if (!connected || silent.has(symbol)) continue
      yield* close(market, market.passed(now - QUIET))
      closedUntil(market, now - QUIET - ((now - QUIET) % MINUTE))
    }
    const going = [...listed.values()].filter(
      (market) =>
        market.fetches(past?.progress(market.market.instrument.symbol, now) !== undefined) ||
        silent.has(market.market.instrument.symbol)
    )
    yield* record(going)
    const fresh = [...listed.values()].filter((market) => market.fresh)
    yield* say(fresh.flatMap((market) => market.priceEvent()))
    for (const market of fresh) {
      market.fresh = false
      market.stale = true
    }
    if (second % RECORD_EVERY !== 0) return
    const stale = [...listed.values()].filter((market) => market.stale)
    for (const market of stale) market.stale = false
    yield* say(stale.flatMap((market) => market.openCandleEvent()))
    yield* record(stale)
  })

  let forGood: ExchangeUnavailable | undefined
  yield* followNeeded(venue, {
    needed,
    fixed,
    listed,
    forGood: () => forGood,
    begin: Effect.fnUntraced(function* ({ instrument, version }) {
      const market = new ListedMarket(marketOf(instrument), version)
      listed.set(instrument.symbol, market)
      yield* watch.follow(market.market)
      yield* wanted.want(instrument)
      if (past !== undefined) yield* past.follow(instrument)
      yield* Effect.provideContext(record([market]), services)
    }),
    end: Effect.fnUntraced(function* (symbol) {
      const market = listed.get(symbol)
      if (market === undefined) return
      const last = yield* recordOf(market)
      listed.delete(symbol)
      yield* wanted.letGo(symbol)
      if (past !== undefined) yield* past.letGo(symbol)
      watch.letGo(id, symbol)
      takes.delete(symbol)
      yield* inBackground("writing a market", store.upsert(Markets, resting(last)))
    })
  })

  yield* Effect.forkScoped(
    reconnecting((come) => Effect.tapError(Effect.scoped(listen(come)), lost)).pipe(
      Effect.catch((error) =>
        Effect.suspend(() => {
          forGood = error
          const why = Effect.logError(`the prices of ${id} were refused for good`, error)
          return why.pipe(Effect.andThen(refused(id, error.message)), Effect.andThen(tell(false, note)))
        })
      )
    )
  )
  yield* Effect.forkScoped(
    Effect.gen(function* () {
      for (let second = 1; ; second++) yield* Effect.andThen(Effect.sleep("1 second"), everySecond(second))
    })
  )
})
