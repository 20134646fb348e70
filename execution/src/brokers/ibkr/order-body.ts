import type { Market, Price } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"

/** What Interactive Brokers does not take: the end of a sentence that begins with its name. */
export class NotTaken {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** What the stop beside an exit is called: the exit has the order's own id. */
export const STOP_LEG = ".S"

/** The order that an id there stands for. */
export const ofLeg = (reference: string): string =>
  reference.endsWith(STOP_LEG) ? reference.slice(0, -STOP_LEG.length) : reference

/** Why it takes no such order; undefined where it does. */
const problem = ({ limitOffset, margin, postOnly, price, session, stopPrice, timeInForce, type }: OrderRequest) => {
  if (margin !== undefined) return "has no leverage to set for an order"
  if (postOnly === true) return "has no orders that only rest"
  if (limitOffset !== undefined) return "takes stops at market"
  if (type !== "MARKET" && price === undefined) return `takes no ${type.toLowerCase()} order without its price`
  if (type === "STOP" && timeInForce === "IOC") return "takes no stop that is to fill at once"
  if (stopPrice !== undefined && (type !== "LIMIT" || timeInForce === "IOC"))
    return "keeps a stop beside a limit order that rests, and beside no other"
  if (session === "EXTENDED" && (type !== "LIMIT" || timeInForce === "IOC" || stopPrice !== undefined))
    return "takes limit orders that rest, and no other, outside regular hours"
  return undefined
}

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

/** The body that asks for an order; or why there is none. `conid`: the contract's own number. */
export const orderBody = (market: Market, conid: string, account: string, order: OrderRequest): string | NotTaken => {
  const why = problem(order)
  if (why !== undefined) return new NotTaken(why)
  const { clientOrderId, price, quantity, session, side, stopPrice, timeInForce, type } = order
  // Quantities there are shares, or contracts.
  const size =
    market.instrument.contractMultiplier === undefined
      ? market.quantityText(quantity)
      : String(market.contracts(quantity))
  const at = (one: Price): Literal => ({ number: market.priceText(one) })
  const common = {
    acctId: account,
    conid: { number: conid },
    side,
    quantity: { number: size },
    outsideRTH: session === "EXTENDED",
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
