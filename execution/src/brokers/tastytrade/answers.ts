import { Schema, SchemaGetter } from "effect"
import { Decimal } from "@tradetower/domain/number"
import { isOurs } from "@tradetower/domain/order"
import { CutDecimal } from "../../wire/cut-decimal.ts"

/*
 * What tastytrade answers, of which what is used here and no more. The same field comes as a number today and as text
 * tomorrow: answers are read with their numbers as text, digit for digit, so that both are one. What there is none of is
 * left out, or null.
 */

/** What may be left out, and is null where there is none. */
const orNull = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A moment, ms: in RFC 3339, or so many milliseconds from 1970. */
export const Instant = Schema.String.check(
  Schema.isPattern(/^(\d{1,15}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d))$/, {
    message: "is no moment"
  })
).pipe(
  Schema.decodeTo(Schema.Finite, {
    decode: SchemaGetter.transform((text: string) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text))),
    encode: SchemaGetter.transform((at: number) => new Date(at).toISOString())
  })
)

/** A day, as it is there. */
const Day = Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\d/, { message: "is no day" }))

/** What may be true, and is not known where it is not said. */
const Flag = orNull(Schema.Boolean)

/** Everything good is in `data`. */
export const inData = <A>(schema: Schema.Codec<A, unknown>) => Schema.Struct({ data: schema })

/** A list, of which some is on further pages; one thing alone may come without the list around it. */
export const Rows = Schema.Struct({
  data: Schema.Struct({ items: Schema.Array(Schema.Unknown) }),
  pagination: orNull(Schema.Struct({ "page-offset": Schema.String, "total-pages": Schema.String }))
})

/** One thing, which may come as a list of one. */
const alone = <A>(schema: Schema.Codec<A, unknown>) =>
  Schema.Union([schema, Schema.Struct({ items: Schema.NonEmptyArray(schema) })])

const Problem = Schema.Struct({
  code: orNull(Schema.String),
  reason: orNull(Schema.String),
  message: orNull(Schema.String)
})

/** Why it said no: by code, never by words. */
export const ErrorAnswer = Schema.Struct({
  error: Schema.Struct({
    code: orNull(Schema.String),
    message: orNull(Schema.String),
    errors: orNull(Schema.Array(Problem))
  })
})

export const FillAnswer = Schema.Struct({
  "fill-id": Schema.NonEmptyString,
  quantity: Decimal,
  "fill-price": Decimal,
  "filled-at": Instant
})
export type FillAnswer = typeof FillAnswer.Type

export const LegAnswer = Schema.Struct({
  "instrument-type": Schema.NonEmptyString,
  symbol: Schema.NonEmptyString,
  quantity: Decimal,
  "remaining-quantity": orNull(Decimal),
  action: Schema.NonEmptyString,
  fills: orNull(Schema.Array(FillAnswer))
})

/** An order, whole each time it is told: with all that was filled of it so far. */
export const OrderAnswer = Schema.Struct({
  id: Schema.NonEmptyString,
  "order-type": Schema.NonEmptyString,
  "time-in-force": orNull(Schema.String),
  price: orNull(Decimal),
  "stop-trigger": orNull(Decimal),
  status: Schema.NonEmptyString,
  "reject-reason": orNull(Schema.String),
  "received-at": orNull(Instant),
  "updated-at": orNull(Instant),
  "external-identifier": orNull(Schema.String),
  /** Of one of several that cancel each other. */
  "complex-order-id": orNull(Schema.NonEmptyString),
  legs: Schema.NonEmptyArray(LegAnswer)
})
export type OrderAnswer = typeof OrderAnswer.Type

/** Orders of which one cancels the other. */
export const ComplexAnswer = Schema.Struct({ id: Schema.NonEmptyString, orders: Schema.NonEmptyArray(OrderAnswer) })
export type ComplexAnswer = typeof ComplexAnswer.Type

/** Whatever else it may be: an order under an id of ours. */
export const OfOurs = Schema.Struct({ "external-identifier": Schema.String.check(Schema.makeFilter(isOurs)) })
/** What an order is called, whatever else it is. */
export const OrderName = Schema.Struct({ id: Schema.NonEmptyString })

export const PlacedAnswer = Schema.Struct({ order: OrderAnswer })
export const PlacedComplexAnswer = Schema.Struct({ "complex-order": ComplexAnswer })

/** A login's accounts. */
export const AccountRow = Schema.Struct({
  account: Schema.Struct({
    "account-number": Schema.NonEmptyString,
    "is-closed": Flag,
    "account-type-name": orNull(Schema.String),
    "margin-or-cash": orNull(Schema.String)
  }),
  "authority-level": orNull(Schema.String)
})

/** What an account may do, and how its day trades are counted. */
export const StatusAnswer = Schema.Struct({
  "is-closed": Flag,
  "is-closing-only": Flag,
  "is-frozen": Flag,
  "is-risk-reducing-only": Flag,
  "is-futures-enabled": Flag,
  "is-futures-closing-only": Flag,
  "is-in-margin-call": Flag,
  "is-in-day-trade-equity-maintenance-call": Flag,
  "is-pattern-day-trader": Flag,
  "pdt-reset-on": orNull(Day),
  /** It follows the intraday margin already: day trades are not counted. */
  "has-intraday-equities-margin": Flag,
  "day-trade-count": orNull(Schema.String),
  "fee-schedule-name": orNull(Schema.String)
})
export type StatusAnswer = typeof StatusAnswer.Type

