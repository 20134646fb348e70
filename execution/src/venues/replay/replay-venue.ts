import { Effect, Option, Result, Schema, Stream } from "effect"
import {
  type Candle,
  candleAt,
  type InstrumentChoice,
  type LayoutChoice,
  pairInName,
  readCandleCsv,
  timeframeMillis,
  type Instrument
} from "@tradetower/domain/market"
import { barPath } from "@tradetower/domain/simulation"
import {
  archivedSpan,
  type Blobs,
  type BlobsUnavailable,
  marketArchive,
  Markets,
  Store,
  type StoreUnavailable
} from "@tradetower/platform"
import type { Tick, Venue } from "../venue.ts"
import { REPLAY } from "../venue-ids.ts"
import { fixedList } from "../fixed-list.ts"
import { type MarketClock, marketClock } from "../market-clock.ts"

/** The file can't be replayed. */
export class ReplayRefused extends Schema.TaggedError<ReplayRefused>()("ReplayRefused", {
  message: Schema.String
}) {}

export interface ReplayOptions {
  /** `coinbase-BTC-USD-1m-20170903.csv`: the market's name is read from it. */
  readonly name: string
  readonly csv: string
  /** What is said of the file's layout, and of what it is. */
  readonly layout?: LayoutChoice
  readonly choice?: InstrumentChoice
  /** How many times faster than real time. */
  readonly speed: number
}

const MINUTE = timeframeMillis["1m"]
/** The most of a recording that is past from the start, so that there is something to judge by. */
const LONGEST_PAST = 30 * 24 * 60 * MINUTE
/** A night or a weekend: nobody waits for it. */
const LONG_BREAK = 30 * MINUTE

/** The market a recording is played as. */
export const symbolOf = (name: string): string => pairInName(name) ?? "MARKET-USD"

/**
 * A recording played as a market: its first quarter (30 days at the most) is the past, the rest is played in its own
 * time, each candle as the way through its four prices. An earlier process's playing is gone on with.
 */
export const replayVenue = Effect.fn("replayVenue")(function* ({
  choice,
  csv,
  layout,
  name,
  speed
}: ReplayOptions): Effect.fn.Return<Venue, ReplayRefused | BlobsUnavailable | StoreUnavailable, Blobs | Store> {
  const read = readCandleCsv(symbolOf(name), new TextEncoder().encode(csv), choice, layout)
  if (Result.isFailure(read)) return yield* new ReplayRefused({ message: `${name}, ${read.failure.message}` })
  const { series } = read.success
  const instrument: Instrument = { ...read.success.instrument, venue: REPLAY }
  const { venue, lotSize, symbol, tickSize } = instrument
  const before = yield* Effect.flatMap(Store, (store) => store.read(Markets, { venue }, symbol))
  const kept = Option.getOrUndefined(before)?.value.instrument
  if (kept !== undefined && (kept.tickSize !== tickSize || kept.lotSize !== lotSize))
    return yield* new ReplayRefused({
      message:
        `${name} was played with tick ${kept.tickSize} and lot ${kept.lotSize} before, in which its candles and orders ` +
        `are counted, and is read with ${tickSize} and ${lotSize} now: give --tick ${kept.tickSize} --lot ${kept.lotSize}, ` +
        "or play it in another data folder (TRADETOWER_HOME)"
    })
  const candles = Array.from({ length: series.length }, (_, i) => candleAt(series, i))
  const first = candles[0]?.at ?? 0
  const end = (candles.at(-1)?.at ?? 0) + MINUTE
  const pastUntil = first + Math.min((end - first) / 4, LONGEST_PAST)
  const played = Option.getOrUndefined(yield* archivedSpan(marketArchive(instrument.venue), instrument.symbol))
  const from = candles.find(({ at }) => at >= Math.max(pastUntil, played?.to ?? 0))?.at ?? end
  const clock = yield* marketClock(from, speed)
  const rest = candles.filter(({ at }) => at >= from)

  const ticks = ticksOf(rest, clock, (candle) =>
    barPath(candle, MINUTE).map(({ at, price, volume }) => ({ symbol, at, price, quantity: volume }))
  )

  return {
    ...fixedList([instrument]),
    id: REPLAY,
    name: "Recording",
    source: "REPLAY",
    note: `Recording ${name.replace(/^.*[/\\]/, "")}, ${speed} times as fast as it was`,
    now: clock.now,
    candles: (_, since, until) => Effect.succeed(candles.filter(({ at }) => at >= since && at < Math.min(until, from))),
    prices: ({ now }) => Stream.filter(ticks, (tick) => now().has(tick.symbol))
  }
})

const ticksOf = (
  candles: ReadonlyArray<Candle>,
  clock: MarketClock,
  path: (candle: Candle) => ReadonlyArray<Tick>
): Stream.Stream<Tick> =>
  Stream.fromIterable(candles).pipe(
    Stream.mapEffect(
      Effect.fnUntraced(function* (candle) {
        if (candle.at - (yield* clock.advance) > LONG_BREAK) yield* clock.skipTo(candle.at)
        return path(candle)
      })
    ),
    Stream.flattenIterable,
    Stream.mapEffect((tick) => Effect.as(clock.waitUntil(tick.at), tick)),
    Stream.concat(Stream.fromEffectDrain(clock.runOn))
  )
