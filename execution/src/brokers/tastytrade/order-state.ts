import { ClientOrderId, type Time, TradeId } from "@tradetower/domain/ids"
import type { Market, Quantity } from "@tradetower/domain/market"
import { compare, type Decimal, minus, sum, times, whole as wholeNumber, zero } from "@tradetower/domain/number"
import type { Fill } from "@tradetower/domain/order"
import type { OrderState } from "../../exchange.ts"
import { filledIn } from "../filled-in.ts"
import { isContract } from "./account-markets.ts"
import type { FillAnswer, OrderAnswer } from "./answers.ts"

type Status = OrderState["status"]

/** All that may still fill are open, whatever they wait for. */
const statuses: Readonly<Record<string, Status>> = {
  Received: "OPEN",
  Routed: "OPEN",
  "In Flight": "OPEN",
  Live: "OPEN",
  Contingent: "OPEN",
  "Cancel Requested": "OPEN",
  "Replace Requested": "OPEN",
  "Partially Removed": "OPEN",
  Filled: "FILLED",
  Cancelled: "CANCELLED",
  Removed: "CANCELLED",
  Expired: "EXPIRED",
  Rejected: "REJECTED"
}

/** Where an order stands by tastytrade's word for it; one that is new to us is unknown, and never an end. */
export const statusOf = (word: string): Status => statuses[word] ?? "UNKNOWN"

export const hasEnded = (word: string): boolean => {
  const status = statusOf(word)
  return status !== "OPEN" && status !== "UNKNOWN"
}

/** Fills at once, or not at all. */
export const takesAtOnce = (answer: Pick<OrderAnswer, "order-type" | "time-in-force">): boolean =>
  answer["order-type"] === "Market" || answer["time-in-force"] === "IOC"

/** Why an order ended, in words. */
const endWords = (answer: OrderAnswer): string => {
  switch (answer.status) {
    case "Expired":
      return "expired at tastytrade"
    case "Removed":
      return "removed by tastytrade"
    case "Rejected":
      return `rejected by tastytrade: ${(answer["reject-reason"] ?? "it does not say why").slice(0, 200)}`
    default:
      return "cancelled at tastytrade"
  }
}

/** An order and what belongs to it, with what they are counted in. */
export interface Whole {
  readonly clientOrderId: ClientOrderId
  readonly market: Market
  readonly status: Status
  /** What its trades make up. */
  readonly filled: Quantity
  /** Its trades make up all that was filled, by its own word. */
  readonly isWhole: boolean
  readonly takesAtOnce: boolean
  /** Oldest first, each once. */
  readonly fills: ReadonlyArray<Fill>
  readonly state: OrderState
}

/** How much of base so much of an order is. */
const lots = (market: Market, size: Decimal): Quantity | undefined =>
  market.quantity(isContract(market) ? times(size, market.instrument.contractMultiplier ?? "1") : size)

/**
 * A trade as it is told: what it costs is taken from the instrument's fees, the same wherever and whenever it is told; what
 * it did cost comes later (`ChargeList`).
 */
const fillOf = (market: Market, clientOrderId: ClientOrderId, fill: FillAnswer): Fill | undefined => {
  const at = market.fillPrice(fill["fill-price"])
  const quantity = lots(market, fill.quantity)
  if (at === undefined || quantity === undefined) return undefined
  const { exactPrice, price } = at
  const notional =
    exactPrice === undefined ? market.notional(price, quantity) : market.exactNotional(exactPrice, quantity)
  return {
    _tag: "OrderFilled",
    at: fill["filled-at"] as Time,
    clientOrderId,
    tradeId: TradeId.make(fill["fill-id"]),
    price,
    ...(exactPrice !== undefined && { exactPrice }),
    quantity,
    fee: { _tag: "Quote", amount: wholeNumber(market.feeFor(notional, quantity, 0n)) },
    liquidity: "TAKER"
  }
}

