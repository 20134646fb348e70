import { Option, Schema } from "effect"
import { type Decimal, isDecimal } from "@tradetower/domain/number"

/*
 * What a gateway tells, read by schema from what the client makes of it. Numbers come as floats: each is taken back to the
 * shortest text that means it, which is what was on the wire.
 */

/** The shortest text of a number, without an exponent. */
export const decimalOf = (value: number): Decimal => {
  const short = String(value)
  const text = isDecimal(short) ? short : value.toFixed(12).replace(/0+$/, "").replace(/\.$/, "")
  return text as Decimal
}

const Text = Schema.String
const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optional(Schema.NullOr(schema))

const Contract = Schema.Struct({ conId: Schema.Int, secType: maybe(Text), symbol: maybe(Text) })
const Order = Schema.Struct({
  permId: maybe(Schema.Int),
  clientId: maybe(Schema.Int),
  account: maybe(Text),
  action: Text,
  totalQuantity: maybe(Schema.Finite),
  filledQuantity: maybe(Schema.Finite),
  orderType: Text,
  lmtPrice: maybe(Schema.Finite),
  auxPrice: maybe(Schema.Finite),
  orderRef: maybe(Text)
})
const OrderState = Schema.Struct({ status: Text, completedStatus: maybe(Text), warningText: maybe(Text) })
const Execution = Schema.Struct({
  execId: Schema.NonEmptyString,
  time: Text,
  acctNumber: Text,
  side: Text,
  shares: Schema.Finite,
  price: Schema.Finite,
  permId: maybe(Schema.Int),
  clientId: maybe(Schema.Int),
  orderRef: maybe(Text),
  lastLiquidity: maybe(Schema.Int)
})
const Commission = Schema.Struct({ execId: Schema.NonEmptyString, commission: Schema.Finite, currency: maybe(Text) })
const Details = Schema.Struct({
  contract: Schema.Struct({
    conId: Schema.Int,
    symbol: Text,
    secType: Text,
    currency: Text,
    exchange: maybe(Text),
    primaryExch: maybe(Text)
  }),
  minTick: maybe(Schema.Finite),
  priceMagnifier: maybe(Schema.Int),
  longName: maybe(Text),
  timeZoneId: maybe(Text),
  liquidHours: maybe(Text),
  validExchanges: maybe(Text),
  marketRuleIds: maybe(Text)
})
export type Details = typeof Details.Type

const I = Schema.Int
const N = Schema.Finite

/** Each message with its name, and its parts as the client calls them. */
const parts = {
  managedAccounts: { accounts: Text },
  nextValidId: { number: I },
  currentTime: { seconds: I },
  openOrder: { number: I, contract: Contract, order: Order, state: OrderState },
  openOrderEnd: {},
  completedOrder: { contract: Contract, order: Order, state: OrderState },
  completedOrdersEnd: {},
  orderStatus: {
    number: I,
    status: Text,
    filled: maybe(N),
    remaining: maybe(N),
    average: maybe(N),
    permId: maybe(I),
    parent: maybe(I),
    last: maybe(N),
    clientId: maybe(I)
  },
  execDetails: { request: I, contract: Contract, execution: Execution },
  execDetailsEnd: { request: I },
  commissionReport: { report: Commission },
  position: { account: Text, contract: Contract, position: maybe(N) },
  positionEnd: {},
  accountSummary: { request: I, account: Text, tag: Text, value: Text, currency: Text },
  accountSummaryEnd: { request: I },
  contractDetails: { request: I, details: Details },
  contractDetailsEnd: { request: I },
  marketRule: { rule: I, steps: Schema.Array(Schema.Struct({ lowEdge: N, increment: N })) },
  marketDataType: { request: I, type: I },
  tickPrice: { request: I, type: I, price: maybe(N) },
  tickSize: { request: I, type: I, size: maybe(N) },
  historicalData: {
    request: I,
    date: Text,
    open: N,
    high: N,
    low: N,
    close: N,
    volume: maybe(N)
  }
} as const
type Parts = typeof parts
type Name = keyof Parts

/** What a gateway tells. `fault`: an error or a notice, of a request or an order (`about`) or of nothing (-1). */
export type Told =
  | { [N in Name]: { readonly _tag: N } & Schema.Schema.Type<Schema.Struct<Parts[N]>> }[Name]
  | { readonly _tag: "fault"; readonly code: number; readonly about: number; readonly text: string }

/** What it tells is read so, by its name: `undefined` of what can't be. */
export const readers: ReadonlyMap<string, (told: ReadonlyArray<unknown>) => Told | undefined> = new Map(
  (Object.entries(parts) as ReadonlyArray<[Name, Parts[Name]]>).map(([name, fields]) => {
    const names = Object.keys(fields)
    const read = Schema.decodeUnknownOption(Schema.Struct(fields))
    return [
      name,
      (told) =>
        Option.getOrUndefined(
          Option.map(
            read(Object.fromEntries(names.map((field, at) => [field, told[at]]))),
            // Its name says which of them it is.
            (value) => ({ ...value, _tag: name }) as Told
          )
        )
    ]
  })
)

const readFault = Schema.decodeUnknownOption(
  Schema.Struct({ text: Schema.instanceOf(Error), code: I, about: Schema.optional(I) })
)
const readNotice = Schema.decodeUnknownOption(Schema.Struct({ text: Text, code: I }))

/** An error as the client emits it: with what it is about. */
export const faultIn = ([error, code, about]: ReadonlyArray<unknown>): Told | undefined =>
  Option.getOrUndefined(
    Option.map(readFault({ text: error, code, about }), (read) => ({
      _tag: "fault",
      code: read.code,
      about: read.about ?? -1,
      text: read.text.message
    }))
  )

/** A notice, which the client takes for no error: of a lost connection too. */
export const noticeIn = ([text, code]: ReadonlyArray<unknown>): Told | undefined =>
  Option.getOrUndefined(
    Option.map(readNotice({ text, code }), (read) => ({ _tag: "fault", code: read.code, about: -1, text: read.text }))
  )
