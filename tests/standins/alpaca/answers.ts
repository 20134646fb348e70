import { compare, minus, plus, sum, times, zero } from "@tradetower/domain/number"
import type { Activity } from "./account-book.ts"
import type { Account, AlpacaBook } from "./alpaca-book.ts"
import { isOpen, type Order, written } from "./order.ts"

/*
 * What the stand-in answers to questions, as Alpaca writes it.
 */

export const accountAnswer = (alpaca: AlpacaBook, { book, number }: Account) => {
  const last = (symbol: string) => alpaca.last.get(symbol)
  const free = minus(book.cash, book.held(last).money)
  const worth = sum([...book.positions].map(([symbol, qty]) => times(qty, last(symbol) ?? "0")))
  const power = Math.max(0, Math.floor(Number(free) * 100) / 100).toFixed(2)
  return {
    id: `id-of-${number}`,
    account_number: number,
    status: "ACTIVE",
    crypto_status: "ACTIVE",
    currency: "USD",
    cash: book.cashText(),
    equity: plus(book.cash, worth),
    buying_power: power,
    effective_buying_power: power,
    non_marginable_buying_power: power,
    multiplier: "1",
    crypto_tier: 1,
    trading_blocked: alpaca.faults.tradingBlocked,
    account_blocked: false,
    transfers_blocked: false,
    trade_suspended_by_user: false,
    shorting_enabled: !book.noShorting,
    created_at: "2026-01-05T14:00:00.000000Z"
  }
}

export const positionsAnswer = (alpaca: AlpacaBook, { book }: Account) =>
  [...book.positions].flatMap(([symbol, qty]) => {
    if (compare(qty, zero) === 0) return []
    const asset = alpaca.assets.get(symbol)
    return [
      {
        asset_id: `asset-${symbol}`,
        // A pair has no stroke here.
        symbol: symbol.replace("/", ""),
        exchange: asset?.class === "crypto" ? "CRYPTO" : "NYSE",
        asset_class: asset?.class,
        qty,
        qty_available: compare(qty, zero) > 0 ? book.available(symbol, (one) => alpaca.last.get(one)) : qty,
        side: compare(qty, zero) > 0 ? "long" : "short",
        avg_entry_price: "1",
        market_value: times(qty, alpaca.last.get(symbol) ?? "0"),
        cost_basis: "1"
      }
    ]
  })

export const assetAnswer = (alpaca: AlpacaBook, name: string) => {
  const symbol = name.startsWith("asset-") ? name.slice("asset-".length) : name
  const asset = [...alpaca.assets.values()].find(
    (one) => one.symbol === symbol || one.symbol.replace("/", "") === symbol
  )
  if (asset === undefined) return undefined
  const isCoin = asset.class === "crypto"
  return {
    id: `asset-${asset.symbol}`,
    class: asset.class,
    exchange: isCoin ? "CRYPTO" : "NYSE",
    symbol: asset.symbol,
    name: asset.name,
    status: "active",
    tradable: !alpaca.faults.halted.includes(asset.symbol),
    marginable: !isCoin,
    shortable: !isCoin,
    fractionable: asset.fractions !== "NONE",
    attributes: isCoin || asset.fractions !== undefined ? [] : ["fractional_eh_enabled"],
    ...(isCoin && {
      min_order_size: asset.minimum,
      min_trade_increment: "0.000000001",
      price_increment: "0.000000001"
    })
  }
}

/** Orders, the latest first unless asked otherwise. What belongs to another comes with it, where that is asked for. */
export const ordersAnswer = ({ book }: Account, query: URLSearchParams, status: (order: Order) => string) => {
  const nested = query.get("nested") === "true"
  const [until, after] = [query.get("until"), query.get("after")]
  const which = query.get("status") ?? "open"
  const rows = book.orders.filter(
    (order) =>
      (which === "all" || isOpen(order) === (which === "open")) &&
      !(nested && order.isLeg && order.other !== undefined && book.orders.includes(order.other)) &&
      (until === null || order.submittedAt < until) &&
      (after === null || order.submittedAt > after)
  )
  rows.sort((a, b) => (a.submittedAt < b.submittedAt ? -1 : 1))
  if (query.get("direction") !== "asc") rows.reverse()
  return rows
    .slice(0, Math.min(500, Number(query.get("limit") ?? "50")))
    .map((order) => ({ ...written(order, nested), status: status(order) }))
}

/** Trades and charges, the oldest first; those of one millisecond in any order. A trade shows up late. */
export const activitiesAnswer = (
  alpaca: AlpacaBook,
  { book }: Account,
  kind: string | undefined,
  query: URLSearchParams
) => {
  const lag = alpaca.faults.activityLag
  const after = query.get("after")
  const at = ({ transaction_time, ...more }: Activity) => transaction_time ?? String(more["created_at"])
  const rows = book.activities
    .map((row, index) => ({ row, index }))
    // By chance and always the same for one of them.
    .filter(
      ({ index, row }) => lag === 0 || Date.parse(at(row)) + ((index * 7_919) % 1_000) * (lag / 1_000) <= Date.now()
    )
    .filter(({ row }) => kind === undefined || kind.split(",").includes(row.activity_type))
    .filter(({ row }) => after === null || Date.parse(at(row)) > Date.parse(after))
    .sort(
      (a, b) =>
        Date.parse(at(a.row)) - Date.parse(at(b.row)) ||
        ((b.index * 31) % 17) - ((a.index * 31) % 17) ||
        a.index - b.index
    )
    .map(({ row }) => row)
  const token = query.get("page_token")
  const from = token === null ? 0 : rows.findIndex(({ id }) => id === token) + 1
  return rows.slice(from, from + Math.min(100, Number(query.get("page_size") ?? "100")))
}
