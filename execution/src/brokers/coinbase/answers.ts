import { Option, Schema, SchemaGetter } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { isOurs } from "@tradetower/domain/order"
import { ProductId } from "../../venues/coinbase/messages.ts"
import { CutDecimal } from "../../wire/cut-decimal.ts"

/**
 * What Coinbase's Advanced Trade API answers an account, as far as we read it: strict on what is used, tolerant of what is
 * new. Amounts are decimals as text.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api
 */

/** Text that may lack or be null: said to be empty then. */
export const Text = Schema.optionalKey(Schema.NullOr(Schema.String))

/** An amount that may be empty where there is none. */
export const AmountOrEmpty = Schema.Union([Decimal, Schema.Literal("")]).pipe(
  Schema.decodeTo(Decimal, {
    decode: SchemaGetter.transform((text: Decimal | "") => (text === "" ? "0" : text)),
    encode: SchemaGetter.transform((text: string) => text as Decimal)
  })
)
/** A count, which comes as text or as a number, or not at all. */
const Count = Schema.NullOr(Schema.Union([Schema.Int, Schema.String.check(Schema.isPattern(/^\d{0,9}$/))])).pipe(
  Schema.decodeTo(Schema.Int, {
    decode: SchemaGetter.transform((count: number | string | null) => Number(count ?? 0)),
    encode: SchemaGetter.transform((count: number) => count)
  })
)
/** The name that whoever placed an order gave it: none of one placed by hand. */
export const ClientName = Schema.NullOr(Schema.String).pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transform((name: string | null) => name ?? ""),
    encode: SchemaGetter.transform((name: string) => name)
  })
)
export const Moment = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d\d-\d\d/, { message: "is no moment" }),
  Schema.makeFilter((text) => !Number.isNaN(Date.parse(text)))
)

const Id = Schema.NonEmptyString
const Side = Schema.Literals(["BUY", "SELL"])

/** What an order asks for, under the name of its kind: which of these there are says that. */
const Configuration = Schema.Struct({
  base_size: Schema.optionalKey(Schema.NullOr(AmountOrEmpty)),
  limit_price: Schema.optionalKey(Schema.NullOr(AmountOrEmpty)),
  stop_price: Schema.optionalKey(Schema.NullOr(AmountOrEmpty)),
  stop_trigger_price: Schema.optionalKey(Schema.NullOr(AmountOrEmpty)),
  stop_direction: Text,
  post_only: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
})
export type Configuration = typeof Configuration.Type

/** An order as it is listed or asked for by its id. */
export const Order = Schema.Struct({
  order_id: Id,
  client_order_id: ClientName,
  product_id: ProductId,
  side: Side,
  status: Schema.String,
  order_configuration: Schema.NullOr(Schema.Record(Schema.String, Schema.NullOr(Configuration))),
  created_time: Moment,
  filled_size: AmountOrEmpty,
  number_of_fills: Count,
  order_type: Text,
  is_liquidation: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  reject_reason: Text,
  reject_message: Text,
  cancel_message: Text
})
export type Order = typeof Order.Type

/** `GET /orders/historical/{order_id}`: null for a moment after it was placed. */
export const OrderAnswer = Schema.Struct({ order: Schema.NullOr(Order) })

/** A page of a list; what follows it is asked for by its cursor. */
const page = { has_next: Schema.optionalKey(Schema.NullOr(Schema.Boolean)), cursor: Text }

/**
 * `GET /orders/historical/batch`: newest first. Orders of any kind that the owner may have placed are among them: each is
 * read by itself.
 */
export const OrdersAnswer = Schema.Struct({ orders: Schema.Array(Schema.Unknown), ...page })

const readName = Schema.decodeUnknownOption(Schema.Struct({ client_order_id: ClientName }))

/** Whether an order that can't be read may be one of ours. */
export const mayBeOurs = (row: unknown): boolean =>
  Option.match(readName(row), { onNone: () => true, onSome: ({ client_order_id: id }) => isOurs(id) })

/** The id of ours that such a one has, where it says it. */
export const clientIdIn = (row: unknown): ClientOrderId | undefined => {
  const id = Option.getOrUndefined(readName(row))?.client_order_id ?? ""
  return isOurs(id) ? ClientOrderId.make(id) : undefined
}

