import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { ConnectionId } from "@tradetower/domain/connection"
import { VenueId, Instrument, Symbol, Timeframe, TradingStatus, Term } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { BotSettings, Strategy } from "@tradetower/domain/strategy"
import { ConnectionView } from "./connections.ts"
import { SignedIn } from "./middleware.ts"
import { moment, pageLimit } from "./paging.ts"
import { CannotWork, NotFound, TooMany } from "./problem.ts"

/** Where prices come from. */
export const Source = Schema.Literals(["LIVE", "SIMULATED", "REPLAY"])
export type Source = typeof Source.Type

/** An instrument on offer, with its last price. */
export const MarketView = Schema.Struct({
  symbol: Symbol,
  instrument: Instrument,
  source: Source,
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
  connected: Schema.Boolean,
  note: Schema.String,
  accounts: Schema.Array(ConnectionView),
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
    HttpApiEndpoint.get("list", "/", { success: Schema.Array(ExchangeView) }).annotateMerge(
      OpenApi.annotations({ summary: "Exchanges with your balances and their markets" })
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
