import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { ConnectionId } from "@tradetower/domain/connection"
import { VenueId, Instrument, PriceFeed, Symbol, Timeframe, TradingStatus, Term } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { BotSettings, Strategy } from "@tradetower/domain/strategy"
import { ConnectionView } from "./connections.ts"
import { SignedIn } from "./middleware.ts"
import { moment, pageLimit, place, searchText } from "./paging.ts"
import { CannotWork, NotFound, TooMany, Unavailable } from "./problem.ts"

/** Where prices come from. */
export const Source = Schema.Literals(["LIVE", "SIMULATED", "REPLAY"])
export type Source = typeof Source.Type

/** An instrument on offer, with its last price. */
export const MarketView = Schema.Struct({
  symbol: Symbol,
  instrument: Instrument,
  source: Source,
  /** What its prices are, where they are not the whole market's as it trades: delayed, made up, of one exchange of many. */
  feed: Schema.optionalKey(PriceFeed),
  /** Nobody needs its prices now: they are of before, and come again once it is followed. */
  rests: Schema.optionalKey(Schema.Literal(true)),
  connected: Schema.Boolean,
  /** In words: why it is not connected, or where its prices come from. */
  note: Schema.String,
  lastPrice: Schema.optionalKey(Decimal),
  /** Market time (ms, UTC). */
  lastPriceAt: Schema.optionalKey(Schema.Int),
  /** Which orders it takes now, when not all, and why. */
  trading: Schema.optionalKey(TradingStatus),
  /** While its past is still being fetched: how much of it is there, and how many of the newest days without a gap. */
  past: Schema.optionalKey(Schema.Struct({ percent: Schema.Int, days: Schema.Finite }))
}).annotate({ identifier: "Market" })
export type MarketView = typeof MarketView.Type

/** A venue: whose instruments and prices they are, and the trader's accounts that trade there. */
export const ExchangeView = Schema.Struct({
  id: VenueId,
  name: Schema.String,
  /** Of all its markets. */
  source: Source,
  /** False: its prices don't come; `note` says why. */
  connected: Schema.Boolean,
  note: Schema.String,
  /** Its prices are looked for, after a start: it is not known yet whether they come. */
  looking: Schema.optionalKey(Schema.Literal(true)),
  /** It lists more than `markets`: `GET /venues/{venue}/instruments` searches it, and what is followed joins them. */
  onDemand: Schema.optionalKey(Schema.Literal(true)),
  accounts: Schema.Array(ConnectionView),
  /** How many were found of those that are always there, that your bots trade, or that your pages follow. */
  total: Schema.Int,
  /** A page of them. */
  markets: Schema.Array(MarketView)
}).annotate({ identifier: "Exchange" })
export type ExchangeView = typeof ExchangeView.Type

/** `[at, open, high, low, close, volume]`: ms UTC of its opening, then decimals as text. */
export const CandleRow = Schema.Tuple([Schema.Int, Decimal, Decimal, Decimal, Decimal, Decimal])
export type CandleRow = typeof CandleRow.Type

/** What a bot would have made over the stored candles, at most the last 30 days. Amounts in quote, percents of the investment. */
export const Lately = Schema.Struct({
  from: Schema.Int,
  to: Schema.Int,
  /** To one decimal. */
  days: Decimal,
  total: Decimal,
  percent: Decimal,
  /** What holding would have made. */
  holdingPercent: Decimal,
  roundTrips: Schema.Int,
  fills: Schema.Int,
  fees: Decimal,
  maxDrawdownPercent: Decimal,
  /** `[at, value]`, at most some hundred points. */
  curve: Schema.Array(Schema.Tuple([Schema.Int, Decimal]))
}).annotate({ identifier: "Lately" })
export type Lately = typeof Lately.Type

/** How far the results of several starts of one preset lie apart, in percent of its investment. */
export const Spread = Schema.Struct({
  /** On which days ago it was started, each time laid out by what was known that day; earliest first. */
  daysAgo: Schema.Array(Schema.Int),
  worst: Decimal,
  median: Decimal,
  best: Decimal
}).annotate({ identifier: "Spread" })
export type Spread = typeof Spread.Type

export const PresetView = Schema.Struct({
  name: Term,
  /** As it is laid out now, by the last seven days. */
  settings: BotSettings,
  /** The run of its earliest start, laid out by what was known then; absent while there are too few candles. */
  lately: Schema.optionalKey(Lately),
  /** What all its starts made until now. */
  spread: Schema.optionalKey(Spread)
}).annotate({ identifier: "Preset" })
export type PresetView = typeof PresetView.Type

const market = { venue: VenueId, symbol: Symbol }

/** Where bots can trade. */
export class ExchangesGroup extends HttpApiGroup.make("exchanges")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: { text: searchText, after: place, limit: pageLimit },
      success: Schema.Array(ExchangeView)
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Exchanges with your balances and their markets",
        description:
          "Markets that are always there, those of your bots, and those you follow; of each exchange those that answer `text`, at most `limit` (default 100) after the first `after`. The thousands that an exchange may list beside them are searched at `GET /venues/{venue}/instruments`."
      })
    ),
    HttpApiEndpoint.get("market", "/:venue/markets/:symbol", {
      params: market,
      success: MarketView,
      error: [NotFound, CannotWork, Unavailable]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "One market",
        description:
          "As it is followed now or was before (`rests`, with its price of then), else as its venue lists it, without a price. Nothing is followed by it."
      })
    ),
    HttpApiEndpoint.post("follow", "/:venue/markets/:symbol/follow", {
      params: market,
      success: MarketView,
      error: [NotFound, CannotWork, Unavailable]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Have a pair's prices come",
        description:
          "Any pair that the venue lists is followed while somebody needs it: a bot that lives, or whoever asks for it here. Good for two minutes and a half: ask again each minute while you look at it. Answers once its prices come."
      })
    ),
    HttpApiEndpoint.get("candles", "/:venue/markets/:symbol/candles", {
      params: market,
      query: { timeframe: Schema.optionalKey(Timeframe), from: moment, to: moment, limit: pageLimit },
      success: Schema.Array(CandleRow),
      error: NotFound
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Candles, oldest first",
        description: "The newest `limit` (default 300) of `timeframe` (default 1m) between `from` and `to`."
      })
    ),
    HttpApiEndpoint.get("presets", "/:venue/markets/:symbol/presets", {
      params: market,
      query: {
        strategy: Schema.optionalKey(Strategy),
        investment: Schema.optionalKey(Decimal),
        connection: Schema.optionalKey(ConnectionId)
      },
      success: Schema.Array(PresetView),
      error: [NotFound, CannotWork, TooMany]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Three ready-made bots for a market",
        description:
          "For the short, mid and long term, laid out by the volatility of its last seven days. Each with what it would have made until now had it been started 30, 25, 20, 15 and 10 days ago, each time laid out anew by what was known that day and nothing later: `lately` is the earliest start's run, `spread` the worst, middle and best of all. By the rules and at the fees of the account `connection`. Default: GRID with 1,000 on the paper account."
      })
    )
  )
  .middleware(SignedIn)
  .prefix("/exchanges")
  .annotateMerge(OpenApi.annotations({ title: "Exchanges", description: "Markets, balances, candles, presets." })) {}
