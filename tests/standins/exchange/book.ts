import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import {
  type Account,
  accountFromRows,
  type AccountChange,
  balances,
  cancel,
  drainChanges,
  fillsSince,
  type FillModel,
  findOrder,
  type Move,
  openAccount,
  openOrders,
  outcomeOf,
  type PaperOrder,
  place,
  priceMoved
} from "@tradetower/domain/exchange"
import type { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Price, Quantity } from "@tradetower/domain/market"
import { plus } from "@tradetower/domain/number"
import type { ExecutionReport, OrderRequest } from "@tradetower/domain/order"
import type { TermsName } from "@tradetower/domain/terms"
import { type AccountBook, type ReportWire, type StateWire, wireOf } from "./wire.ts"

const OPENING = { USD: "100000" }
/** An order takes what was traded, where that is told, and fills whole where it is not. */
const FILLS: FillModel = { slippage: { _tag: "None" }, volumeSharePercent: 100 }

/** The exchange's own book of every account: the domain's matching engine, written to a file before it answers. */
export class Book {
  readonly #folder: string
  readonly #terms: TermsName
  readonly #markets: ReadonlyMap<string, Market>
  readonly #accounts = new Map<string, Account>()
  readonly #last = new Map<string, Price>()
  readonly #encoders = new Map<string, (report: unknown) => unknown>()
  readonly #hear: (account: string, reports: ReadonlyArray<ReportWire>) => void

  constructor(
    folder: string,
    terms: TermsName,
    markets: ReadonlyMap<string, Market>,
    hear: (account: string, reports: ReadonlyArray<ReportWire>) => void
  ) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
    this.#terms = terms
    this.#markets = markets
    this.#hear = hear
    for (const [symbol, market] of markets) this.#encoders.set(symbol, Schema.encodeUnknownSync(wireOf(market).report))
  }

  /** An account is there as soon as it is asked for. */
  account(id: string): Account {
    const known = this.#accounts.get(id)
    if (known !== undefined) return known
    const path = this.#path(id)
    const rows = new Map<string, AccountChange>()
    if (existsSync(path))
      for (const line of readFileSync(path, "utf8")
        .split("\n")
        .filter((text) => text !== ""))
        // Only `#save` writes this file.
        for (const row of JSON.parse(line) as ReadonlyArray<AccountChange>) rows.set(row.key, row)
    const account =
      rows.size === 0 ? openAccount(id, OPENING, FILLS, { terms: this.#terms }) : accountFromRows(rows.values())
    this.#accounts.set(id, account)
    return account
  }

  trade(symbol: string, price: Price, at: number, move?: Move): void {
    const market = this.#markets.get(symbol)
    if (market === undefined) return
    this.#last.set(symbol, price)
    for (const [id, account] of this.#accounts) this.#say(id, market, priceMoved(account, market, price, at, move))
  }

  /** Answers the reports of placing it; the first says whether it was taken. */
  place(id: string, market: Market, order: OrderRequest, at: number): ReadonlyArray<ExecutionReport> {
    const account = this.account(id)
    const price = this.#last.get(market.instrument.symbol)
    if (price !== undefined) this.#say(id, market, priceMoved(account, market, price, at))
    const known = findOrder(account, order.clientOrderId) !== undefined
    const reports = place(account, market, order, at)
    if (!known && reports[0]?._tag !== "OrderRejected") this.#say(id, market, reports)
    else this.#save(id, account)
    return reports
  }

  cancel(id: string, clientOrderId: string, at: number): void {
    const account = this.account(id)
    const order = findOrder(account, clientOrderId)
    const market = order === undefined ? undefined : this.#markets.get(order.symbol)
    // The engine compares ids as text.
    if (market !== undefined) this.#say(id, market, cancel(account, clientOrderId as ClientOrderId, at))
  }

  find(id: string, clientOrderId: string): StateWire | undefined {
    const order = findOrder(this.account(id), clientOrderId)
    return order === undefined ? undefined : this.#state(order)
  }

  open(id: string): ReadonlyArray<StateWire> {
    return openOrders(this.account(id)).map((order) => this.#state(order))
  }

  fills(id: string, after: number): { readonly fills: ReadonlyArray<ReportWire>; readonly cursor: string } {
    const { cursor, fills } = fillsSince(this.account(id), after)
    return {
      fills: fills.flatMap(({ report, symbol }) => {
        const market = this.#markets.get(symbol)
        return market === undefined ? [] : [this.#wire(this.account(id), market, report)]
      }),
      cursor: String(cursor)
    }
  }

  fillsOf(id: string, clientOrderId: string): ReadonlyArray<ReportWire> {
    return this.fills(id, 0).fills.filter(({ report }) => report["clientOrderId"] === clientOrderId)
  }

  balances(id: string): ReadonlyArray<{ readonly asset: string; readonly total: string; readonly available: string }> {
    return Object.entries(balances(this.account(id))).map(([asset, { free, reserved }]) => ({
      asset,
      total: plus(free, reserved),
      available: free
    }))
  }

  /** Everything, for comparison. */
  whole(): Readonly<Record<string, AccountBook>> {
    return Object.fromEntries(
      [...this.#accounts].map(([id, account]) => [
        id,
        {
          opening: OPENING,
          totals: Object.fromEntries(this.balances(id).map(({ asset, total }) => [asset, total])),
          orders: [...account.orders.values()].map((order) => this.#state(order)),
          fills: account.fills.map(({ report: { clientOrderId, tradeId } }) => ({ tradeId, clientOrderId }))
        }
      ])
    )
  }

  #state(order: PaperOrder): StateWire {
    const market = this.#markets.get(order.symbol)
    const { createdAt, exchangeOrderId, filled, request, symbol } = order
    // Only what is listed here is ever asked for.
    if (market === undefined) throw new RangeError(`${symbol} is not traded here`)
    return {
      clientOrderId: request.clientOrderId,
      exchangeOrderId,
      symbol,
      ...outcomeOf(order),
      side: request.side,
      ...(request.price !== undefined && { price: market.priceText(request.price) }),
      quantity: market.quantityText(request.quantity),
      placedAt: createdAt,
      filledQuantity: market.quantityText(filled)
    }
  }

  #wire(account: Account, market: Market, report: ExecutionReport): ReportWire {
    const { symbol } = market.instrument
    const filled = (findOrder(account, report.clientOrderId)?.filled ?? 0) as Quantity
    return {
      symbol,
      // Reports encode to plain JSON.
      report: this.#encoders.get(symbol)?.(report) as ReportWire["report"],
      ...((report._tag === "OrderCancelled" || report._tag === "OrderExpired") && {
        filledQuantity: market.quantityText(filled)
      })
    }
  }

  #say(id: string, market: Market, reports: ReadonlyArray<ExecutionReport>): void {
    const account = this.account(id)
    this.#save(id, account)
    if (reports.length === 0) return
    this.#hear(
      id,
      reports.map((report) => this.#wire(account, market, report))
    )
  }

  #save(id: string, account: Account): void {
    const changes = drainChanges(account)
    if (changes.length > 0) appendFileSync(this.#path(id), `${JSON.stringify(changes)}\n`)
  }

  #path(id: string): string {
    return join(this.#folder, `${encodeURIComponent(id)}.jsonl`)
  }
}
