import type { IncomingMessage } from "node:http"
import { minus } from "@tradetower/domain/number"
import { FEES } from "./account.ts"
import type { BookUser } from "./user.ts"
import type { CoinbaseBook } from "./book.ts"
import type { RequestFault, Ways } from "./faults.ts"
import { futuresAnswer } from "./futures.ts"
import { type Asks, restFill, restOrder } from "./order.ts"
import type { UserKey } from "./token.ts"

/** An answer: JSON, or text where it is none. */
export interface RestAnswer {
  readonly status: number
  readonly body: unknown
  /** Never given. */
  readonly hangs?: true
}
const ok = (body: unknown): RestAnswer => ({ status: 200, body })
const bad = (message: string): RestAnswer => ({
  status: 400,
  body: { error: "INVALID_ARGUMENT", error_details: message, message }
})
const missing: RestAnswer = {
  status: 404,
  body: { error: "NOT_FOUND", error_details: "not found", message: "not found" }
}
const forbidden: RestAnswer = {
  status: 403,
  body: { error: "PERMISSION_DENIED", error_details: "Missing required scopes", message: "Missing required scopes" }
}

/** Orders a cancel may name. */
const MOST_CANCELS = 100

interface CreateBody {
  readonly client_order_id?: unknown
  readonly product_id?: unknown
  readonly side?: unknown
  readonly order_configuration?: unknown
}

/** A page, newest first, and a cursor also on the last. */
const paged = <Row>(rows: ReadonlyArray<Row>, query: URLSearchParams, most: number) => {
  const limit = Math.min(Number(query.get("limit") ?? most), most)
  const from = Number(query.get("cursor") ?? 0)
  const page = rows.slice(from, from + limit)
  return { page, cursor: String(from + page.length), hasNext: from + page.length < rows.length }
}

/** What the API answers a user who was let in. Names in a query that it does not know it ignores. */
export class RestApi {
  readonly #book: CoinbaseBook
  readonly #ways: Ways
  /** How many orders a page has at the most. */
  ordersAPage = 250

  constructor(book: CoinbaseBook, ways: Ways) {
    this.#book = book
    this.#ways = ways
  }

