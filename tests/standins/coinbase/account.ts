import { compare, type Decimal, decimalsOf, minus, plus, rounded, times } from "@tradetower/domain/number"
import { addedBy, type marginOf } from "./futures.ts"
import { type BookProduct, type BookUser, walletOf } from "./user.ts"
import { type Asks, typeOf } from "./order.ts"

const d = (text: string): Decimal => text as Decimal
export const FEES = { maker: d("0.004"), taker: d("0.006") }
/** Decimals of a fee. */
const FEE_DECIMALS = 12

/** What is asked for. */
export interface Asked {
  readonly clientId: string
  readonly product: string
  readonly side: "BUY" | "SELL"
  readonly kind: string
  readonly asks: Asks
}

export const feeOn = (amount: Decimal, rate: Decimal): Decimal => rounded(times(amount, rate), FEE_DECIMALS)

/** What a buy holds. */
export const withFee = (amount: Decimal): Decimal => plus(amount, feeOn(amount, FEES.taker))

const onStep = (value: string, step: string): boolean => {
  const decimals = Math.max(decimalsOf(value), decimalsOf(step))
  const units = (text: string) => BigInt(times(text, `1${"0".repeat(decimals)}`).split(".")[0] ?? "0")
  return units(value) % units(step) === 0n
}

/** Why an order is refused, as Coinbase names it; undefined: it is not. */
export const refusalOf = (
  user: BookUser,
  {
    asks,
    clientId,
    kind,
    product: id,
    side
  }: { clientId: string; product: string; side: string; kind: string; asks: Asks },
  products: ReadonlyMap<string, BookProduct>,
  {
    last,
    margin,
    mostOpen,
    rateOf
  }: {
    readonly last: Decimal | undefined
    readonly margin: ReturnType<typeof marginOf>
    readonly mostOpen: number
    readonly rateOf: (contract: NonNullable<BookProduct["contract"]>) => Decimal
  }
): string | undefined => {
  const product = products.get(id)
  if (product === undefined || last === undefined) return "UNTRADABLE_PRODUCT"
  if (clientId === "") return "INVALID_CLIENT_ORDER_ID"
  if (typeOf(kind) === "UNKNOWN_ORDER_TYPE") return "UNSUPPORTED_ORDER_CONFIGURATION"
  if ("reduce_only" in asks)
    return product.contract === undefined
      ? "REDUCE_ONLY_NOT_ALLOWED_ON_SPOT_PRODUCTS"
      : "PREVIEW_REDUCE_ONLY_NOT_ALLOWED_ON_VENUE"
  if ("quote_size" in asks || typeof asks["base_size"] !== "string") return "INVALID_ORDER_CONFIG"
  if (product.takes === "NONE" || product.takes === "CANCEL") return "TRADING_DISABLED"
  if (product.withoutStops === true && (kind.startsWith("stop_limit") || kind.startsWith("trigger_bracket")))
    return "UNSUPPORTED_ORDER_CONFIGURATION"
  if (product.takes === "LIMIT" && kind === "market_market_ioc") return "PREVIEW_UNSUPPORTED_ORDER_CONFIGURATION"
  const size = asks["base_size"]
  if (!onStep(size, product.lot)) return "PREVIEW_INVALID_SIZE_PRECISION"
  if (compare(size, product.smallest) < 0) return "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL"
  const priced = ["limit_price", "stop_price", "stop_trigger_price"].flatMap((name) =>
    name in asks ? [String(asks[name])] : []
  )
  if (priced.some((price) => !onStep(price, product.tick))) return "PREVIEW_INVALID_PRICE_PRECISION"
  const limit = asks["limit_price"]
  if (compare(times(size, String(limit ?? last)), product.smallestQuote) < 0)
    return "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL"
  if (
    asks["post_only"] === true &&
    (side === "BUY" ? compare(String(limit), last) >= 0 : compare(String(limit), last) <= 0)
  )
    return "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY"
  const stop = asks["stop_price"]
  if (typeof stop === "string") {
    const down = asks["stop_direction"] === "STOP_DIRECTION_STOP_DOWN"
    if (down !== (side === "SELL")) return "PREVIEW_INVALID_STOP_DIRECTION"
    if (down && compare(stop, last) >= 0) return "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE"
    if (!down && compare(stop, last) <= 0) return "PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE"
  }
  if (user.live.size >= mostOpen) return "PREVIEW_MAX_OPEN_ORDERS"
  if (product.contract !== undefined) {
    const { size: coins } = product.contract
    const added = times(
      times(times(addedBy(user, id, side === "SELL" ? "SELL" : "BUY", size), coins), last),
      rateOf(product.contract)
    )
    return compare(margin.free, added) < 0 ? "PREVIEW_INSUFFICIENT_FUNDS_FOR_FUTURES" : undefined
  }
  const currency = side === "SELL" ? product.base : product.quote
  const { hold, total } = walletOf(user, currency)
  const needs = side === "SELL" ? d(size) : withFee(times(size, String(limit ?? last)))
  if (compare(minus(total, hold), needs) < 0) return "INSUFFICIENT_FUND"
  return undefined
}