export const Fill = Schema.Struct({
  trade_id: Id,
  order_id: Id,
  trade_time: Moment,
  trade_type: Schema.String,
  price: Decimal,
  size: Decimal,
  /** In quote, with more decimals than quote has. */
  commission: Schema.Union([CutDecimal, AmountOrEmpty]),
  product_id: Id,
  sequence_timestamp: Moment,
  liquidity_indicator: Text,
  size_in_quote: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  side: Side
})
export type Fill = typeof Fill.Type

/** `GET /orders/historical/fills`: newest first; the last page has a cursor, too. Each is read by itself. */
export const FillsAnswer = Schema.Struct({ fills: Schema.Array(Schema.Unknown), cursor: Text })

/** Of which order a fill is, whatever else it says. */
export const FillName = Schema.Struct({
  order_id: Id,
  trade_id: Text,
  trade_time: Schema.optionalKey(Schema.Unknown)
})

/** Words, where they are any: that it was refused stands whatever else is said of it. */
const Words = Schema.optionalKey(
  Schema.Unknown.pipe(
    Schema.decodeTo(Schema.NullOr(Schema.String), {
      decode: SchemaGetter.transform((said: unknown) => (typeof said === "string" ? said : null)),
      encode: SchemaGetter.transform((said: string | null): unknown => said)
    })
  )
)

/** Why something was refused: which of the three says so differs, and some of them mean nothing. */
export const Refusal = Schema.Struct({
  error: Words,
  message: Words,
  error_details: Words,
  preview_failure_reason: Words,
  new_order_failure_reason: Words
})
export type Refusal = typeof Refusal.Type

/** `POST /orders`, status 200 also where it was refused. */
export const CreateAnswer = Schema.Union([
  Schema.Struct({ success: Schema.Literal(true), success_response: Schema.Struct({ order_id: Id }) }),
  Schema.Struct({ success: Schema.Literal(false), error_response: Refusal })
])

/** `POST /orders/preview`: what an order would be refused for, were it sent. */
export const PreviewAnswer = Schema.Struct({ errs: Schema.Array(Schema.String) })

/** `POST /orders/batch_cancel`, status 200 also where all of them failed. */
export const CancelAnswer = Schema.Struct({ results: Schema.Array(Schema.Unknown) })
/** An order that was taken up. What else it says of one is looked up. */
export const Cancelled = Schema.Struct({ success: Schema.Literal(true), order_id: Id })

const Money = Schema.Struct({ value: CutDecimal, currency: Schema.String })

/** What a wallet is for, whatever else it says. */
export const WalletKind = Schema.Struct({
  type: Schema.String,
  /** Of what it is a wallet: of spot, or of one of the futures exchanges. */
  platform: Text
})

/** What is in it. */
export const WalletName = Schema.Struct({ currency: Id })

/** A wallet; several may be of one currency. */
export const Wallet = Schema.Struct({
  ...WalletKind.fields,
  currency: Id,
  available_balance: Money,
  hold: Schema.optionalKey(Schema.NullOr(Money)),
  ready: Schema.Boolean
})

/** `GET /accounts`: wallets, each read by itself. */
export const AccountsAnswer = Schema.Struct({ accounts: Schema.Array(Schema.Unknown), ...page })

/** `GET /key_permissions`. */
export const KeyPermissions = Schema.Struct({
  can_view: Schema.Boolean,
  can_trade: Schema.Boolean,
  can_transfer: Schema.Boolean,
  portfolio_uuid: Schema.String,
  portfolio_type: Schema.String
})

/** `GET /transaction_summary`. */
export const TransactionSummary = Schema.Struct({
  fee_tier: Schema.Struct({
    pricing_tier: Text,
    maker_fee_rate: Decimal,
    taker_fee_rate: Decimal
  })
})

/** `GET /time`, of everybody. */
export const TimeAnswer = Schema.Struct({
  epochMillis: Schema.Union([Schema.String.check(Schema.isPattern(/^\d{1,15}$/)), Schema.Int])
})

/** What was answered in place of what was asked for. */
export const ErrorAnswer = Schema.Struct({ error: Words, message: Words, error_details: Words })