  answer(
    method: string,
    url: URL,
    body: string,
    user: BookUser,
    key: UserKey,
    fault: RequestFault | undefined
  ): RestAnswer {
    const path = url.pathname.replace("/api/v3/brokerage", "")
    if (method === "POST" && ["/orders", "/orders/preview", "/orders/batch_cancel"].includes(path)) {
      if (!key.rights.trade) return forbidden
      const read = this.#json(body)
      if (read === undefined) return bad("malformed")
      if (path === "/orders/preview") return this.#preview(user, read as CreateBody)
      return path === "/orders" ? this.#create(user, read as CreateBody) : this.#cancel(user, read, fault)
    }
    if (method !== "GET") return missing
    if (path === "/key_permissions")
      return ok({
        can_view: key.rights.view,
        can_trade: key.rights.trade,
        can_transfer: key.rights.transfer,
        portfolio_uuid: `portfolio-${user.name}`,
        portfolio_type: "DEFAULT"
      })
    if (!key.rights.view) return forbidden
    if (path === "/accounts") return this.#wallets(user, url.searchParams)
    if (path === "/transaction_summary")
      return ok({
        total_fees: 0,
        fee_tier: { pricing_tier: "Advanced 1", maker_fee_rate: FEES.maker, taker_fee_rate: FEES.taker }
      })
    if (path.startsWith("/cfm/")) {
      if (this.#ways.noFutures) return forbidden
      if (this.#ways.futuresAway) return { status: 503, body: { error: "unavailable" } }
      const now = this.#now()
      const told = futuresAnswer(path, user, this.#book.marginOf(user), now, this.#ways.marginSetting)
      return told === undefined ? missing : ok(told)
    }
    if (path === "/orders/historical/batch") return this.#orders(user, url.searchParams)
    if (path === "/orders/historical/fills") return this.#fills(user, url.searchParams)
    const [, id] = /^\/orders\/historical\/([^/]+)$/.exec(path) ?? []
    const order = id === undefined ? undefined : user.orders.get(id)
    return order === undefined || order.listedAt > this.#now()
      ? missing
      : ok({ order: this.#named(restOrder(order, user.name)) })
  }

  /** A row under the name of what was traded, or of its book. */
  #named<Row extends { readonly product_id: string }>(row: Row): Row {
    return this.#ways.namesBook ? { ...row, product_id: row.product_id.replace(/-USDC$/, "-USD") } : row
  }

  #now(): number {
    return Date.now() + this.#ways.clockAhead
  }

  #json(body: string): unknown {
    try {
      return JSON.parse(body) as unknown
    } catch {
      return undefined
    }
  }

  /** What would be refused; nothing is placed. */
  #preview(user: BookUser, { order_configuration, product_id: product, side }: CreateBody): RestAnswer {
    const [entry, ...others] = Object.entries((order_configuration ?? {}) as Readonly<Record<string, Asks>>)
    if (typeof product !== "string" || (side !== "BUY" && side !== "SELL") || entry === undefined || others.length > 0)
      return bad("malformed order")
    const [kind, asks] = entry
    const refused = this.#book.refusalOf(user, { clientId: "preview", product, side, kind, asks })
    return ok({
      order_total: "0",
      commission_total: "0",
      errs: refused === undefined ? [] : [`PREVIEW_${refused.replace("PREVIEW_", "")}`],
      warning: [],
      quote_size: "0",
      base_size: asks["base_size"] ?? "0",
      best_bid: this.#book.lastOf(product) ?? "0",
      best_ask: this.#book.lastOf(product) ?? "0",
      is_max: false,
      slippage: "0",
      preview_id: "preview"
    })
  }

  #create(
    user: BookUser,
    { client_order_id: clientId, order_configuration, product_id: product, side }: CreateBody
  ): RestAnswer {
    if (typeof clientId !== "string" || typeof product !== "string" || (side !== "BUY" && side !== "SELL"))
      return bad("malformed order")
    const [entry, ...others] = Object.entries((order_configuration ?? {}) as Readonly<Record<string, Asks>>)
    if (entry === undefined || others.length > 0) return bad("one configuration is wanted")
    const [kind, asks] = entry
    if (Object.values(asks).some((value) => typeof value === "number")) return bad("numbers are text")
    const asked = { product_id: product, side, client_order_id: clientId }
    const taken = (id: string) =>
      ok({ success: true, success_response: { order_id: id, ...asked }, order_configuration: { [kind]: asks } })
    const refused = (reason: string, message = "") =>
      ok({
        success: false,
        error_response: {
          error: "UNKNOWN_FAILURE_REASON",
          message,
          error_details: "",
          preview_failure_reason: reason.startsWith("PREVIEW_") ? reason : "UNKNOWN_PREVIEW_FAILURE_REASON",
          new_order_failure_reason: reason.startsWith("PREVIEW_") ? "UNKNOWN_FAILURE_REASON" : reason
        },
        order_configuration: { [kind]: asks }
      })
    const before = user.byClientId.get(clientId)
    if (before !== undefined) return this.#ways.refusesDuplicates ? refused("DUPLICATE_CLIENT_ORDER_ID") : taken(before)
    const { refusesWith } = this.#ways
    if (refusesWith !== undefined) return refused(refusesWith)
    const placed = this.#book.place(user, { clientId, product, side, kind, asks })
    return "refused" in placed ? refused(placed.refused) : taken(placed.id)
  }

