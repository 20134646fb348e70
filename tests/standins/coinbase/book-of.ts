import { marketOf } from "@tradetower/domain/market"
import { type Decimal, minus, plus, times } from "@tradetower/domain/number"
import { assetsOf, tradedHere } from "./instruments.ts"
import type { BookUser } from "./user.ts"
import type { CoinbaseServer } from "./server.ts"

/** A user's book, as whoever compares reads it. */
export interface UserBook {
  readonly opening: Readonly<Record<string, string>>
  /** By the trades (of futures: what is held, and what was paid for it), fees cut to what a market counts in: Coinbase's have more digits than anybody is told of. */
  readonly totals: Readonly<Record<string, string>>
  readonly orders: ReadonlyArray<{
    readonly clientOrderId: string
    readonly status: string
    readonly filledQuantity: string
  }>
  readonly fills: ReadonlyArray<{ readonly tradeId: string; readonly clientOrderId: string }>
}

const markets = new Map(tradedHere.map((instrument) => [instrument.symbol as string, marketOf(instrument)]))

/** So many in coins: of a future what is counted in contracts. */
const coins = (product: string, size: Decimal): Decimal =>
  times(size, markets.get(product)?.instrument.contractMultiplier ?? "1")

const statuses: Readonly<Record<string, string>> = {
  PENDING: "OPEN",
  QUEUED: "OPEN",
  CANCEL_QUEUED: "OPEN",
  FAILED: "REJECTED"
}

const totalsOf = ({ fills, opening }: BookUser): Readonly<Record<string, string>> => {
  const totals = new Map<string, Decimal>(Object.entries(opening).map(([asset, amount]) => [asset, amount as Decimal]))
  const add = (asset: string, amount: Decimal) => totals.set(asset, plus(totals.get(asset) ?? "0", amount))
  for (const { commission, price, product, side, size } of fills) {
    const market = markets.get(product)
    if (market === undefined) continue
    const [base, quote] = assetsOf(product)
    const amount = coins(product, size)
    const value = times(price, amount)
    add(base, side === "BUY" ? amount : minus("0", amount))
    add(quote, side === "BUY" ? minus("0", value) : value)
    add(quote, minus("0", market.quoteText(market.quote(commission))))
  }
  return Object.fromEntries(totals)
}

/** Everybody's. */
export const bookOf = ({ book }: CoinbaseServer): Readonly<Record<string, UserBook>> =>
  Object.fromEntries(
    [...book.users].map(([name, user]) => [
      name,
      {
        opening: user.opening,
        totals: totalsOf(user),
        orders: [...user.orders.values()].map(({ clientId, filled, product, status }) => ({
          clientOrderId: clientId,
          status: statuses[status] ?? status,
          filledQuantity: coins(product, filled)
        })),
        fills: user.fills.map(({ orderId, tradeId }) => ({
          tradeId,
          clientOrderId: user.orders.get(orderId)?.clientId ?? ""
        }))
      }
    ])
  )
