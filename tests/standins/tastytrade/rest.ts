import { compare, zero } from "@tradetower/domain/number"
import { isOpen, type Order } from "./order.ts"
import { refused } from "./rules.ts"
import type { Quotes } from "./quotes.ts"
import type { Account, Future, TastytradeBook } from "./tastytrade-book.ts"

export type Answer = readonly [number, unknown]

const notFound = refused("record_not_found", "Couldn't find it", 404)
const data = (value: unknown): Answer => [200, { data: value }]

/** A page of a list. */
const paged = (all: ReadonlyArray<unknown>, query: URLSearchParams): Answer => {
  const each = Number(query.get("per-page") ?? "10")
  const page = Number(query.get("page-offset") ?? "0")
  return [
    200,
    {
      data: { items: all.slice(page * each, (page + 1) * each) },
      pagination: { "per-page": each, "page-offset": page, "total-pages": Math.ceil(all.length / each) }
    }
  ]
}

const futureRow = (one: Future): Record<string, unknown> => ({
  symbol: one.symbol,
  "product-code": one.product,
  "notional-multiplier": one.multiplier,
  "tick-size": one.tick,
  "expiration-date": one.expires,
  "stops-trading-at": `${one.expires}T14:30:00.000+00:00`,
  "last-trade-date": one.expires,
  "streamer-symbol": one.streamer,
  exchange: "CME",
  active: true,
  "is-tradeable": true,
  "is-closing-only": one.closingOnly === true,
  "roll-target-symbol": `${one.symbol.slice(0, -2)}H7`
})

export interface RestOf {
  readonly book: TastytradeBook
  readonly quotes: Quotes
  readonly url: () => string
  /** An order came in. */
  readonly came: (symbol: string) => void
}

/** What is asked of tastytrade once somebody is signed in. */
export const restAnswers = ({ book, came, quotes, url }: RestOf) => {
  const status = () => ({
    "is-closed": false,
    "is-closing-only": false,
    "is-frozen": false,
    "is-futures-enabled": true,
    "is-risk-reducing-only": false,
    "is-pattern-day-trader": false,
    "has-intraday-equities-margin": true,
    "day-trade-count": 0
  })

  const orders = (
    account: Account,
    method: string,
    id: string | undefined,
    query: URLSearchParams,
    body: unknown
  ): Answer => {
    const { orders: all } = account.book
    const row = (order: Order) => book.row(order)
    const newest = all.toReversed()
    if (id === undefined && method === "POST") {
      const asked = body as Record<string, unknown>
      const [leg] = (asked["legs"] ?? []) as ReadonlyArray<Record<string, unknown>>
      came(String(leg?.["symbol"]))
      return account.readOnly === true
        ? refused("not_permitted", "Insufficient scope", 403)
        : book.place(account, asked)
    }
    if (id === "dry-run")
      return account.readOnly === true
        ? refused("not_permitted", "Insufficient scope", 403)
        : [201, { data: { "buying-power-effect": {}, warnings: [] } }]
    if (id === "live") return paged(newest.map(row), query)
    if (id === undefined) {
      const from = query.get("start-at") ?? query.get("start-date")
      if (from === null) return refused("validation_error", "start-date or start-at is required", 400)
      const since = all.filter(({ receivedAt }) => receivedAt >= Date.parse(from))
      return paged((query.get("sort") === "Asc" ? since : since.toReversed()).map(row), query)
    }
    const found = all.find((order) => String(order.id) === id)
    if (method === "DELETE") return book.cancel(account, found)
    if (found === undefined) return notFound
    if (method === "PATCH") return book.replace(account, found, String((body as Record<string, unknown>)["price"]))
    return data(row(found))
  }

  const complex = (account: Account, method: string, id: string | undefined, body: unknown): Answer => {
    if (id === undefined) return book.placeComplex(account, body as Record<string, unknown>)
    const parts = account.book.orders.filter((order) => String(order.complexId) === id)
    if (method === "DELETE") return book.cancel(account, parts.find(isOpen) ?? parts[0])
    const row = book.complexRow(account, id)
    return row === undefined ? notFound : data(row)
  }

  const ofAccount = (
    account: Account,
    method: string,
    path: ReadonlyArray<string>,
    query: URLSearchParams,
    body: unknown
  ): Answer => {
    const [kind, id] = path
    switch (kind) {
      case "trading-status":
        return data(status())
      case "balances":
        return data(book.chance(0.3) ? { items: [book.balancesRow(account)] } : book.balancesRow(account))
      case "positions":
        return data({
          items: [...account.ledger]
            .filter(([, held]) => compare(held, zero) !== 0)
            .map(([symbol]) => book.positionRow(account, symbol))
        })
      case "orders":
        return orders(account, method, id, query, body)
      case "complex-orders":
        return complex(account, method, id, body)
      case "transactions":
        return paged(account.book.transactions.toReversed(), query)
      default:
        return notFound
    }
  }

  const equity = (symbol: string) => ({
    symbol,
    description: "A share",
    active: true,
    "is-closing-only": false,
    "tick-sizes": [{ value: "0.0001", threshold: "1.0" }, { value: "0.01" }]
  })

  return (
    account: Account,
    method: string,
    path: ReadonlyArray<string>,
    query: URLSearchParams,
    body: unknown
  ): Answer => {
    const [kind, first, ...rest] = path
    switch (kind) {
      case "customers":
        return data({
          items: [
            { account: { "account-number": account.number, "margin-or-cash": "Margin" }, "authority-level": "owner" }
          ]
        })
      case "accounts":
        return first === account.number
          ? ofAccount(account, method, rest, query, body)
          : refused("not_permitted", "no such account", 403)
      case "api-quote-tokens":
        return data(quotes.token(url()))
      case "instruments": {
        const name = rest[0]
        if (first === "equities")
          return name !== undefined && book.equities.includes(name) ? data(equity(name)) : notFound
        if (name === undefined) {
          const product = query.get("product-code[]")
          const all = book.futures.filter((one) => product === null || one.product === product)
          return data({ items: all.map(futureRow) })
        }
        const future = book.futures.find(({ symbol }) => symbol === name)
        return future === undefined ? notFound : data(futureRow(future))
      }
      case "market-time": {
        const halfDay = new Date(book.now() + 3 * 86_400_000).toISOString().slice(0, 10)
        if (first === "futures") return data({ "market-holidays": [], "market-half-days": [halfDay] })
        const hour = 3_600_000
        const now = book.now()
        const at = (millis: number) => new Date(millis).toISOString()
        const session = {
          "instrument-collection": query.get("instrument-collections[]"),
          state: book.isOpen ? "Open" : "Closed",
          "open-at": book.isOpen ? at(now - hour) : null,
          "close-at": book.isOpen ? at(now + 6 * hour) : null,
          "next-session": { "open-at": at(now + 24 * hour) }
        }
        return data(book.chance(0.5) ? { items: [session] } : session)
      }
      default:
        return notFound
    }
  }
}
