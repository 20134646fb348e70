import { MARGIN } from "../futures-money.ts"
import { compare, decimalsOf, isDecimal, minus, sum, times } from "@tradetower/domain/number"
import { closes, isBuy, isOpen, type Order } from "./order.ts"

/** A refusal: HTTP status and body. */
export type Refused = readonly [number, Record<string, unknown>]

export const refused = (code: string, message: string, status = 422): Refused => [status, { error: { code, message } }]
const preflight = (code: string, message: string): Refused => [
  422,
  {
    error: {
      code: "preflight_check_failure",
      message: "One or more preflight checks failed",
      errors: [{ code, message }]
    }
  }
]

/** What is asked for, field by field. */
export interface Asked {
  readonly kind: string
  readonly symbol: string
  readonly action: string
  readonly quantity: string
  readonly type: string
  readonly timeInForce: string
  readonly price: string | undefined
  readonly priceEffect: string | undefined
  readonly stopTrigger: string | undefined
  readonly strict: boolean
}

export interface Around {
  readonly orders: ReadonlyArray<Order>
  readonly cash: string
  /** What the ledger knows of it: it follows trades a moment later. */
  readonly ledger: string
  readonly last: string | undefined
  readonly multiplier: string
  readonly isOpen: boolean
  readonly tick: string
}

const onTick = (kind: string, price: string, tick: string): boolean => {
  if (kind === "Equity") return decimalsOf(price) <= (compare(price, "1") >= 0 ? 2 : 4)
  const ticks = Number(price) / Number(tick)
  return Math.abs(ticks - Math.round(ticks)) < 1e-9
}

const rest = ({ filled, quantity }: Order): string => minus(quantity, filled)

/** What open orders hold: of money, by what they may still spend on shares. */
export const reserved = (orders: ReadonlyArray<Order>): string =>
  sum(
    orders
      .filter((order) => isOpen(order) && isBuy(order) && order.kind === "Equity")
      .map((order) => times(rest(order), order.price ?? order.stopTrigger ?? "0"))
  )

/** Why an order is not taken; nothing where it is. */
export const problem = (asked: Asked, around: Around): Refused | undefined => {
  const { action, kind, price, priceEffect, quantity, stopTrigger, strict, symbol, timeInForce, type } = asked
  if (kind === "Cryptocurrency") return preflight("cryptocurrency_trading_disabled", "Crypto trading is not available")
  if (kind !== "Equity" && kind !== "Future") return refused("validation_error", `instrument type ${kind}`, 400)
  if (!isDecimal(quantity) || quantity.includes(".") || compare(quantity, "0") <= 0)
    return refused("validation_error", "quantity must be a whole number", 400)
  if (type === "Market" && timeInForce.startsWith("GT"))
    return preflight("gtc_market_orders_not_supported", "Market orders can't be good till cancelled")
  if (type === "Limit" && price === undefined) return preflight("price_required", "Limit orders need a price")
  if (price !== undefined && priceEffect !== (action.startsWith("Buy") ? "Debit" : "Credit"))
    return preflight("price_effect_missing", "price-effect does not fit the action")
  if (type.startsWith("Stop") && stopTrigger === undefined)
    return preflight("stop_trigger_required", "Stop orders need a trigger")
  for (const at of [price, stopTrigger])
    if (at !== undefined && (!isDecimal(at) || !onTick(kind, at, around.tick)))
      return preflight("invalid_price_increment", `${at} is not on the tick`)
  if (kind === "Future" && action !== "Buy" && action !== "Sell")
    return preflight("invalid_action", "Futures are bought and sold")
  if (kind === "Equity" && !/ to (Open|Close)$/.test(action))
    return preflight("invalid_action", "Shares need an effect on the position")
  const opens = !action.endsWith("to Close")
  if (type === "Market" && !around.isOpen && opens)
    return preflight("market_closed", "Opening market orders are not accepted while the market is closed")
  if (kind === "Future") {
    const needs = times(times(times(quantity, around.multiplier), price ?? around.last ?? "0"), MARGIN)
    return compare(needs, around.cash) > 0 ? preflight("margin_check_failed", "Not enough buying power") : undefined
  }
  if (opens) {
    const cost = times(quantity, price ?? stopTrigger ?? around.last ?? "0")
    return compare(cost, minus(around.cash, reserved(around.orders))) > 0
      ? preflight("margin_check_failed", "Your account does not have sufficient buying power")
      : undefined
  }
  const promised = sum(
    around.orders
      // Of two that cancel each other one alone counts.
      .filter((order) => isOpen(order) && closes(order) && order.symbol === symbol)
      .filter((order) => order.complexId === undefined || order.type === "Limit")
      .map(rest)
  )
  if (strict && compare(quantity, minus(around.ledger, promised)) > 0)
    return preflight("position_effect_closing_quantity_exceeds_position", "It closes more than the position has")
  return undefined
}
