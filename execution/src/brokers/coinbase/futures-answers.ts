import { Schema, SchemaGetter } from "effect"
import { Decimal } from "@tradetower/domain/number"

/** What Coinbase's US futures exchange (CFM) answers an account, strict on what is used. */

/** An amount by itself, or with its currency. */
const Amount = Schema.Union([Decimal, Schema.Struct({ value: Decimal })]).pipe(
  Schema.decodeTo(Decimal, {
    decode: SchemaGetter.transform((amount: Decimal | { readonly value: Decimal }) =>
      typeof amount === "string" ? amount : amount.value
    ),
    encode: SchemaGetter.transform((amount: string) => amount as Decimal)
  })
)

/** `GET /cfm/positions`: one a contract, long or short. */
export const Position = Schema.Struct({
  product_id: Schema.NonEmptyString,
  side: Schema.String,
  number_of_contracts: Decimal,
  avg_entry_price: Schema.optionalKey(Schema.NullOr(Schema.Union([Amount, Schema.Literal("")])))
})
/** What it is of, whatever else it says. */
export const PositionName = Schema.Struct({ product_id: Schema.NonEmptyString })
/** Each is read by itself. */
export const PositionsAnswer = Schema.Struct({ positions: Schema.Array(Schema.Unknown) })

/** `GET /cfm/balance_summary`: none of an account that has no futures. */
export const SummaryAnswer = Schema.Struct({
  balance_summary: Schema.NullOr(Schema.Struct({ futures_buying_power: Amount, liquidation_buffer_amount: Amount }))
})
/** Of the same, what money there is: dollars of spot and of futures together, and what was gained today and is none yet. */
export const MoneyAnswer = Schema.Struct({
  balance_summary: Schema.NullOr(
    Schema.Struct({ total_usd_balance: Amount, daily_realized_pnl: Schema.optionalKey(Schema.NullOr(Amount)) })
  )
})

/** `GET /cfm/intraday/margin_setting`. */
export const MarginSettingAnswer = Schema.Struct({ setting: Schema.String })
