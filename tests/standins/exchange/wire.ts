import { Schema } from "effect"
import { type Market, Symbol } from "@tradetower/domain/market"
import { executionReport, orderRequest, Side } from "@tradetower/domain/order"

/** What goes over the wire between the exchange and its clients; prices and quantities are decimals. */
export const StateWire = Schema.Struct({
  clientOrderId: Schema.String,
  exchangeOrderId: Schema.String,
  symbol: Symbol,
  status: Schema.Literals(["OPEN", "FILLED", "CANCELLED", "EXPIRED", "REJECTED"]),
  side: Side,
  price: Schema.optionalKey(Schema.String),
  quantity: Schema.String,
  placedAt: Schema.Int,
  filledQuantity: Schema.String,
  reason: Schema.optionalKey(Schema.String)
})
export type StateWire = typeof StateWire.Type

/** A report, whose inner shape is that of its market. */
export const ReportWire = Schema.Struct({
  symbol: Symbol,
  report: Schema.JsonObject,
  filledQuantity: Schema.optionalKey(Schema.String)
})
export type ReportWire = typeof ReportWire.Type

export const StreamWire = Schema.fromJsonString(
  Schema.Union([
    Schema.TaggedStruct("Connected", {}),
    Schema.TaggedStruct("Tick", {
      symbol: Symbol,
      price: Schema.String,
      quantity: Schema.String,
      at: Schema.Int
    }),
    Schema.TaggedStruct("Reported", ReportWire.fields)
  ])
)
export type StreamWire = typeof StreamWire.Type

export const FillsWire = Schema.Struct({ fills: Schema.Array(ReportWire), cursor: Schema.String })
export const Refusal = Schema.Struct({
  reason: Schema.Literals([
    "INSUFFICIENT_FUNDS",
    "BELOW_MINIMUM",
    "TOO_MANY_ORDERS",
    "INVALID",
    "REDUCE_ONLY",
    "RISK_LIMIT",
    "EXCHANGE"
  ]),
  message: Schema.String
})

export const wireOf = (market: Market) => ({
  order: Schema.fromJsonString(orderRequest(market)),
  report: executionReport(market)
})

/** What goes wrong at the exchange, by chance drawn from its seed. Shares are of 0 to 1. */
export const Faults = Schema.Struct({
  /** Answers come this much later, ms. */
  delay: Schema.Finite,
  /** An order (or cancel) is carried out and its answer never given: the connection breaks. */
  dropAnswers: Schema.Finite,
  /** A question about orders or fills is never answered: the connection breaks. */
  dropLooks: Schema.Finite,
  /** Turned away unread with 429. */
  throttle: Schema.Finite,
  /** Every so many ms the streams of reports and prices break; 0: never. */
  breakStreams: Schema.Finite,
  /** The market stands still: the last price trades again and again. */
  still: Schema.Boolean
})
export type Faults = typeof Faults.Type
export const noFaults: Faults = { delay: 0, dropAnswers: 0, dropLooks: 0, throttle: 0, breakStreams: 0, still: false }

/** The whole book of one account. */
export interface AccountBook {
  readonly opening: Readonly<Record<string, string>>
  readonly totals: Readonly<Record<string, string>>
  readonly orders: ReadonlyArray<StateWire>
  readonly fills: ReadonlyArray<{ readonly tradeId: string; readonly clientOrderId: string }>
}
