import { Schema } from "effect"
import { Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"

/**
 * What Coinbase's public Advanced Trade API says, as far as we read it: strict on what is used, tolerant of the rest,
 * because new channels, types and fields come without notice.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis
 */

/** What a message of the feed may have, whatever it is about. */
export const FeedMessage = Schema.fromJsonString(
  Schema.Struct({
    channel: Schema.optionalKey(Schema.String),
    /** `error` where something was refused. */
    type: Schema.optionalKey(Schema.String),
    message: Schema.optionalKey(Schema.String),
    /** When it was sent. */
    timestamp: Schema.optionalKey(Schema.String),
    /** Counts every message of a connection, of whatever channel. */
    sequence_num: Schema.optionalKey(Schema.Int),
    events: Schema.optionalKey(Schema.Unknown)
  })
)

/** Events of channel `market_trades`: first a snapshot of the latest trades, then updates, each newest first. */
export const TradeEvents = Schema.Array(Schema.Struct({ type: Schema.String, trades: Schema.Array(Schema.Unknown) }))

const Moment = Schema.String.check(Schema.makeFilter((text) => !Number.isNaN(Date.parse(text))))

/** A product's name, which is its symbol here. */
export const ProductId = Schema.String.check(Schema.makeFilter(Schema.is(Symbol)))

/** A price, or a step of prices or amounts: never nothing. */
const Positive = Decimal.check(Schema.makeFilter((text) => Number(text) > 0))

/** One trade. Ids of a product rise; times may have their trailing zeros cut. */
export const Trade = Schema.Struct({
  trade_id: Schema.String.check(Schema.isPattern(/^\d+$/)),
  product_id: Schema.String,
  price: Positive,
  size: Decimal,
  time: Moment
})
export type Trade = typeof Trade.Type

/** Events of channel `subscriptions`: which products are subscribed to, by channel. Comes after the snapshot. */
export const SubscriptionEvents = Schema.Array(
  Schema.Struct({ subscriptions: Schema.Record(Schema.String, Schema.Unknown) })
)

/** `GET /market/products/{id}/candles`: newest first, times in seconds; a minute without a trade has none. */
export const CandlesAnswer = Schema.Struct({
  candles: Schema.Array(
    Schema.Struct({
      start: Schema.FiniteFromString,
      open: Positive,
      high: Positive,
      low: Positive,
      close: Positive,
      volume: Decimal
    })
  )
})

const Text = Schema.optionalKey(Schema.NullOr(Schema.String))
const AmountOrNone = Schema.optionalKey(Schema.NullOr(Schema.Union([Decimal, Schema.Literal("")])))

/** What is particular to a future of Coinbase's US exchange. */
const FutureDetails = Schema.Struct({
  /** How much of the coin one contract is. */
  contract_size: Positive,
  contract_root_unit: Schema.NonEmptyString,
  contract_expiry: Text,
  non_crypto: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  /** Of those that go on: what tells them apart, for their expiry type is that of dated ones. */
  funding_interval: Text,
  funding_rate: AmountOrNone,
  funding_time: Text,
  overnight_margin_rate: Schema.optionalKey(
    Schema.NullOr(Schema.Struct({ long_margin_rate: AmountOrNone, short_margin_rate: AmountOrNone }))
  )
})
/** Of a spot pair they may be there and empty. */
const NoFuture = Schema.Struct({ contract_size: Schema.Literal("") })
export type FutureDetails = typeof FutureDetails.Type

const Flag = Schema.optionalKey(Schema.NullOr(Schema.Boolean))
const FlagOrNone = Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.Boolean, Schema.Literal("")])))

/** `GET /market/products/{id}`: a product, its rules, and what it takes at present. */
export const ProductAnswer = Schema.Struct({
  product_id: ProductId,
  base_currency_id: Schema.String,
  quote_currency_id: Schema.String,
  price_increment: Positive,
  base_increment: Positive,
  base_min_size: Decimal,
  quote_min_size: Decimal,
  /** `online`, or `delisted`, `offline`; empty of futures. */
  status: Schema.optionalKey(Schema.NullOr(Schema.String)),
  is_disabled: Flag,
  trading_disabled: Flag,
  view_only: Flag,
  cancel_only: Flag,
  auction_mode: Flag,
  post_only: Flag,
  limit_only: Flag,
  product_type: Text,
  product_venue: Text,
  /** The last price. */
  price: AmountOrNone,
  future_product_details: Schema.optionalKey(Schema.NullOr(Schema.Union([FutureDetails, NoFuture]))),
  fcm_trading_session_details: Schema.optionalKey(Schema.NullOr(Schema.Struct({ is_session_open: FlagOrNone })))
})
export type Product = typeof ProductAnswer.Type

/** `GET /market/products`: all of them; one that can't be read is none of ours. */
export const ProductsAnswer = Schema.Struct({ products: Schema.Array(Schema.Unknown) })
