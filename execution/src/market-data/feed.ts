import { Clock, Effect, Option, type Scope, Stream } from "effect"
import {
  type ClosedCandle,
  type MarketEvent,
  marketOf,
  type Symbol,
  type Time,
  timeframeMillis
} from "@tradetower/domain"
import {
  appendCandles,
  archivedSpan,
  type Blobs,
  type Bus,
  marketArchive,
  marketNow,
  Markets,
  Store
} from "@tradetower/platform"
import type { Exchange, ExchangeUnavailable, Tick } from "../exchange.ts"
import { untilItWorks } from "../patience.ts"
import type { Watch } from "../watch/watch.ts"
import { candleEvent, ListedMarket } from "./listed-market.ts"
import { publish } from "./publish.ts"

const MINUTE = timeframeMillis["1m"]
/** How much of the past is wanted: a month for charts and presets, 35 days for MACD on days, and some. */
const PAST = 40 * 24 * 60 * MINUTE
/** A connection that is back this soon was never lost as far as bots are concerned, ms of wall time. */
const GRACE = 5_000
/** A candle is closed by time alone when nothing was traded for this long after its end, ms. */
const QUIET = 5_000
/** How often a market's record is written, and its open candle told, while its price moves, seconds. */
const RECORD_EVERY = 5

/**
 * Brings one exchange's market data in, until the scope closes: prices to the watch, candles to the archive, both to
 * the bus, the markets' records to the store. Connects again when the connection is lost, and then fills the gap in the
 * archive from the exchange's own candles.
 */