const legOf = (answer: OrderAnswer) => answer.legs[0]
const sizes = (answer: OrderAnswer) => {
  const { fills, quantity, "remaining-quantity": remaining } = legOf(answer)
  return { quantity, remaining: remaining ?? undefined, told: sum((fills ?? []).map((fill) => fill.quantity)) }
}

/** Whether the trades of one order are all there are, by what it says is left. */
const toldAll = (answer: OrderAnswer): boolean => {
  const { quantity, remaining, told } = sizes(answer)
  if (answer.status === "Filled") return compare(told, quantity) >= 0
  // Of one that is over nothing may remain: then it says nothing of how much was filled.
  if (remaining === undefined || compare(remaining, zero) === 0) return hasEnded(answer.status)
  return compare(told, minus(quantity, remaining)) >= 0
}

/** Both of two that cancel each other are one order: open while either is. */
const together = (parts: ReadonlyArray<OrderAnswer>): Status => {
  const all = parts.map(({ status }) => statusOf(status))
  for (const status of ["UNKNOWN", "OPEN", "FILLED"] as const) if (all.includes(status)) return status
  return all[0] ?? "UNKNOWN"
}

/** What names an order that is several there: it is asked for, and taken back, as one. */
const SEVERAL = "oco-"
export const severalIn = (exchangeOrderId: string): string | undefined =>
  exchangeOrderId.startsWith(SEVERAL) ? exchangeOrderId.slice(SEVERAL.length) : undefined
export const exchangeIdOf = (answer: OrderAnswer): string => {
  const complex = answer["complex-order-id"]
  return complex === undefined || complex === null ? answer.id : SEVERAL + complex
}

/** An order that nobody here placed has no id of ours. */
const clientIdOf = (answer: OrderAnswer): ClientOrderId =>
  ClientOrderId.make(answer["external-identifier"] || `tastytrade-${answer.id}`)

/** An order as it stands, from all its parts; undefined of one that can't be counted here, which is none of ours. */
export const wholeOf = (market: Market, parts: ReadonlyArray<OrderAnswer>): Whole | undefined => {
  // The exit of two: it has the order's price.
  const first = parts.find((one) => one["order-type"] === "Limit") ?? parts[0]
  if (first === undefined || parts.some((one) => one.legs.length !== 1)) return undefined
  const clientOrderId = clientIdOf(first)
  const { action, quantity: size } = legOf(first)
  const quantity = lots(market, size)
  const fills: Array<Fill> = []
  for (const fill of parts.flatMap((one) => legOf(one).fills ?? [])) {
    const read = fillOf(market, clientOrderId, fill)
    if (read === undefined) return undefined
    if (!fills.some(({ tradeId }) => tradeId === read.tradeId)) fills.push(read)
  }
  fills.sort((a, b) => a.at - b.at)
  const asked = first["order-type"].startsWith("Stop") ? first["stop-trigger"] : first.price
  const isPriced = first["order-type"] !== "Market" && typeof asked === "string"
  const price = isPriced ? market.price(asked) : undefined
  if (quantity === undefined || (isPriced && price === undefined)) return undefined
  const status = together(parts)
  const filled = filledIn(fills.map((report) => ({ report })))
  const isWhole = parts.every(toldAll) && (status !== "FILLED" || filled >= quantity)
  const told = status === "OPEN" || status === "UNKNOWN" || status === "REJECTED" || isWhole ? status : "OPEN"
  return {
    clientOrderId,
    market,
    status,
    filled,
    isWhole,
    takesAtOnce: takesAtOnce(first),
    fills,
    state: {
      clientOrderId,
      exchangeOrderId: exchangeIdOf(first),
      symbol: market.instrument.symbol,
      status: told,
      side: action.startsWith("Buy") ? "BUY" : "SELL",
      ...(price !== undefined && { price }),
      quantity,
      placedAt: first["received-at"] ?? first["updated-at"] ?? 0,
      filledQuantity: filled,
      ...(told !== "OPEN" && told !== "FILLED" && told !== "UNKNOWN" && { reason: endWords(first) })
    }
  }
}