  #cancel(user: BookUser, read: unknown, fault: RequestFault | undefined): RestAnswer {
    const { order_ids: ids } = read as { readonly order_ids?: unknown }
    if (!Array.isArray(ids)) return bad("order_ids are wanted")
    if (ids.length === 0) return { ...ok({}), hangs: true }
    if (ids.length > MOST_CANCELS) return bad("too many order ids")
    return ok({
      results: ids.map(String).map((order_id) => {
        const known = user.orders.has(order_id)
        const taken = this.#book.cancel(user, order_id)
        if (fault === "CANCEL_SAYS_FAILED")
          return { success: false, failure_reason: "COMMANDER_REJECTED_CANCEL_ORDER", order_id }
        return taken
          ? { success: true, failure_reason: "UNKNOWN_CANCEL_FAILURE_REASON", order_id }
          : { success: false, failure_reason: known ? "DUPLICATE_CANCEL_REQUEST" : "UNKNOWN_CANCEL_ORDER", order_id }
      })
    })
  }

  #wallets(user: BookUser, query: URLSearchParams): RestAnswer {
    const rows = [
      ...[...user.wallets].map(([currency, { hold, total }]) => ({
        uuid: `wallet-${currency}`,
        name: `${currency} Wallet`,
        currency,
        available_balance: { value: minus(minus(total, hold), currency === "USD" ? user.swept : "0"), currency },
        hold: { value: hold, currency },
        default: true,
        active: true,
        type: currency === "USD" ? "ACCOUNT_TYPE_FIAT" : "ACCOUNT_TYPE_CRYPTO",
        ready: true
      })),
      {
        uuid: "staked",
        name: "Staked",
        currency: "BTC",
        available_balance: { value: "5", currency: "BTC" },
        hold: null,
        default: false,
        active: true,
        type: "ACCOUNT_TYPE_STAKED",
        ready: true
      },
      {
        uuid: "futures",
        name: "USD Wallet",
        currency: "USD",
        // Another part of Coinbase may write its numbers in another way.
        available_balance: { value: Number(user.swept), currency: "USD" },
        hold: null,
        default: false,
        active: true,
        type: "ACCOUNT_TYPE_FIAT",
        platform: "ACCOUNT_PLATFORM_CFM_CONSUMER",
        ready: true
      }
    ]
    // Small pages, so that whoever stops at the first lacks something.
    const { cursor, hasNext, page } = paged(rows, query, 2)
    return ok({ accounts: page, has_next: hasNext, cursor, size: page.length })
  }

  #orders(user: BookUser, query: URLSearchParams): RestAnswer {
    const ids = query.getAll("order_ids")
    const products = query.getAll("product_ids")
    const open = query.getAll("order_status").includes("OPEN")
    const since = Date.parse(query.get("start_date") ?? "")
    const now = this.#now()
    const rows = [...user.orders.values()]
      .filter((order) => order.listedAt <= now)
      .filter((order) => ids.length === 0 || ids.includes(order.id))
      .filter((order) => products.length === 0 || products.includes(order.product))
      .filter((order) => !open || order.status === "OPEN")
      .filter((order) => Number.isNaN(since) || order.createdAt >= since)
      .toReversed()
    const { cursor, hasNext, page } = paged(rows, query, this.ordersAPage)
    return ok({
      orders: page.map((order) => this.#named(restOrder(order, user.name))),
      sequence: "0",
      has_next: hasNext,
      // Also on the last page.
      cursor
    })
  }

  #fills(user: BookUser, query: URLSearchParams): RestAnswer {
    const ids = query.getAll("order_ids")
    const since = Date.parse(query.get("start_sequence_timestamp") ?? "")
    const now = this.#now()
    const rows = user.fills
      .filter((fill) => fill.listedAt <= now)
      .filter((fill) => ids.length === 0 || ids.includes(fill.orderId))
      .filter((fill) => Number.isNaN(since) || fill.at >= since)
      .toReversed()
    const { cursor, page } = paged(rows, query, 100)
    return ok({ fills: page.map((fill) => this.#named(restFill(fill, user.name))), cursor })
  }
}

/** Read whole. */
export const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString("utf8")
}
