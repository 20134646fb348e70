import { Schema } from "effect"
import { ClientOrderId, Time, TradeId } from "../ids.ts"
import type { Market } from "../market/market.ts"
import { Decimal } from "../number/decimal.ts"
import { Side } from "./order.ts"

/** Why an exchange (or the risk engine before it) refused an order. */
export const RejectReason = Schema.Literals([
  "INSUFFICIENT_FUNDS",
  "BELOW_MINIMUM",
  "TOO_MANY_ORDERS",
  "INVALID",
  "REDUCE_ONLY",
  "RISK_LIMIT",
  "RATE_LIMIT",
  "MARKET_CLOSED",
  /** A limit order of the other side rests: the broker sees a trade with oneself. */
  "OPPOSITE_ORDER",
  /** It would have taken, and was never to. */
  "POST_ONLY",
  "EXCHANGE"
])
export type RejectReason = typeof RejectReason.Type

/** What an exchange says of an order. The same shapes are events of a bot: what is said is what is stepped. */
export const reports = (market: Market) => ({
  OrderAccepted: { at: Time, clientOrderId: ClientOrderId, exchangeOrderId: Schema.String },
  /** One trade. Whether the order is complete follows from the sum of its fills. */
  OrderFilled: {
    at: Time,
    clientOrderId: ClientOrderId,
    tradeId: TradeId,
    price: market.codec.price,
    /** Where the price lies off the tick: the price itself. `price` is the tick nearest to it then. */
    exactPrice: Schema.optionalKey(market.codec.exactPrice),
    quantity: market.codec.quantity,
    fee: Schema.TaggedUnion({ Quote: { amount: market.codec.quote }, Base: { amount: market.codec.base } }),
    liquidity: Schema.Literals(["MAKER", "TAKER"]),
    /** Of an exit and its stop that are one order: which of them it was, where the exchange says it. */
    leg: Schema.optionalKey(Schema.Literals(["EXIT", "STOP"]))
  },
  /** Gone from the book, whatever was filled before stays filled. `reason` in words. */
  OrderCancelled: { at: Time, clientOrderId: ClientOrderId, reason: Schema.String },
  /** Its time is over: the session ended, or the exchange ends what has rested too long. What was filled stays filled. */
  OrderExpired: { at: Time, clientOrderId: ClientOrderId, reason: Schema.String },
  OrderRejected: {
    at: Time,
    clientOrderId: ClientOrderId,
    reason: RejectReason,
    message: Schema.String,
    /** For INSUFFICIENT_FUNDS, where the exchange says it: how much was lacking, of which asset. */
    missing: Schema.optionalKey(Schema.Struct({ asset: Schema.String, amount: Decimal })),
    /** For RATE_LIMIT: when there is room again. */
    until: Schema.optionalKey(Time)
  },
  /** Sent, and no answer: the order may or may not exist. */
  OrderOutcomeUnknown: { at: Time, clientOrderId: ClientOrderId },
  /**
   * A trade that was told does not count: the exchange took it back. As it was told; one that it corrected is voided, and
   * told anew under an id of its own.
   */
  FillVoided: {
    at: Time,
    clientOrderId: ClientOrderId,
    tradeId: TradeId,
    side: Side,
    price: market.codec.price,
    exactPrice: Schema.optionalKey(market.codec.exactPrice),
    quantity: market.codec.quantity,
    fee: Schema.TaggedUnion({ Quote: { amount: market.codec.quote }, Base: { amount: market.codec.base } })
  },
  /**
   * A fee that came after its trade (regulatory fees at the day's end), below zero where less was due than was told.
   * `tradeId`: the charge's own, counted once by it. One taken in base says so: `amount` is what that is worth then.
   */
  FeeCharged: {
    at: Time,
    clientOrderId: ClientOrderId,
    tradeId: TradeId,
    amount: market.codec.quote,
    base: Schema.optionalKey(market.codec.base)
  },
  /** Funding of a futures position was paid (positive) or received. `clientOrderId`: the order that last changed it. */
  FundingCharged: {
    at: Time,
    clientOrderId: ClientOrderId,
    /** Counted once by it, like a trade. */
    tradeId: TradeId,
    amount: market.codec.quote,
    /**
     * Where the exchange tells no payments: RATE, reckoned from its rate and the price; BALANCE, what its account says was
     * paid beyond what had been reckoned.
     */
    source: Schema.optionalKey(Schema.Literals(["RATE", "BALANCE"]))
  },
  /** The exchange closed a futures position for want of margin. `side` is that of the trade that closed it. */
  PositionLiquidated: {
    at: Time,
    clientOrderId: ClientOrderId,
    tradeId: TradeId,
    side: Side,
    price: market.codec.price,
    quantity: market.codec.quantity,
    fee: market.codec.quote
  }
})

/** An exchange's word about one order. */
export const executionReport = (market: Market) => Schema.TaggedUnion(reports(market))
export type ExecutionReport = ReturnType<typeof executionReport>["Type"]
/** Where reports go, in the order in which things happened: a list, or whoever hears of them. */
export interface Heard {
  readonly push: (report: ExecutionReport) => unknown
}
export type Fill = Extract<ExecutionReport, { _tag: "OrderFilled" }>
export type FillVoided = Extract<ExecutionReport, { _tag: "FillVoided" }>
/** What changes an account's money beside its trades. */
export type MoneyReport = PositionReport | Extract<ExecutionReport, { _tag: "FillVoided" | "FeeCharged" }>
/** What an exchange says of a position, not of an order. */
export type PositionReport = Extract<ExecutionReport, { _tag: "FundingCharged" | "PositionLiquidated" }>

/** Whether a report is of money, not of what becomes of an order. */
export const isMoney = (report: ExecutionReport): report is MoneyReport =>
  report._tag === "FundingCharged" ||
  report._tag === "PositionLiquidated" ||
  report._tag === "FillVoided" ||
  report._tag === "FeeCharged"
