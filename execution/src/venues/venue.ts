import type { Effect, Option, Stream } from "effect"
import type { Candle, VenueId, Instrument, Symbol, TradingStatus } from "@tradetower/domain/market"
import type { InstrumentClass } from "@tradetower/domain/terms"
import type { ExchangeUnavailable, Tick, Wanted } from "../exchange.ts"
import type { Page } from "./search-instruments.ts"

/** An instrument as a venue lists it now. */
export interface ListedInstrument {
  readonly instrument: Instrument
  /** As the venue itself writes it. */
  readonly venueSymbol: string
}

/** How an instrument stands at its venue now. */
export interface Look {
  /** Which orders it takes. */
  readonly takes: TradingStatus
  /** Its rules, in the steps of price and quantity it is counted in here. */
  readonly instrument: Instrument
}

/**
 * Whose instruments and prices: a venue that lists thousands is asked for those that somebody needs. Nothing of an
 * account. Whatever fails says whether asking again may help.
 */
export interface Venue {
  readonly id: VenueId
  /** As its traders call it. */
  readonly name: string
  readonly source: "LIVE" | "SIMULATED" | "REPLAY"
  /** Where its prices come from, in words for the screen. */
  readonly note: string
  /** Which classes of instruments it lists: whose rules an account there may keep follows from it. */
  readonly lists: ReadonlyArray<InstrumentClass>
  /** What most of its pairs are paid in. Default: USD. */
  readonly money?: ReadonlyArray<string>
  /** Its prices are last prices asked for now and then, not every trade: no candle can be made of them. */
  readonly sampled: boolean
  /** How far back it tells 1-minute candles, ms; absent where it tells years. */
  readonly remembers?: number
  /** Its own time (ms), by what it says of it. Default: this computer's. */
  readonly now?: Effect.Effect<number>
  /** Instruments that answer a text, the best first, a page of them; `total` counts all. An empty text is all. */
  readonly find: (
    text: string,
    page: Page
  ) => Effect.Effect<{ readonly found: ReadonlyArray<ListedInstrument>; readonly total: number }, ExchangeUnavailable>
  /** The instrument as it is now; none that the venue does not list. */
  readonly get: (symbol: Symbol) => Effect.Effect<Option.Option<ListedInstrument>, ExchangeUnavailable>
  /**
   * Prices of those that are wanted, in the ticks and lots given, as they come and go. Fails when the connection is lost;
   * run again to connect anew. Nothing is asked while none is wanted.
   */
  readonly prices: (wanted: Wanted) => Stream.Stream<Tick, ExchangeUnavailable>
  /** Of those that are wanted: whose prices do not come although it is connected, each with why, in words. Default: none. */
  readonly unheard?: Effect.Effect<ReadonlyMap<Symbol, string>>
  /** How an instrument stands now. Default: as it always did, and it takes all orders. */
  readonly look?: (instrument: Instrument) => Effect.Effect<Look, ExchangeUnavailable>
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
