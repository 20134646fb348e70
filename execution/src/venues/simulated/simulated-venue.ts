import { Clock, Effect, Option, Stream } from "effect"
import {
  type Candle,
  type Instrument,
  marketOf,
  type Market,
  nextCandles,
  nextTicks,
  simulatedHistory,
  type SimulatedMarket,
  simulatedMarket,
  type Symbol,
  timeframeMillis
} from "@tradetower/domain/market"
import { archivedSpan, Blobs, type BlobsUnavailable, lastCandle, marketArchive } from "@tradetower/platform"
import { ExchangeUnavailable } from "../../exchange.ts"
import type { Tick, Venue } from "../venue.ts"
import { SIMULATED } from "../venue-ids.ts"
import { fixedList } from "../fixed-list.ts"
import { type MarketClock, marketClock } from "../market-clock.ts"

/** How a market is made up. */
export interface Simulated {
  readonly instrument: Instrument
  /** Where it stands when it begins. */
  readonly price: string
  readonly dailyVolatilityPercent: number
}

export interface SimulatedOptions {
  readonly markets: ReadonlyArray<Simulated>
  /** Another seed, another market. */
  readonly seed: number
  /** How many times faster than the wall's its time runs. */
  readonly speed: number
}

const MINUTE = timeframeMillis["1m"]
const PACE = "250 millis"
/** The most of a market's time that is made at once, ms. */
const SLICE = 10 * MINUTE

/**
 * A made-up market with a past. It goes on from the archive where an earlier process left it: the candles of the time
 * between are made up too, so that a chart has neither gap nor jump. Its time is never behind what it traded before, not
 * even when this computer's clock was set back: the minute that was open then is made up to its end.
 */
export const simulatedVenue = Effect.fn("simulatedVenue")(function* ({
  markets,
  seed,
  speed
}: SimulatedOptions): Effect.fn.Return<Venue, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  let startAt = yield* Clock.currentTimeMillis
  for (const { instrument } of markets) {
    const span = yield* archivedSpan(marketArchive(instrument.venue), instrument.symbol)
    if (Option.isSome(span)) startAt = Math.max(startAt, span.value.to + MINUTE)
  }
  const clock = yield* marketClock(startAt, speed)
  const walks = markets.map((of, index) => new Walk(of, seed + index * 7919))

  const ticks = ticksOf(walks, clock, startAt)

  return {
    ...fixedList(markets.map(({ instrument }) => instrument)),
    id: SIMULATED,
    name: "Simulated market",
    source: "SIMULATED",
    note: `Simulated market: its prices are made up${speed === 1 ? "" : `, ${speed} times as fast as real time`}`,
    now: clock.now,
    candles: ({ symbol }, from, to) =>
      Effect.gen(function* () {
        const walk = walks.find((each) => each.symbol === symbol)
        if (walk === undefined) return []
        const { venue } = walk.market.instrument
        const newest = Option.getOrUndefined(yield* lastCandle(marketArchive(venue), symbol))
        return walk.past(from, to, newest)
      }).pipe(
        Effect.provideService(Blobs, blobs),
        Effect.mapError(({ message, retryable }) => new ExchangeUnavailable({ message, retryable }))
      ),
    prices: ({ now }) => Stream.filter(ticks, ({ symbol }) => now().has(symbol))
  }
})

/** One market's way through time. */
class Walk {
  readonly market: Market
  readonly #of: Simulated
  readonly #seed: number
  #state: SimulatedMarket | undefined

  constructor(of: Simulated, seed: number) {
    this.#of = of
    this.#seed = seed
    this.market = marketOf(of.instrument)
  }

  get symbol(): Symbol {
    return this.market.instrument.symbol
  }

  /** Makes up the candles of `[from, to)`, whole minutes, after what is archived; from there on it ticks. */
  past(from: number, to: number, newest: Candle | undefined): ReadonlyArray<Candle> {
    const { dailyVolatilityPercent, price } = this.#of
    const minutes = Math.max(0, Math.floor((to - from) / MINUTE))
    const of = { market: this.market, seed: this.#seed, dailyVolatilityPercent }
    if (newest === undefined) {
      const endPrice = this.market.roundPrice(price, "DOWN")
      const { candles, state } = simulatedHistory({ ...of, endPrice, endAt: to, minutes })
      this.#state = state
      return candles
    }
    const seed = this.#seed + Math.floor(from / MINUTE)
    const before = simulatedMarket({ ...of, seed, price: newest.close, at: from - 1 })
    const { candles, state } = nextCandles(before, minutes)
    this.#state = state
    return candles
  }

  /** The trades up to a moment; none before its past is made. */
  upTo(now: number): ReadonlyArray<Tick> {
    if (this.#state === undefined) return []
    const { state, ticks } = nextTicks(this.#state, Math.max(0, now - this.#state.at - this.#state.rest))
    this.#state = state
    return ticks.map(({ at, price, volume }) => ({ symbol: this.symbol, at, price, quantity: volume }))
  }
}

/** Ends of the slices that make up `(from, to]`. */
const slices = (from: number, to: number): ReadonlyArray<number> => {
  const count = Math.max(1, Math.ceil((to - from) / SLICE))
  return Array.from({ length: count }, (_, i) => Math.min(to, from + (i + 1) * SLICE))
}

/** What is late is made up slice by slice; in between, others have their turn. */
const ticksOf = (walks: ReadonlyArray<Walk>, clock: MarketClock, startAt: number): Stream.Stream<Tick> => {
  let made = startAt
  return Stream.fromEffectRepeat(
    Effect.gen(function* () {
      yield* Effect.sleep(PACE)
      const from = made
      made = yield* clock.advance
      return slices(from, made)
    })
  ).pipe(
    Stream.flattenIterable,
    Stream.mapEffect((end) =>
      Effect.as(
        Effect.yieldNow,
        walks.flatMap((walk) => walk.upTo(end)).sort((a, b) => a.at - b.at)
      )
    ),
    Stream.flattenIterable
  )
}
