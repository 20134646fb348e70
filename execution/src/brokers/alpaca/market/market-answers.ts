import { Schema } from "effect"
import { CutDecimal } from "../../../wire/cut-decimal.ts"
import { Moment } from "../answers.ts"

/** A price at which something was traded: nothing is for nothing. */
const Price = CutDecimal.check(Schema.makeFilter((price) => Number(price) > 0))

/*
 * What Alpaca says of markets. Numbers are numbers there, some of them sums of floats, and read as text, digit for digit.
 */

export const BarsAnswer = Schema.Struct({
  bars: Schema.NullOr(
    Schema.Record(
      Schema.String,
      Schema.NullOr(Schema.Array(Schema.Struct({ t: Moment, o: Price, h: Price, l: Price, c: Price, v: CutDecimal })))
    )
  ),
  next_page_token: Schema.optionalKey(Schema.NullOr(Schema.String))
})
export type Bar = NonNullable<NonNullable<(typeof BarsAnswer.Type)["bars"]>[string]>[number]

/** A trade over the stream: `S` of what, `p` at which price, `s` how much, `c` under which conditions. */
export const TradeMessage = Schema.Struct({
  T: Schema.Literal("t"),
  S: Schema.String,
  p: Price,
  s: CutDecimal,
  t: Moment,
  c: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String)))
})
export type TradeMessage = typeof TradeMessage.Type

/** Trading in a stock stopped or goes on: `sc` which of both, `sm` in words; `rm` why. */
export const StatusMessage = Schema.Struct({
  T: Schema.Literal("s"),
  S: Schema.String,
  sc: Schema.String,
  sm: Schema.optionalKey(Schema.NullOr(Schema.String)),
  rc: Schema.optionalKey(Schema.NullOr(Schema.String)),
  rm: Schema.optionalKey(Schema.NullOr(Schema.String)),
  t: Moment
})
export type StatusMessage = typeof StatusMessage.Type

export const SuccessMessage = Schema.Struct({ T: Schema.Literal("success"), msg: Schema.String })
export const ErrorMessage = Schema.Struct({ T: Schema.Literal("error"), code: Schema.String, msg: Schema.String })
export const SubscriptionMessage = Schema.Struct({
  T: Schema.Literal("subscription"),
  trades: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String)))
})
/** Every message says what it is; one that does not can't be read. */
export const Typed = Schema.Struct({ T: Schema.String })
