import type { Effect, Option, Stream } from "effect"
import type { Candle, VenueId, Instrument, Symbol } from "@tradetower/domain/market"
import type { ExchangeUnavailable, Tick } from "../exchange.ts"
import type { Page } from "./search-instruments.ts"

/** An instrument as a venue lists it now. */
export interface ListedInstrument {
  readonly instrument: Instrument
  /** As the venue itself writes it. */
  readonly venueSymbol: string
}

/**
 * Whose instruments and prices: a venue that lists thousands is asked for those that somebody needs. Nothing of an
 * account. Whatever fails says whether asking again may help.
 */
export interface Venue {
  readonly id: VenueId
  /** As its traders call it. */
  readonly name: string
  /** Where its prices come from, in words for the screen. */
  readonly note: string
  /** Its prices are last prices asked for now and then, not every trade: no candle can be made of them. */
  readonly sampled: boolean
  /** How far back it tells 1-minute candles, ms; absent where it tells years. */
  readonly remembers?: number
  /** Instruments that answer a text, the best first, a page of them; `total` counts all. An empty text is all. */
  readonly find: (
    text: string,
    page: Page
  ) => Effect.Effect<{ readonly found: ReadonlyArray<ListedInstrument>; readonly total: number }, ExchangeUnavailable>
  /** The instrument as it is now; none that the venue does not list. */
  readonly get: (symbol: Symbol) => Effect.Effect<Option.Option<ListedInstrument>, ExchangeUnavailable>
  /** Prices of these, in the ticks and lots given, from now on. Fails when the connection is lost; run again to connect anew. */
  readonly prices: (instruments: ReadonlyArray<Instrument>) => Stream.Stream<Tick, ExchangeUnavailable>
  /**
   * Closed 1-minute candles that opened in `[from, to)`, oldest first, without gaps it knows how to fill, in the ticks
   * and lots of the instrument given. The adapter pages and keeps to the venue's rate limit.
   */
  readonly candles: (
    instrument: Instrument,
    from: number,
    to: number
  ) => Effect.Effect<ReadonlyArray<Candle>, ExchangeUnavailable>
}
