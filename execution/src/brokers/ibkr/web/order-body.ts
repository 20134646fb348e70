import type { Price } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"
import type { Contract } from "../contracts.ts"
import { STOP_LEG } from "../leg.ts"
import { sizeOf } from "../trades.ts"

/** A number as it is written, without quotes: every digit as it is, and never an exponent. */
interface Literal {
  readonly number: string
}
type Field = string | boolean | Literal

const object = (fields: Readonly<Record<string, Field>>): string =>
  `{${Object.entries(fields)
    .map(([name, value]) => `"${name}":${typeof value === "object" ? value.number : JSON.stringify(value)}`)
    .join(",")}}`

const types = { MARKET: "MKT", LIMIT: "LMT", STOP: "STP" } as const

/** The body that asks for an order. */
export const orderBody = ({ conid, market }: Contract, account: string, order: OrderRequest): string => {
  const { clientOrderId, price, quantity, session, side, stopPrice, timeInForce, type } = order
  const size = sizeOf(market, quantity)
  const at = (one: Price): Literal => ({ number: market.priceText(one) })
  const common = {
    acctId: account,
    conid: { number: conid },
    side,
    quantity: { number: size },
    // A future's hours are all as good: a stop of it is to go off by night, too.
    outsideRTH: session === "EXTENDED" || market.instrument.kind === "FUTURES",
    ...(market.instrument.kind === "FUTURES" && { manualIndicator: false })
  }
  // A market order that is good till cancelled is one for the day.
  const tif = type === "MARKET" && timeInForce === "GTC" ? "DAY" : timeInForce
  const first: Record<string, Field> = {
    ...common,
    cOID: clientOrderId,
    orderType: types[type],
    tif,
    ...(price !== undefined && { price: at(price) })
  }
  if (stopPrice === undefined) return `{"orders":[${object(first)}]}`
  const stop: Record<string, Field> = {
    ...common,
    cOID: `${clientOrderId}${STOP_LEG}`,
    orderType: "STP",
    tif,
    price: at(stopPrice),
    isSingleGroup: true
  }
  return `{"orders":[${object({ ...first, isSingleGroup: true })},${object(stop)}]}`
}
