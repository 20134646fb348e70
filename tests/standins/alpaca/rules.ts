import { compare, decimalsOf, isDecimal, minus, sum, times } from "@tradetower/domain/number"
import type { Asset } from "./asset.ts"
import { isOpen, type Order } from "./order.ts"

/** A refusal: HTTP status and body. */
export type Refused = readonly [number, Record<string, unknown>]

const invalid = (message: string): Refused => [422, { code: 40010001, message }]
const unprocessable = (message: string): Refused => [422, { code: 42210000, message }]
const forbidden = (message: string, more: object = {}): Refused => [403, { code: 40310000, message, ...more }]

/** What an order is checked by. */
export interface Around {
  readonly orders: ReadonlyArray<Order>
  readonly cash: string
  readonly position: string
  readonly last: string | undefined
  readonly noShorting: boolean
  readonly tradingBlocked: boolean
  readonly halted: boolean
  readonly minimum: string
}

export interface Wanted {
  readonly body: Readonly<Record<string, unknown>>
  readonly assetClass: "us_equity" | "crypto" | undefined
  readonly fractions: Asset["fractions"]
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** Whether it is of a part of a share. */
const isSplit = (qty: string): boolean => minus(qty, "0").includes(".")

/** What the fields themselves say. */
export const misformed = ({ assetClass, body, fractions }: Wanted): Refused | undefined => {
  const {
    client_order_id,
    extended_hours,
    limit_price,
    order_class,
    qty,
    side,
    stop_loss,
    stop_price,
    symbol,
    take_profit
  } = body
  const [type, time] = [text(body["type"]), text(body["time_in_force"])]
  for (const [name, value] of Object.entries({ qty, limit_price, stop_price }))
    if (value !== undefined && (typeof value !== "string" || !isDecimal(value)))
      return invalid(`${name} must be a decimal as text`)
  if (assetClass === undefined) return unprocessable(`asset "${String(symbol)}" not found`)
  if (typeof qty !== "string" || compare(qty, "0") <= 0) return invalid("qty must be > 0")
  if (decimalsOf(qty) > 9) return invalid("qty has more than 9 decimals")
  if (side !== "buy" && side !== "sell") return invalid("side is required")
  if (typeof client_order_id === "string" && client_order_id.length > 128) return invalid("client_order_id is too long")
  const isStock = assetClass === "us_equity"
  const types = isStock ? ["market", "limit", "stop", "stop_limit"] : ["market", "limit", "stop_limit"]
  const times_ = isStock ? ["day", "gtc", "ioc"] : ["gtc", "ioc"]
  if (!types.includes(type ?? "")) return unprocessable(`order type ${type} is not valid for ${assetClass}`)
  if (!times_.includes(time ?? "")) return unprocessable(`invalid ${assetClass} time_in_force`)
  const isOco = order_class === "oco"
  if (isOco && (!isStock || type !== "limit" || time === "ioc")) return unprocessable("oco orders must be limit orders")
  const prices = [
    limit_price,
    stop_price,
    ...[take_profit, stop_loss].flatMap((part) => Object.values((part ?? {}) as Record<string, unknown>))
  ]
  for (const price of prices) {
    if (price === undefined) continue
    if (typeof price !== "string" || !isDecimal(price) || compare(price, "0") <= 0) return invalid("price must be > 0")
    if (isStock && decimalsOf(price) > (compare(price, "1") >= 0 ? 2 : 4))
      return unprocessable(`invalid price ${price}. sub-penny increment does not fulfill minimum pricing criteria`)
    if (!isStock && decimalsOf(price) > 9) return unprocessable("price increment is 0.000000001")
  }
  if (type === "limit" && !isOco && limit_price === undefined) return invalid("limit orders require a limit price")
  if (isOco && (take_profit === undefined || stop_loss === undefined)) return invalid("oco orders require both legs")
  if (type?.startsWith("stop") === true && stop_price === undefined) return invalid("stop orders require a stop price")
  if (type === "stop_limit" && limit_price === undefined) return invalid("stop_limit orders require a limit price")
  const isFraction = isStock && isSplit(qty)
  if (isFraction && fractions === "NONE") return forbidden(`asset "${String(symbol)}" is not fractionable`)
  if (isFraction && (time !== "day" || isOco)) return unprocessable("fractional orders must be DAY orders")
  const extends_ = type === "limit" && time !== "ioc" && !isOco && !(isFraction && fractions === "CORE")
  if (extended_hours === true && !extends_) return unprocessable("extended hours order must be DAY or GTC limit orders")
  return undefined
}

const isLimit = ({ type }: Pick<Order, "type">): boolean => type === "limit"
const isAtMarket = ({ type }: Pick<Order, "type">): boolean => type === "market" || type === "stop"

/** Whether a new order would trade with one that rests. */
const washes = (resting: Order, next: Pick<Order, "limitPrice" | "side" | "type">): boolean => {
  if (resting.side === next.side) return false
  const [old, young] = [resting.limitPrice ?? "0", next.limitPrice ?? "0"]
  if (isLimit(resting) && isLimit(next))
    return next.side === "sell" ? compare(old, young) >= 0 : compare(young, old) >= 0
  if (isLimit(resting)) return isAtMarket(next) || (next.side === "sell" && compare(old, young) >= 0)
  if (resting.type === "stop" && isLimit(next)) return true
  if (resting.type === "stop_limit" && isLimit(next)) return next.side === "buy" && compare(young, old) >= 0
  return true
}

const rest = ({ filledQty, qty }: Order): string => minus(qty, filledQty)

/** What open orders hold: of the asset, and of money. A pair of which one cancels the other holds once. */
export const heldBy = (orders: ReadonlyArray<Order>, last: (symbol: string) => string | undefined) => {
  const open = orders.filter((order) => isOpen(order) && !order.isLeg)
  return {
    money: sum(
      open
        .filter(({ side }) => side === "buy")
        .map((order) => times(rest(order), order.limitPrice ?? order.stopPrice ?? last(order.symbol) ?? "0"))
    ),
    of: (symbol: string) => sum(open.filter((order) => order.symbol === symbol && order.side === "sell").map(rest))
  }
}

/** What the account and what rests in it say. */
export const refused = (
  next: Pick<Order, "assetClass" | "limitPrice" | "orderClass" | "qty" | "side" | "stopPrice" | "symbol" | "type">,
  { cash, halted, last, minimum, noShorting, orders, position, tradingBlocked }: Around
): Refused | undefined => {
  if (tradingBlocked) return forbidden("account not authorized to trade")
  if (halted) return unprocessable(`asset ${next.symbol} is halted`)
  const opposite =
    next.orderClass === "oco"
      ? undefined
      : orders.find(
          (order) => isOpen(order) && order.orderClass !== "oco" && order.symbol === next.symbol && washes(order, next)
        )
  if (opposite !== undefined)
    return forbidden("potential wash trade detected. use complex orders", {
      existing_order_id: opposite.id,
      reject_reason: "opposite side market/stop order exists"
    })
  const at = next.limitPrice ?? next.stopPrice ?? last
  if (at === undefined) return unprocessable("no price available")
  const held = heldBy(orders, () => last)
  const isStock = next.assetClass === "us_equity"
  const least = next.side === "buy" || (isStock && isSplit(next.qty))
  if (compare(next.qty, minimum) < 0 || (least && compare(times(next.qty, at), "1") < 0))
    return forbidden(`cost basis must be >= minimal amount of order 1`)
  if (next.side === "buy") {
    const [power, cost] = [minus(cash, held.money), times(next.qty, at)]
    if (compare(cost, power) <= 0) return undefined
    return isStock
      ? forbidden("insufficient buying power", { buying_power: power, cost_basis: cost })
      : forbidden(`insufficient balance for USD (requested: ${cost}, available: ${power})`, { symbol: "USD" })
  }
  const there = held.of(next.symbol)
  const available = minus(position, there)
  if (compare(next.qty, available) <= 0) return undefined
  if (isStock && !noShorting && compare(available, "0") <= 0 && compare(there, "0") === 0) return undefined
  const related = orders.filter((order) => isOpen(order) && order.symbol === next.symbol && order.side === "sell")
  return isStock
    ? forbidden(`insufficient qty available for order (requested: ${next.qty}, available: ${available})`, {
        available,
        existing_qty: position,
        held_for_orders: there,
        related_orders: related.map(({ id }) => id)
      })
    : forbidden(
        `insufficient balance for ${next.symbol.split("/")[0]} (requested: ${next.qty}, available: ${available})`
      )
}
