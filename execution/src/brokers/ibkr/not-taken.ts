import type { OrderRequest } from "@tradetower/domain/order"

/** Why Interactive Brokers takes no such order, the end of a sentence that begins with its name; undefined where it does. */
export const notTaken = ({
  limitOffset,
  margin,
  postOnly,
  price,
  session,
  stopPrice,
  timeInForce,
  type
}: OrderRequest) => {
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
