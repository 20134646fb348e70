import { Schema } from "effect"
import { AlertKind, Severity } from "./alert-kind.ts"
import { RunSummary } from "./bot/summary.ts"
import { BotId, ClientOrderId, RunId, Time } from "./ids.ts"
import { Timeframe } from "./market/candle.ts"
import { VenueId, Symbol } from "./market/instrument.ts"
import { Decimal } from "./number/decimal.ts"
import { OrderLookUp } from "./order/look-up.ts"
import { OrderStatus, OrderType, Purpose, Side } from "./order/order.ts"

/** An order as a screen shows it. */
export const OrderView = Schema.Struct({
  clientOrderId: ClientOrderId,
  botId: BotId,
  runId: RunId,
  symbol: Symbol,
  side: Side,
  type: OrderType,
  purpose: Purpose,
  price: Schema.optionalKey(Decimal),
  quantity: Decimal,
  filledQuantity: Decimal,
  averagePrice: Schema.optionalKey(Decimal),
  fees: Schema.Array(Schema.Struct({ asset: Schema.String, amount: Decimal })),
  status: OrderStatus,
  open: Schema.Boolean,
  /** The rule of SPEC.md that asked for it, and its reason in words. */
  rule: Schema.String,
  why: Schema.String,
  /** Why it was rejected or cancelled, in words. */
  reason: Schema.optionalKey(Schema.String),
  /** Of one that is UNKNOWN: what is known, and when it is looked up again. Absent during the first looks. */
  lookUp: Schema.optionalKey(OrderLookUp),
  /**
   * Of an open one: since when (ms, UTC) no answer has come to that it be taken back; it is asked for again until one comes,
   * and may trade meanwhile.
   */
  takeBackSince: Schema.optionalKey(Schema.Int),
  createdAt: Time,
  updatedAt: Time
}).annotate({ identifier: "Order" })
export type OrderView = typeof OrderView.Type

/** What comes over the live connection, one schema for all groups. */
export const LiveMessage = Schema.TaggedUnion({
  /** Group `user:{id}:bots`: a step was recorded. */
  BotStepped: { botId: BotId, runId: RunId, seq: Schema.Int, at: Time, event: Schema.String, summary: RunSummary },
  /** Group `user:{id}:bots`: something the trader should hear of. */
  Notified: {
    id: Schema.String,
    at: Time,
    kind: AlertKind,
    severity: Severity,
    /** The bot that it is of. */
    botId: Schema.optionalKey(BotId),
    text: Schema.String
  },
  /** Group `user:{id}:orders`. */
  OrderChanged: { order: OrderView },
  /** Group `user:{id}:orders`: one trade. */
  Filled: {
    botId: BotId,
    runId: RunId,
    clientOrderId: ClientOrderId,
    side: Side,
    purpose: Purpose,
    price: Decimal,
    quantity: Decimal,
    at: Time
  },
  /** Group `market:{exchange}:{symbol}`, throttled. */
  Price: { venue: VenueId, symbol: Symbol, price: Decimal, at: Time },
  Candle: {
    venue: VenueId,
    symbol: Symbol,
    timeframe: Timeframe,
    at: Time,
    open: Decimal,
    high: Decimal,
    low: Decimal,
    close: Decimal,
    volume: Decimal
  },
  Connection: { venue: VenueId, connected: Schema.Boolean, reason: Schema.String, at: Time }
})
export type LiveMessage = typeof LiveMessage.Type
