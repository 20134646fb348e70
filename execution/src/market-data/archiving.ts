import { Effect, Option, type Scope } from "effect"
import type { Candle, Instrument, Market, Symbol } from "@tradetower/domain/market"
import {
  appendCandles,
  archivedSpan,
  Blobs,
  type BlobsUnavailable,
  marketArchive,
  marketNow
} from "@tradetower/platform"
import type { ExchangeUnavailable } from "../unavailable.ts"
import type { Venue } from "../venues/venue.ts"
import { untilItWorks } from "../patience.ts"
import type { Past } from "./past/fetch-past.ts"

const MINUTE = 60_000

/** Keeps an exchange's candles. Prices never wait for it: what it could not write is made up for once it can. */
export interface Archiving {
  /** Keeps a closed candle; false when that has to be made up for. */
  readonly keep: (market: Market, candle: Candle) => Effect.Effect<boolean>
  /** Whether the newest candles of a market are still to be made up for. */
  readonly isBehind: (symbol: Symbol) => boolean
}

/**
 * `past` fetches what a live market lacks; of any other, candles are made up or read from where its archive ends, up to
 * `length` ms back. That is tried once before this returns, and in the background for as long as the archive can't be
 * written.
 */
export const makeArchiving = Effect.fn("makeArchiving")(function* (
  venue: Pick<Venue, "id" | "candles">,
  instruments: ReadonlyArray<Instrument>,
  length: number,
  past: Past | undefined
): Effect.fn.Return<Archiving, ExchangeUnavailable | BlobsUnavailable, Blobs | Scope.Scope> {
  const archive = marketArchive(venue.id)
  const blobs = yield* Blobs
  const behind = new Map(past === undefined ? instruments.map((one) => [one.symbol, one]) : [])

  /** Keeps what lies between the newest candle and now; answers up to when. */
  const fillIn = Effect.fn("Archiving.fillIn")(function* (instrument: Instrument) {
    const { symbol } = instrument
    const now = yield* marketNow
    const to = now - (now % MINUTE)
    const span = yield* archivedSpan(archive, symbol)
    const from = Math.max(Option.match(span, { onNone: () => 0, onSome: (of) => of.to }), to - length)
    const candles = from > to ? [] : yield* venue.candles(instrument, from, to)
    if (candles.length > 0) yield* appendCandles(archive, symbol, candles)
    return to
  })
  const catchUp = Effect.gen(function* () {
    for (const [symbol, instrument] of behind) {
      // Minutes that closed meanwhile were not kept either.
      while ((yield* fillIn(instrument)) + MINUTE <= (yield* marketNow)) yield* Effect.yieldNow
      behind.delete(symbol)
    }
  })

  yield* Effect.catch(catchUp, (error) =>
    error.retryable
      ? Effect.logWarning(`the past of ${venue.id} can't be kept yet; prices go on without it (${error.message})`)
      : Effect.fail(error)
  )
  yield* Effect.forkScoped(
    Effect.gen(function* () {
      for (;;) {
        yield* Effect.sleep("1 second")
        if (behind.size > 0) yield* untilItWorks(`making up for candles of ${venue.id}`, catchUp)
      }
    }).pipe(Effect.catch((error) => Effect.logError(`candles of ${venue.id} are missing for good`, error)))
  )

  return {
    isBehind: (symbol) => behind.has(symbol),
    keep: ({ instrument }, candle) =>
      behind.has(instrument.symbol)
        ? Effect.succeed(false)
        : appendCandles(archive, instrument.symbol, [candle]).pipe(
            Effect.as(true),
            Effect.catch((error) => {
              if (!error.retryable) return Effect.as(Effect.logError("a candle could not be archived", error), true)
              if (past === undefined) behind.set(instrument.symbol, instrument)
              else past.missed(instrument.symbol, candle.at, candle.at + 1)
              return Effect.succeed(false)
            }),
            Effect.provideService(Blobs, blobs)
          )
  }
})
