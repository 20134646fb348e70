import type { Effect, Option, Stream } from "effect"
import type {
  Candle,
  VenueId,
  Instrument,
  Price,
  PriceFeed,
  Quantity,
  Symbol,
  TradingStatus
} from "@tradetower/domain/market"
import type { InstrumentClass } from "@tradetower/domain/terms"
import type { ExchangeUnavailable } from "../unavailable.ts"
import type { Page } from "./search-instruments.ts"

/** One trade of the market, or a change of its best price. `at` is when it was, market time (`MarketTime`): delayed prices are old. */
export interface Tick {
  readonly symbol: Symbol
  readonly price: Price
  readonly at: number
  /** What changed hands, in lots; 0 when only the price is known. */
  readonly quantity: Quantity
}

/** Instruments whose prices are wanted now, by symbol: they come and go. */
export interface Wanted {
  /** Another object once it has changed. */
  readonly now: () => ReadonlyMap<Symbol, Instrument>
  /** Told at once, and whenever it changes. */
  readonly changes: Stream.Stream<ReadonlyMap<Symbol, Instrument>>
  /** For the venue to say: since then (its time, ms; default: now) an instrument's trades were not all told. */
  readonly missed: (symbol: Symbol, since?: number) => void
  /**
   * For the venue to say, with each connection: how it is asked whose prices do not come by that although it is there, each
   * with why, in words. Unsaid: all come.
   */
  readonly unheard: (ask: Effect.Effect<ReadonlyMap<Symbol, string>>) => void
}

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
 * Whose instruments and prices: an exchange's public ones, a broker's, made-up ones or a recording, all the same to
 * whoever asks. One that lists thousands is asked for those that somebody needs, and nothing before. Nothing of an
 * account. Whatever fails says whether asking again may help.
 */
export interface Venue {
  readonly id: VenueId
  /** As its traders call it. */
  readonly name: string
  readonly source: "LIVE" | "SIMULATED" | "REPLAY"
  /** Where its prices come from, in words for the screen. */
  readonly note: string
  /** What an instrument's prices are now; as a login may hear them. Default: the whole market's, as it trades. */
  readonly feedOf?: (instrument: Instrument) => PriceFeed | undefined
  /** Which classes of instruments it lists: whose rules an account there may keep follows from it. */
  readonly lists: ReadonlyArray<InstrumentClass>
  /** What most of its pairs are paid in: a paper account begins with some of each. Default: USD. */
  readonly money?: ReadonlyArray<string>
  /** Its prices are asked for now and then and are not every trade: candles are its own. Default: every trade. */
  readonly sampled?: boolean
  /** How far back it tells 1-minute candles, ms. Default: years. */
  readonly remembers?: number
  /** Its own time (ms), which whoever trades there goes by. Default: this computer's. */
  readonly now?: Effect.Effect<number>
  /**
   * What is followed whether or not somebody needs it, in the steps it is counted in here. The same objects each time, so
   * that `marketOf` is cheap.
   */
  readonly instruments: Effect.Effect<ReadonlyArray<Instrument>, ExchangeUnavailable>
  /**
   * It lists more than `instruments`: of that one is followed while somebody needs it, at most so many at once for pages
   * (default 50); `always` are needed for ever. Default: nothing.
   */
  readonly onDemand?: { readonly always?: ReadonlyArray<Symbol>; readonly most?: number }
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
  /**
   * How those that are wanted stand, told at once and whenever it is known anew, for ever; one that is not among them
   * takes all. Fails when it can't be had; run again to ask anew. Default: as they always did, and they take all orders.
   */
  readonly looks?: (wanted: Wanted) => Stream.Stream<ReadonlyMap<Symbol, Look>, ExchangeUnavailable>
  /** The instrument whose trades, and so whose candles, are this one's too: a spot pair's, for its perpetual. */
  readonly follows?: (symbol: Symbol) => Symbol | undefined
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