export const runFeed = Effect.fn("runFeed")(function* (
  exchange: Pick<Exchange, "id" | "marketData">,
  watch: Watch
): Effect.fn.Return<void, never, Store | Bus | Blobs | Scope.Scope> {
  const store = yield* Store
  const { marketData } = exchange
  const instruments = yield* untilItWorks(`asking ${exchange.id} for its instruments`, marketData.instruments)
  const listed = new Map<Symbol, ListedMarket>()
  for (const instrument of instruments) listed.set(instrument.symbol, new ListedMarket(marketOf(instrument)))
  const place = { exchange: exchange.id }

  /** What bots were last told; before a first price that is what an earlier process left in the store. */
  let told = true
  let connected = false
  let lostAt: number | undefined
  let note = marketData.note
  let firstAt = Infinity

  for (const market of listed.values()) {
    const { instrument } = market.market
    const before = yield* untilItWorks("reading a market", store.read(Markets, place, instrument.symbol))
    if (Option.isNone(before)) continue
    const { value } = before.value
    if (!value.connected && value.lastPrice !== undefined) told = false
    const price = value.lastPrice === undefined ? undefined : market.market.price(value.lastPrice)
    if (price !== undefined && value.lastPriceAt !== undefined) market.before = { price, at: value.lastPriceAt }
  }

  const record = (which: Iterable<ListedMarket>) =>
    Effect.forEach(which, (market) => store.upsert(Markets, market.record(marketData, connected, note)), {
      discard: true,
      concurrency: 16
    }).pipe(Effect.catch((error) => Effect.logWarning("a market's record was not written", error)))

  const say = (events: ReadonlyArray<MarketEvent>) =>
    publish(events).pipe(Effect.catch((error) => Effect.logDebug("market data was not sent", error)))

  /** Archives the candles between what is there and now. Overlaps are harmless. */
  const fillIn = Effect.fn("Feed.fillIn")(function* (again: number) {
    const now = yield* marketNow
    const to = now - (now % MINUTE)
    yield* Effect.forEach(
      listed.keys(),
      Effect.fnUntraced(function* (symbol) {
        const span = yield* archivedSpan(marketArchive(exchange.id), symbol)
        const known = Option.match(span, { onNone: () => 0, onSome: (of) => of.to - again })
        const from = Math.max(known, to - PAST)
        if (from > to) return
        const candles = yield* marketData.candles(symbol, from, to)
        if (candles.length > 0) yield* appendCandles(marketArchive(exchange.id), symbol, candles)
      }),
      { discard: true, concurrency: 1 }
    )
  })

  /** While the connection is away or the past is still being filled in, no candle can be trusted to be whole. */
  let filling = 0
  const closedUntil = (symbol: Symbol, until: number) => {
    if (filling === 0 && lostAt === undefined) watch.candlesClosed(exchange.id, symbol, until)
  }

  const close = Effect.fnUntraced(function* (market: ListedMarket, closed: ReadonlyArray<ClosedCandle>) {
    const { symbol } = market.market.instrument
    for (const { candle } of closed) {
      // Live candles begun before we listened are partial: the exchange's own take their place.
      if (candle.at < firstAt && marketData.source === "LIVE") continue
      yield* untilItWorks("archiving a candle", appendCandles(marketArchive(exchange.id), symbol, [candle]))
      yield* say([candleEvent(market.market, candle)])
      watch.candle(exchange.id, symbol, candle)
      closedUntil(symbol, candle.at + MINUTE)
    }
  })

  const tell = Effect.fnUntraced(function* (now: boolean, reason: string) {
    if (told !== now) yield* watch.connection(exchange.id, now, reason)
    told = now
    connected = now
    yield* say([{ _tag: "Connection", exchange: exchange.id, connected: now, reason, at: (yield* marketNow) as Time }])
    yield* record(listed.values())
  })

  const restored = Effect.gen(function* () {
    lostAt = undefined
    for (const symbol of listed.keys()) watch.interrupted(exchange.id, symbol)
    firstAt = yield* marketNow
    note = marketData.note
    if (marketData.source === "LIVE") filling += 1
    yield* tell(true, note)
    if (marketData.source !== "LIVE") return
    const filled = fillIn(0).pipe(Effect.andThen(Effect.sleep("90 seconds")), Effect.andThen(fillIn(3 * MINUTE)))
    yield* Effect.forkScoped(
      filled.pipe(
        Effect.catch((error) => Effect.logWarning("the candles of the past could not be had", error)),
        Effect.ensuring(Effect.sync(() => (filling -= 1)))
      )
    )
  })

  const take = (tick: Tick): Effect.Effect<void, never, Store | Bus | Blobs> => {
    const market = listed.get(tick.symbol)
    if (market === undefined) return Effect.void
    const first = market.last === undefined
    const closed = market.trade(tick)
    watch.price(exchange.id, tick.symbol, tick.price, tick.at)
    if (!first && closed.length === 0) return Effect.void
    return Effect.andThen(close(market, closed), first ? record([market]) : Effect.void)
  }

  const lost = Effect.fnUntraced(function* (error: ExchangeUnavailable) {
    lostAt ??= yield* Clock.currentTimeMillis
    note = `${marketData.note}: not connected (${error.message})`
  })

  const listen = Effect.gen(function* () {
    let first = true
    yield* marketData.ticks.pipe(
      Stream.runForEach((tick) => {
        if (!first) return take(tick)
        first = false
        return Effect.andThen(restored, take(tick))
      })
    )
    note = `${marketData.note}: the recording has ended`
    yield* record(listed.values())
    return yield* Effect.never
  })

  const everySecond = Effect.fnUntraced(function* (second: number) {
    if (lostAt !== undefined && (connected || told) && (yield* Clock.currentTimeMillis) - lostAt >= GRACE)
      yield* tell(false, note)
    const now = yield* marketNow
    for (const market of listed.values()) {
      if (!connected) continue
      yield* close(market, market.passed(now - QUIET))
      closedUntil(market.market.instrument.symbol, now - QUIET - ((now - QUIET) % MINUTE))
    }
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

  yield* record(listed.values())
  if (marketData.source !== "LIVE") yield* untilItWorks("making the market's past", fillIn(0))
  yield* Effect.forkScoped(
    Effect.scoped(listen).pipe(Effect.tapError(lost), (again) =>
      untilItWorks(`listening to the prices of ${exchange.id}`, again)
    )
  )
  yield* Effect.forkScoped(
    Effect.gen(function* () {
      for (let second = 1; ; second++) {
        yield* Effect.sleep("1 second")
        yield* everySecond(second)
      }
    })
  )
})
