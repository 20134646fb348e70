import { Schema } from "effect"
import { Decimal } from "@tradetower/domain"

/**
 * What Coinbase's public Advanced Trade API says, as far as we read it.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis
 */

/** Channel `market_trades`: every trade of the products subscribed to; first a snapshot of the latest. */
export const MarketTrades = Schema.Struct({
  channel: Schema.Literal("market_trades"),
  sequence_num: Schema.Int,
  events: Schema.Array(
    Schema.Struct({
      type: Schema.Literals(["snapshot", "update"]),
      trades: Schema.Array(
        Schema.Struct({
          trade_id: Schema.String,
          product_id: Schema.String,
          price: Decimal,
          size: Decimal,
          time: Schema.String
        })
      )
    })
  )
})

/** Any other channel: `heartbeats` comes every second, `subscriptions` confirms. */
const Other = Schema.Struct({
  channel: Schema.Literals(["heartbeats", "subscriptions"]),
  sequence_num: Schema.Int
})

/** A subscription refused, or anything else gone wrong. */
const Failure = Schema.Struct({ type: Schema.Literal("error"), message: Schema.String })

export const FeedMessage = Schema.fromJsonString(Schema.Union([MarketTrades, Other, Failure]))

/** `GET /market/products/{id}/candles`: newest first, times in seconds. */
export const CandlesAnswer = Schema.Struct({
  candles: Schema.Array(
    Schema.Struct({
      start: Schema.FiniteFromString,
      open: Decimal,
      high: Decimal,
      low: Decimal,
      close: Decimal,
      volume: Decimal
    })
  )
})

/** `GET /market/products/{id}`: a product and its rules. */
export const ProductAnswer = Schema.Struct({
  product_id: Schema.String,
  base_currency_id: Schema.String,
  quote_currency_id: Schema.String,
  price_increment: Decimal,
  base_increment: Decimal,
  base_min_size: Decimal,
  quote_min_size: Decimal
})