/** Either `Credit` (there is that much) or `Debit` (so much is owed), where it is said at all. */
const Sign = orNull(Schema.String)

export const BalancesAnswer = Schema.Struct({
  "cash-balance": Decimal,
  "cash-balance-effect": Sign,
  "equity-buying-power": orNull(CutDecimal),
  "equity-buying-power-effect": Sign,
  "derivative-buying-power": orNull(CutDecimal),
  "day-trading-buying-power": orNull(CutDecimal),
  /** Absent in the sandbox. */
  "net-liquidating-value": orNull(CutDecimal),
  "maintenance-excess": orNull(CutDecimal)
})
export type BalancesAnswer = typeof BalancesAnswer.Type
export const BalancesAnswers = alone(BalancesAnswer)

export const PositionAnswer = Schema.Struct({
  "instrument-type": Schema.NonEmptyString,
  symbol: Schema.NonEmptyString,
  quantity: Decimal,
  "quantity-direction": Schema.Literals(["Long", "Short", "Zero"])
})
export type PositionAnswer = typeof PositionAnswer.Type
export const PositionName = Schema.Struct({ "instrument-type": Schema.NonEmptyString, symbol: Schema.NonEmptyString })

/** A trade as it is booked: with what it really cost. */
export const TransactionAnswer = Schema.Struct({
  id: Schema.NonEmptyString,
  "transaction-type": orNull(Schema.String),
  "order-id": orNull(Schema.NonEmptyString),
  /** Of the trade; the one beside it (`ext-exec-id`) is none. */
  "exec-id": orNull(Schema.String),
  quantity: orNull(Decimal),
  price: orNull(Decimal),
  "executed-at": orNull(Instant),
  "is-estimated-fee": Flag,
  /** It takes that one back. */
  "reverses-id": orNull(Schema.NonEmptyString),
  commission: orNull(Decimal),
  "commission-effect": Sign,
  "clearing-fees": orNull(Decimal),
  "clearing-fees-effect": Sign,
  "regulatory-fees": orNull(Decimal),
  "regulatory-fees-effect": Sign,
  "proprietary-index-option-fees": orNull(Decimal),
  "proprietary-index-option-fees-effect": Sign
})
export type TransactionAnswer = typeof TransactionAnswer.Type
export const RowName = Schema.Struct({ id: Schema.NonEmptyString })

const TickSize = Schema.Struct({ value: Decimal, threshold: orNull(Decimal) })

export const EquityAnswer = Schema.Struct({
  symbol: Schema.NonEmptyString,
  description: orNull(Schema.String),
  active: Flag,
  "is-closing-only": Flag,
  "is-fractional-quantity-eligible": Flag,
  "tick-sizes": orNull(Schema.Array(TickSize)),
  "halted-at": orNull(Instant)
})
export type EquityAnswer = typeof EquityAnswer.Type

export const FutureAnswer = Schema.Struct({
  /** `"/ESZ6"`: the year's last digit alone. */
  symbol: Schema.NonEmptyString,
  "product-code": Schema.NonEmptyString,
  "notional-multiplier": Decimal,
  "tick-size": Decimal,
  "expiration-date": Day,
  /** As its prices are asked for: `"/ESZ26:XCME"`. */
  "streamer-symbol": orNull(Schema.NonEmptyString),
  exchange: orNull(Schema.String),
  active: Flag,
  "active-month": Flag,
  "is-tradeable": Flag,
  "is-closing-only": Flag,
  "closing-only-date": orNull(Day),
  "last-trade-date": orNull(Day),
  "stops-trading-at": orNull(Instant),
  /** The contract that goes on. */
  "roll-target-symbol": orNull(Schema.String)
})
export type FutureAnswer = typeof FutureAnswer.Type

/** A market's hours today, by the broker's calendar. */
export const SessionAnswer = Schema.Struct({
  "instrument-collection": orNull(Schema.String),
  state: Schema.NonEmptyString,
  "open-at": orNull(Instant),
  "close-at": orNull(Instant),
  "next-session": orNull(Schema.Struct({ "open-at": orNull(Instant) }))
})
export const SessionAnswers = alone(SessionAnswer)

/** Days on which a market is closed, and on which it closes early. */
export const HolidaysAnswer = Schema.Struct({
  "market-holidays": orNull(Schema.Array(Day)),
  "market-half-days": orNull(Schema.Array(Day))
})

/** What asks for prices, where, and of which kind they are. */
export const QuoteTokenAnswer = Schema.Struct({
  token: Schema.Redacted(Schema.NonEmptyString),
  "dxlink-url": Schema.NonEmptyString,
  level: orNull(Schema.String)
})
export type QuoteTokenAnswer = typeof QuoteTokenAnswer.Type
