import { Option, Schema } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { compare, Decimal } from "@tradetower/domain/number"
import { isOurs } from "@tradetower/domain/order"
import { CutDecimal } from "../../wire/cut-decimal.ts"

/*
 * What Alpaca answers, of which what is used here and no more: fields that are new are none of our business. Amounts are
 * decimals as text, exactly as they were written; moments keep their text, which is finer than a millisecond.
 */

/** What looks like a moment is one: there is no 13th month. */
const isMoment = Schema.makeFilter((text: string) => !Number.isNaN(Date.parse(text)))

/** A moment in RFC 3339, to the nanosecond. */
export const Moment = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/, { message: "is no moment" }),
  isMoment
)

/** A day in New York, whatever else of a moment it may have. */
const Day = Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\d/, { message: "is no day" }), isMoment)

/** What may be left out, and is null where there is none. */
const orNull = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const orderFields = {
  id: Schema.NonEmptyString,
  client_order_id: Schema.NonEmptyString,
  symbol: Schema.NonEmptyString,
  /** `us_equity`, `crypto`, and what is not traded here. */
  asset_class: orNull(Schema.String),
  side: Schema.Literals(["buy", "sell"]),
  type: Schema.NonEmptyString,
  time_in_force: orNull(Schema.String),
  /** Null of an order for an amount of money. */
  qty: Schema.NullOr(Decimal),
  filled_qty: Decimal,
  limit_price: orNull(Decimal),
  stop_price: orNull(Decimal),
  status: Schema.String,
  order_class: orNull(Schema.String),
  created_at: orNull(Moment),
  submitted_at: orNull(Moment),
  /** The order that took its place, and whose place it took. */
  replaced_by: orNull(Schema.String),
  replaces: orNull(Schema.String)
}

/** One order of those that belong to another. */
export const LegAnswer = Schema.Struct(orderFields)
export type LegAnswer = typeof LegAnswer.Type

/** An order, with what belongs to it where it was asked for so. */
export const OrderAnswer = Schema.Struct({ ...orderFields, legs: orNull(Schema.Array(LegAnswer)) })
export type OrderAnswer = typeof OrderAnswer.Type

const readClientName = Schema.decodeUnknownOption(Schema.Struct({ client_order_id: Schema.NullOr(Schema.String) }))

/** Whether an order that can't be read may be one of ours: one that does not say whose it is may be. */
export const mayBeOurs = (row: unknown): boolean =>
  Option.match(readClientName(row), { onNone: () => true, onSome: ({ client_order_id: id }) => isOurs(id ?? "") })

/** The id of ours that such a one has, where it says it. */
export const clientIdIn = (row: unknown): ClientOrderId | undefined => {
  const id = Option.getOrUndefined(readClientName(row))?.client_order_id ?? ""
  return isOurs(id) ? ClientOrderId.make(id) : undefined
}

/** How a list of orders goes on after a row, whatever else it is. */
export const OrderPlace = Schema.Struct({
  id: Schema.NonEmptyString,
  created_at: orNull(Moment),
  submitted_at: orNull(Moment),
  legs: orNull(Schema.Array(Schema.Unknown))
})

/** Whose an order is. */
export const OrderName = Schema.Struct({
  client_order_id: Schema.String,
  order_class: orNull(Schema.String),
  replaces: orNull(Schema.String)
})

/** What a list of the account goes on by, whatever else a row of it is. */
export const ActivityName = Schema.Struct({ id: Schema.NonEmptyString, order_id: orNull(Schema.String) })

/** What a position is of, whatever else it says. */
export const PositionName = Schema.Struct({ symbol: Schema.NonEmptyString, asset_class: orNull(Schema.String) })

/** A trade in the list of what happened to the account. */
export const FillAnswer = Schema.Struct({
  id: Schema.NonEmptyString,
  activity_type: Schema.Literal("FILL"),
  transaction_time: Moment,
  price: Decimal,
  qty: Decimal,
  /** Of its order, this trade included. */
  cum_qty: Decimal,
  side: Schema.Literals(["buy", "sell", "sell_short"]),
  symbol: Schema.NonEmptyString,
  order_id: Schema.NonEmptyString
}).check(Schema.makeFilter(({ cum_qty, qty }) => compare(cum_qty, qty) >= 0))
export type FillAnswer = typeof FillAnswer.Type

/** Money that came or went without a trade. */
export const ChargeAnswer = Schema.Struct({
  id: Schema.NonEmptyString,
  activity_type: Schema.NonEmptyString,
  date: Day,
  net_amount: orNull(CutDecimal),
  /** Of a charge in coins, below zero, and the price of what it is charged for. */
  qty: orNull(CutDecimal),
  price: orNull(CutDecimal),
  /** `canceled`: it does not count. `correct`: it counts in place of those before of its group and kind. */
  status: orNull(Schema.String),
  group_id: orNull(Schema.String),
  activity_sub_type: orNull(Schema.String),
  symbol: orNull(Schema.String),
  created_at: orNull(Moment)
})
export type ChargeAnswer = typeof ChargeAnswer.Type

