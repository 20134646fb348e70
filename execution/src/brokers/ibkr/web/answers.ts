import { Schema, SchemaGetter } from "effect"
import { CutDecimal } from "../../../wire/cut-decimal.ts"

/*
 * What Interactive Brokers answers, of which what is used here and no more. Numbers are read as text, digit for digit; a
 * name may come as a number at one place and as text at another.
 */

/** A price, with or without commas between its thousands. */
const Amount = Schema.String.pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transform((text: string) => text.replaceAll(",", "")),
    encode: SchemaGetter.transform((text: string) => text)
  }),
  Schema.decodeTo(CutDecimal)
)

/** What may be left out, and is null where there is none. */
const orNull = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const Text = orNull(Schema.String)

/** A moment in ms, or anything else that counts: a number, read as text. */
const Count = Schema.String.check(Schema.isPattern(/^\d{1,15}$/)).pipe(
  Schema.decodeTo(Schema.Int, {
    decode: SchemaGetter.transform((text: string) => Number(text)),
    encode: SchemaGetter.transform((count: number) => String(count))
  })
)

export const TokenAnswer = Schema.Struct({
  diffie_hellman_response: Schema.NonEmptyString,
  live_session_token_signature: Schema.NonEmptyString,
  live_session_token_expiration: Count
})

/** How the brokerage session stands. */
export const AuthStatus = Schema.Struct({
  authenticated: orNull(Schema.Boolean),
  competing: orNull(Schema.Boolean),
  connected: orNull(Schema.Boolean)
})
export type AuthStatus = typeof AuthStatus.Type

export const TickleAnswer = Schema.Struct({
  session: Schema.NonEmptyString,
  iserver: Schema.Struct({ authStatus: AuthStatus })
})

export const AccountsAnswer = Schema.Struct({
  accounts: Schema.Array(Schema.String),
  isPaper: orNull(Schema.Boolean)
})

/** An order in the list of the session, or as the stream tells it: later messages have only what changed. */
export const OrderRow = Schema.Struct({
  orderId: Schema.NonEmptyString,
  conid: Text,
  order_ref: Text,
  status: Text,
  side: Text,
  price: Text,
  auxPrice: Text,
  orderType: Text,
  origOrderType: Text,
  totalSize: orNull(CutDecimal),
  filledQuantity: orNull(CutDecimal),
  remainingQuantity: orNull(CutDecimal),
  lastExecutionTime_r: orNull(Count),
  order_cancellation_by_system_reason: Text,
  acct: Text,
  account: Text
})

/** Orders of the session; each is read by itself. */
export const OrdersAnswer = Schema.Struct({ orders: Schema.Array(Schema.Unknown) })

/** One order, asked for by its id: other names than in the list. */
export const OrderStatusAnswer = Schema.Struct({
  order_id: Schema.NonEmptyString,
  conid: Schema.NonEmptyString,
  side: Schema.NonEmptyString,
  order_status: Schema.NonEmptyString,
  total_size: CutDecimal,
  cum_fill: CutDecimal,
  limit_price: Text,
  stop_price: Text,
  order_time: Text
})

/** A trade: of the list, or of the stream. */
export const Execution = Schema.Struct({
  execution_id: Schema.NonEmptyString,
  order_ref: Text,
  order_id: Text,
  conid: Text,
  side: Schema.NonEmptyString,
  size: CutDecimal,
  price: Amount,
  trade_time_r: Count,
  commission: Text,
  account: Text,
  accountCode: Text,
  liquidation_trade: Text
})

/** Of which order something is told, whatever else it says: ours always carry the id that we gave. */
export const RowName = Schema.Struct({ order_ref: Text, orderId: Text })

/** What an order was answered with: one that was taken, or what is asked before it is. */
export const Taken = Schema.Struct({ order_id: Schema.NonEmptyString, order_status: Text })
export const Asks = Schema.Struct({
  id: Schema.NonEmptyString,
  message: Schema.Array(Schema.String),
  messageIds: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String)))
})
export const Prompt = Schema.Struct({ text: Schema.String, prompt: Schema.Literal(true) })
export const ErrorAnswer = Schema.Struct({ error: Schema.String })

/** What is held of a currency. */
const LedgerRow = Schema.Struct({ cashbalance: CutDecimal, netliquidationvalue: CutDecimal })
export const LedgerAnswer = Schema.Record(Schema.String, LedgerRow)

/** Amounts as sentences: `"825,208 USD"`. */
export const FundsAnswer = Schema.Struct({
  total: Schema.Struct({ current_available: Text, current_excess: Text, buying_power: Text, day_trades_left: Text })
})

export const PositionRow = Schema.Struct({
  conid: Schema.NonEmptyString,
  position: CutDecimal,
  assetClass: Text,
  ticker: Text,
  currency: Text
})

/** `GET /trsrv/stocks`: companies under a ticker, each with where it is listed. */
export const StocksAnswer = Schema.Record(
  Schema.String,
  Schema.Array(
    Schema.Struct({
      name: Text,
      contracts: Schema.Array(
        Schema.Struct({ conid: Schema.NonEmptyString, exchange: Text, isUS: orNull(Schema.Boolean) })
      )
    })
  )
)

/** `"20261218"`, also as a number. */
const Day = Schema.String.check(Schema.isPattern(/^\d{8}$/))

/** `GET /trsrv/futures`: contracts of a product. */
export const FuturesAnswer = Schema.Record(
  Schema.String,
  Schema.Array(
    Schema.Struct({
      symbol: Schema.NonEmptyString,
      conid: Schema.NonEmptyString,
      expirationDate: Day,
      /** From the day after on a position of a side may only be closed. */
      longFuturesCutOff: orNull(Day),
      shortFuturesCutOff: orNull(Day)
    })
  )
)

/** What an order would change, as sentences: `"21,840 USD"`. */
const Change = orNull(Schema.Struct({ current: Text, change: Text, after: Text }))
export const WhatIfAnswer = Schema.Struct({ initial: Change, maintenance: Change, error: Text })

const Step = Schema.Struct({ lowerEdge: CutDecimal, increment: CutDecimal })

/** `GET /iserver/contract/{conid}/info-and-rules` */
export const RulesAnswer = Schema.Struct({
  con_id: Schema.NonEmptyString,
  symbol: Schema.NonEmptyString,
  instrument_type: Schema.NonEmptyString,
  currency: Text,
  company_name: Text,
  /** Of a future: how much of what it is of a contract is. */
  multiplier: orNull(CutDecimal),
  rules: Schema.Struct({
    canTradeAcctIds: orNull(Schema.Array(Schema.String)),
    incrementRules: orNull(Schema.Array(Step)),
    increment: orNull(CutDecimal),
    priceMagnifier: Text,
    orderTypes: orNull(Schema.Array(Schema.String))
  })
})
export type RulesAnswer = typeof RulesAnswer.Type

const Hours = Schema.Struct({ opening: Count, closing: Count })
/** `GET /contract/trading-schedule`: seconds from 1970; a day may have no regular hours. */
export const ScheduleAnswer = Schema.Struct({
  schedules: Schema.Record(
    Schema.String,
    Schema.Struct({ liquid_hours: orNull(Schema.Array(Hours)), extended_hours: orNull(Schema.Array(Hours)) })
  )
})

/** `GET /iserver/marketdata/history`; `t` is when the bar opened, ms. */
export const HistoryAnswer = Schema.Struct({
  data: Schema.Array(
    Schema.Struct({ t: Count, o: CutDecimal, h: CutDecimal, l: CutDecimal, c: CutDecimal, v: CutDecimal })
  )
})
