import { Effect, Option, Schedule, Stream } from "effect"
import { type Instrument, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import { Markets, Store, type StoreUnavailable } from "@tradetower/platform"
import type { MarketData } from "../exchange.ts"
import { untilItWorks } from "../patience.ts"
import { coarser } from "./steps.ts"
import type { Venue } from "./venue.ts"

/** How long a start waits for one instrument: no other venue's start waits longer for it. */
const WITHIN = "10 seconds"
/** How often instruments are looked at. */
const EACH = "1 hour"

/**
 * The market data of a few of a venue's instruments. What this folder counts in already (steps of price and quantity)
 * stays, because its candles and orders are counted so. Without a connection an instrument is as it was; one that was
 * never heard of is left out, with a word in the log.
 */
export const followed = Effect.fn("followed")(function* (
  venue: Venue,
  symbols: ReadonlyArray<Symbol>
): Effect.fn.Return<MarketData, StoreUnavailable, Store> {
  const store = yield* Store
  const ofOne = Effect.fnUntraced(function* (symbol: Symbol) {
    const record = yield* untilItWorks("reading a market", store.read(Markets, { venue: venue.id }, symbol))
    const kept = Option.getOrUndefined(record)?.value.instrument
    const now = yield* venue.get(symbol).pipe(
      Effect.timeout(WITHIN),
      Effect.tapError(({ message }) =>
        Effect.logWarning(
          kept === undefined
            ? `${symbol} is not followed: ${message}. Start again once ${venue.name} can be reached`
            : `the rules of ${symbol} stay as they were: ${message}`
        )
      ),
      Effect.orElseSucceed(() => Option.none())
    )
    if (Option.isNone(now)) return kept
    const steps = kept && { tickSize: kept.tickSize, lotSize: kept.lotSize }
    const instrument: Instrument = { ...now.value.instrument, ...steps }
    return instrument
  })
  const found = yield* Effect.forEach(symbols, ofOne, { concurrency: "unbounded" })
  const instruments = found.flatMap((one) => (one === undefined ? [] : [one]))
  const bySymbol = new Map(instruments.map((one) => [one.symbol, one]))

  const statusOf = (instrument: Instrument) =>
    Effect.map(venue.get(instrument.symbol), (now): readonly [Symbol, TradingStatus] => [
      instrument.symbol,
      Option.match(now, {
        onNone: (): TradingStatus => ({
          takes: "NONE",
          why: `${venue.name} has stopped trading of ${instrument.symbol}`
        }),
        onSome: (one) => coarser(venue.name, instrument, one.instrument) ?? takesAll
      })
    ])
  const statuses = Effect.map(Effect.forEach(instruments, statusOf), (all) => new Map(all))

  return {
    venue: venue.id,
    name: venue.name,
    source: "LIVE",
    note: venue.note,
    instruments: Effect.succeed(instruments),
    sampled: venue.sampled,
    ...(venue.remembers !== undefined && { remembers: venue.remembers }),
    ticks: venue.prices(instruments),
    trading: Stream.fromEffectSchedule(statuses, Schedule.spaced(EACH)),
    candles: (symbol, from, to) => {
      const instrument = bySymbol.get(symbol)
      return instrument === undefined ? Effect.succeed([]) : venue.candles(instrument, from, to)
    }
  }
})
