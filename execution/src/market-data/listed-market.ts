import { Equal } from "effect"
import type { Time } from "@tradetower/domain/ids"
import {
  type Candle,
  type CandleBuilder,
  candleBuilder,
  candleStart,
  type ClosedCandle,
  feedDelay,
  type Instrument,
  type Market
} from "@tradetower/domain/market"
import type { MarketEvent } from "@tradetower/domain/messages"
import type { MarketRecord } from "@tradetower/platform"
import type { Tick, Venue } from "../venues/venue.ts"

/** What is known of one market now: its last price and the candle being built. */
export class ListedMarket {
  readonly market: Market
  readonly #builder: CandleBuilder = candleBuilder(["1m"])
  #closedUntil = 0
  /** Candles that closed and are not kept yet, by when they began: none that closes later is told before. */
  readonly keeping = new Set<number>()
  /** Of this process; absent before the first. */
  last: Tick | undefined
  /** What an earlier process left. */
  before: Pick<Tick, "price" | "at"> | undefined
  /** A price came since the last was told to screens. */
  fresh = false
  /** Its price was told in this second of its feed. */
  toldAt = -Infinity
  /** A price was told since record and open candle were. */
  stale = false
  /** These were told in this second of its feed. */
  recordedAt = 0
  #rules: Instrument
  #fetched = false
  /** Up to when all candles that are wanted of it are in the archive; absent: nobody asks for that here. */
  #keptUntil: number | undefined
  #keptMore = false
  /** How often its rules changed. */
  version: number

  constructor(market: Market, version = 0) {
    this.market = market
    this.#rules = market.instrument
    this.version = version
  }

  /** Whether its past is being fetched, as it is told here, or was when last asked: then that it is there is news. */
  fetches(now: boolean): boolean {
    const before = this.#fetched
    this.#fetched = now
    return now || before
  }

  /** All candles that are wanted of it are in the archive up to then. */
  keepsUntil(until: number): void {
    if (until <= (this.#keptUntil ?? 0)) return
    this.#keptUntil = until
    this.#keptMore = true
  }

  /** Whether more of them are than when last asked. */
  keepsMore(): boolean {
    const more = this.#keptMore
    this.#keptMore = false
    return more
  }

  /** Its rules now, in the steps that its prices and candles are counted in for as long as it is followed. */
  get rules(): Instrument {
    return this.#rules
  }

  /** How far what is heard of it is behind it, ms. */
  behind({ feedOf }: Pick<Venue, "feedOf">): number {
    return feedDelay(feedOf?.(this.#rules))
  }

  /** Takes new rules; false when they say what was known. */
  revise(rules: Instrument): boolean {
    if (Equal.equals(rules, this.#rules)) return false
    this.#rules = rules
    this.version++
    return true
  }

  /** Whether a trade is of a minute whose candle was closed without it. */
  isLate({ at }: Tick): boolean {
    return at < this.#closedUntil
  }

  /** Takes a trade; answers the candles that ended before it. */
  trade(tick: Tick): ReadonlyArray<ClosedCandle> {
    this.last = tick
    this.fresh = true
    if (this.isLate(tick)) return []
    return this.#closed(this.#builder.tick(tick.at, tick.price, tick.quantity))
  }

  /** Time passed without a trade. */
  passed(at: number): ReadonlyArray<ClosedCandle> {
    this.#closedUntil = Math.max(this.#closedUntil, candleStart("1m", at))
    return this.#closed(this.#builder.passed(at))
  }
  #closed(candles: ReadonlyArray<ClosedCandle>): ReadonlyArray<ClosedCandle> {
    for (const { candle } of candles) this.keeping.add(candle.at)
    return candles
  }

  /** What the store says of this market. */
  record({ feedOf, source }: Pick<Venue, "feedOf" | "source">, connected: boolean, note: string): MarketRecord {
    const { instrument } = this.market
    const feed = feedOf?.(this.#rules)
    const last = this.last ?? this.before
    return {
      id: instrument.symbol,
      venue: instrument.venue,
      instrument: this.#rules,
      ...(this.version > 0 && { version: this.version }),
      followed: true,
      source,
      ...(feed !== undefined && { feed }),
      connected,
      note,
      ...(this.#keptUntil !== undefined && { keptUntil: this.#keptUntil }),
      ...(last !== undefined && { lastPrice: this.market.priceText(last.price), lastPriceAt: last.at })
    }
  }

  /** The last price as market data. */
  priceEvent(): ReadonlyArray<Extract<MarketEvent, { _tag: "Price" }>> {
    const { last } = this
    if (last === undefined) return []
    const { venue, symbol } = this.market.instrument
    return [{ _tag: "Price", venue, symbol, price: this.market.priceText(last.price), at: last.at as Time }]
  }

  /** The candle still open as market data. */
  openCandleEvent(): ReadonlyArray<MarketEvent> {
    const candle = this.#builder.open("1m")
    return candle === undefined ? [] : [candleEvent(this.market, candle)]
  }
}

/** A 1-minute candle as market data. */
export const candleEvent = (market: Market, candle: Candle): MarketEvent => ({
  _tag: "Candle",
  venue: market.instrument.venue,
  symbol: market.instrument.symbol,
  timeframe: "1m",
  at: candle.at as Time,
  open: market.priceText(candle.open),
  high: market.priceText(candle.high),
  low: market.priceText(candle.low),
  close: market.priceText(candle.close),
  volume: market.quantityText(candle.volume)
})

/** What is kept of a market whose prices nobody needs. */
export const resting = ({
  followed: _,
  keptUntil: __,
  past: ___,
  trading: ____,
  ...kept
}: MarketRecord): MarketRecord => ({
  ...kept,
  connected: false,
  note: "Nobody needs its prices now: they come with the first bot or page that does"
})
