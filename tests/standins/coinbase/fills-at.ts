import { compare, type Decimal, minus, plus, times } from "@tradetower/domain/number"
import type { BookOrder } from "./order.ts"

const d = (text: string): Decimal => text as Decimal
/** A bracket's stop trades no further beyond its trigger than this. */
const BRACKET_ROOM = d("0.05")

/** At what price an order trades when the market does at `price`; undefined: it rests. */
export const fillsAt = (
  order: BookOrder,
  price: Decimal,
  rested: boolean
): { readonly price: Decimal; readonly maker: boolean } | undefined => {
  const { asks, kind, side } = order
  const reaches = (bound: string) => (side === "BUY" ? compare(price, bound) <= 0 : compare(price, bound) >= 0)
  const limit = typeof asks["limit_price"] === "string" ? d(asks["limit_price"]) : undefined
  if (kind === "market_market_ioc") return { price, maker: false }
  if (kind === "stop_limit_stop_limit_gtc" && limit !== undefined) {
    const stop = String(asks["stop_price"])
    order.triggered ||= side === "BUY" ? compare(price, stop) >= 0 : compare(price, stop) <= 0
    return order.triggered && reaches(limit) ? { price, maker: false } : undefined
  }
  if (kind === "trigger_bracket_gtc" && limit !== undefined) {
    const stop = String(asks["stop_trigger_price"])
    order.triggered ||= side === "BUY" ? compare(price, stop) >= 0 : compare(price, stop) <= 0
    if (!order.triggered) return reaches(limit) ? { price: limit, maker: true } : undefined
    const room = times(stop, BRACKET_ROOM)
    return reaches(side === "BUY" ? plus(stop, room) : minus(stop, room)) ? { price, maker: false } : undefined
  }
  if (limit === undefined || !reaches(limit)) return undefined
  return rested ? { price: limit, maker: true } : { price, maker: false }
}