/** What happened to shares, not to an order. */
export const CorporateAction = Schema.Struct({
  activity_type: Schema.Literals(["SPLIT", "SPIN", "MA", "NC", "REORG"]),
  date: Day,
  symbol: Schema.NonEmptyString,
  status: orNull(Schema.String)
})

/** A trade that was taken back or corrected, as the events of the account have it. */
export const TradeEvent = Schema.Struct({
  /** Its own. */
  ref_id: Schema.NonEmptyString,
  /** The execution that it is of. */
  previous_id: orNull(Schema.String),
  executed_at: Moment,
  price: orNull(Decimal),
  qty: orNull(Decimal),
  details: Schema.Struct({
    order_id: Schema.NonEmptyString,
    side: Schema.Literals(["buy", "sell"]),
    execution_type: Schema.Literals(["trade_bust", "trade_correct"])
  })
})

export const AccountAnswer = Schema.Struct({
  account_number: Schema.NonEmptyString,
  status: Schema.NonEmptyString,
  crypto_status: orNull(Schema.String),
  currency: orNull(Schema.String),
  // Sums, some of them finer than anything is counted in.
  cash: CutDecimal,
  equity: orNull(CutDecimal),
  buying_power: orNull(CutDecimal),
  effective_buying_power: orNull(CutDecimal),
  non_marginable_buying_power: orNull(CutDecimal),
  /** What its positions are worth; below zero of short ones. */
  long_market_value: orNull(CutDecimal),
  short_market_value: orNull(CutDecimal),
  multiplier: orNull(Schema.String),
  /** 1 to 8, by what was traded in coins within 30 days. */
  crypto_tier: orNull(Schema.String),
  trading_blocked: Schema.Boolean,
  account_blocked: Schema.Boolean,
  trade_suspended_by_user: Schema.Boolean,
  transfers_blocked: orNull(Schema.Boolean),
  /** What authorities are still to be paid for sales. */
  accrued_fees: orNull(CutDecimal),
  shorting_enabled: orNull(Schema.Boolean)
})
export type AccountAnswer = typeof AccountAnswer.Type

export const ConfigurationAnswer = Schema.Struct({
  no_shorting: orNull(Schema.Boolean),
  fractional_trading: orNull(Schema.Boolean),
  suspend_trade: orNull(Schema.Boolean),
  max_margin_multiplier: orNull(Schema.String),
  disable_overnight_trading: orNull(Schema.Boolean)
})
export type ConfigurationAnswer = typeof ConfigurationAnswer.Type

export const PositionAnswer = Schema.Struct({
  symbol: Schema.NonEmptyString,
  asset_id: Schema.NonEmptyString,
  asset_class: Schema.NonEmptyString,
  /** Below zero of a short one. */
  qty: Decimal,
  qty_available: orNull(Decimal)
})
export type PositionAnswer = typeof PositionAnswer.Type

export const AssetAnswer = Schema.Struct({
  id: Schema.NonEmptyString,
  class: Schema.NonEmptyString,
  symbol: Schema.NonEmptyString,
  name: orNull(Schema.String),
  status: Schema.NonEmptyString,
  tradable: Schema.Boolean,
  fractionable: orNull(Schema.Boolean),
  attributes: orNull(Schema.Array(Schema.String)),
  /** Of coins. */
  min_order_size: orNull(Decimal),
  min_trade_increment: orNull(Decimal),
  price_increment: orNull(Decimal)
})
export type AssetAnswer = typeof AssetAnswer.Type

/** The hours of the stock market, by Alpaca's own time. */
export const ClockAnswer = Schema.Struct({
  timestamp: Moment,
  is_open: Schema.Boolean,
  next_open: Moment,
  next_close: Moment
})

/** Why it said no; numbers are text here. */
export const ErrorAnswer = Schema.Struct({ code: orNull(Schema.String), message: Schema.String })

/** What it says beside that: where it can't be read, that it said no stands all the same. */
export const ErrorDetails = Schema.Struct({
  buying_power: orNull(Schema.String),
  cost_basis: orNull(Schema.String),
  available: orNull(Schema.String),
  existing_order_id: orNull(Schema.String),
  related_orders: orNull(Schema.Array(Schema.String))
})
export type ErrorDetails = typeof ErrorDetails.Type
export type ErrorAnswer = typeof ErrorAnswer.Type

/** What comes over the trading stream: an event of one order. */
export const TradeUpdate = Schema.Struct({
  event: Schema.NonEmptyString,
  timestamp: orNull(Moment),
  /** Of this trade, as `qty` is. */
  price: orNull(Decimal),
  qty: orNull(Decimal),
  execution_id: orNull(Schema.String),
  /** Of a trade that is taken back or corrected: which. */
  previous_execution_id: orNull(Schema.String),
  /** Why it happened, where it was not asked for. */
  reason: orNull(Schema.String),
  order: LegAnswer
})
export type TradeUpdate = typeof TradeUpdate.Type

/** A message of the trading stream. */
export const StreamMessage = Schema.Struct({ stream: Schema.NonEmptyString, data: Schema.Unknown })
export const Authorization = Schema.Struct({ status: Schema.String })
export const Listening = Schema.Struct({ streams: Schema.Array(Schema.String) })
