import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { KeyObject } from "node:crypto"
import type { Decimal } from "@tradetower/domain/number"
import { type WebSocket, WebSocketServer } from "ws"
import { chance } from "../chance.ts"
import {
  answerOf,
  future,
  type Product,
  products as spot
} from "../../../execution/src/venues/coinbase/rest-answers.fixture.ts"
import { CoinbaseBook } from "./book.ts"
import type { BookProduct } from "./user.ts"
import { nanoEther } from "./instruments.ts"
import { kindWays, type MessageFault, type RequestFault, type Ways } from "./faults.ts"
import { RestApi, textOf } from "./rest.ts"
import { Sockets } from "./sockets.ts"
import { Doorkeeper, publicHalf, type UserKey } from "./token.ts"

const HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>"

/** What a request was, without what signed it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: string
}

/** Coinbase Advanced Trade on this machine: REST and sockets, with a book of its own, as unkind as its page says. */
export interface CoinbaseServer {
  readonly rest: string
  readonly feed: string
  readonly asked: Array<Asked>
  readonly ways: Ways
  /** What goes wrong with the next requests that change something; and with any. */
  readonly faults: Array<RequestFault>
  readonly messageFaults: Array<MessageFault>
  readonly book: CoinbaseBook
  readonly api: RestApi
  readonly products: Map<string, BookProduct>
  readonly door: Doorkeeper
  /** What products say otherwise from now on. */
  readonly over: Map<string, Product>
  readonly connections: () => number
  /** Keys let in, by their names: what one may do can be changed. */
  readonly admitted: ReadonlyMap<string, UserKey>
  /** Tokens of the latest requests. */
  readonly tokens: ReadonlyArray<string>
  /** Lets a user in by a key, whose private half the user keeps. */
  readonly admit: (name: string, user: string, key: KeyObject, opening?: Readonly<Record<string, string>>) => UserKey
  readonly trade: (product: string, price: string, volume?: string) => void
  /** A future's funding rate from now on, paid at the end of this hour by its clock. */
  readonly fund: (product: string, rate: string) => void
  readonly hangUp: () => void
  readonly close: () => void
}

/** What it lists: pairs, and a future that goes on and one that ends. */
const listed: ReadonlyArray<readonly [string, Product]> = [
  ...spot,
  future("BIP-20DEC30-CDE"),
  future(...nanoEther),
  future("BIT-24DEC26-CDE", {
    contract_code: "BIT",
    contract_expiry: "2026-12-24T16:00:00Z",
    funding_interval: null,
    funding_rate: "",
    funding_time: null
  })
]

/** What is held of a future as margin, of its worth: by night, and by day where that was asked for. */
const MARGIN = "0.306375" as Decimal
const DAY_MARGIN = "0.1" as Decimal

const HOUR = 3_600_000

const sizeOf = (product: Product): Decimal | undefined => {
  const details = product["future_product_details"] as { readonly contract_size: Decimal } | undefined
  return details?.contract_size
}

const bookProduct = (product: Product): BookProduct => ({
  base: String(product["base_currency_id"]),
  quote: String(product["quote_currency_id"]),
  tick: String(product["price_increment"]),
  lot: String(product["base_increment"]),
  smallest: String(product["base_min_size"]),
  smallestQuote: String(product["quote_min_size"]),
  takes: "ALL",
  ...(sizeOf(product) !== undefined && {
    contract: { size: sizeOf(product) ?? MARGIN, marginRate: MARGIN, dayRate: DAY_MARGIN }
  })
})

const flags = ({ takes }: BookProduct): Product => ({
  ...(takes === "NONE" && { trading_disabled: true }),
  ...(takes === "CANCEL" && { cancel_only: true }),
  ...(takes === "LIMIT" && { limit_only: true })
})

/** Serves it; `answersControl` is asked first of what begins with `/stand-in`. */
export const serveCoinbase = (
  options: {
    readonly port?: number
    readonly ways?: Ways
    /** Whether anything was traded before: as if it had been at one price. Default: yes. */
    readonly past?: boolean
    /** Hears of each order that comes in, before it is looked at. */
    readonly orderCame?: () => void
    readonly control?: (path: string, body: string, server: CoinbaseServer) => unknown
  } = {}
): Promise<CoinbaseServer> => {
  const ways = options.ways ?? kindWays()
  const random = chance(3)
  const asked: Array<Asked> = []
  const tokens: Array<string> = []
  const faults: Array<RequestFault> = []
  const keys = new Map<string, UserKey>()
  const owners = new Map<string, string>()
  const products = new Map(listed.map(([id, product]) => [id, bookProduct(product)]))
  for (const [id, product] of spot) products.set(`${id}C`, { ...bookProduct(product), quote: "USDC" })
  const now = () => Date.now() + ways.clockAhead
  const door = new Doorkeeper(keys, now)
  const book: CoinbaseBook = new CoinbaseBook(products, ways, (user, order) => sockets.changed(user, order))
  const sockets = new Sockets(door, ways, (key) => {
    const user = owners.get(key)
    return user === undefined ? undefined : book.user(user)
  })
  const api = new RestApi(book, ways)
  const over = new Map<string, Product>()
  let trades = 0

  const publicAnswer = (url: URL) => {
    if (url.pathname.endsWith("/brokerage/time")) {
      const at = now()
      return {
        status: 200,
        body: { iso: new Date(at).toISOString(), epochSeconds: String(Math.floor(at / 1000)), epochMillis: String(at) }
      }
    }
    const world = new Map(
      listed.map(([id, product]) => [
        id,
        { ...product, ...flags(products.get(id) ?? bookProduct(product)), ...over.get(id) }
      ])
    )
    return answerOf(url, { products: world, traded: () => options.past !== false })
  }

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "coinbase"}`)
    const body = await textOf(request)
    const method = request.method ?? "GET"
    const json = (status: number, value: unknown) =>
      response
        .writeHead(status, { "content-type": "application/json", "x-request-id": `r-${asked.length}` })
        .end(JSON.stringify(value))
    if (url.pathname.startsWith("/stand-in"))
      return json(200, (await options.control?.(url.pathname, body, served)) ?? {})
    if (method === "POST" && url.pathname.endsWith("/orders")) options.orderCame?.()
    asked.push({ method, path: `${url.pathname}${url.search}`, body })
    if (asked.length > 20_000) asked.splice(0, 10_000)
    if (ways.latency > 0) await new Promise((resume) => setTimeout(resume, ways.latency * random()))
    if (url.pathname.includes("/market/") || url.pathname.endsWith("/brokerage/time")) {
      const { body: value, status } = publicAnswer(url)
      return json(status, value)
    }
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "")
    tokens.push(token)
    if (tokens.length > 200) tokens.splice(0, 100)
    const fault = faults.shift()
    switch (fault) {
      case "HTML_502":
        return response.writeHead(502, { "content-type": "text/html" }).end(HTML)
      case "HTML_503":
        return response.writeHead(503, { "content-type": "text/html" }).end(HTML)
      case "HTML_404":
        return response.writeHead(404, { "content-type": "text/html" }).end(HTML)
      case "TEXT_429":
        return response.writeHead(429, { "content-type": "text/plain" }).end("Too many requests")
      case "UNAUTHORIZED":
        return response.writeHead(401, { "content-type": "text/plain" }).end("Unauthorized")
      case "FORBIDDEN":
        return json(403, { error: "PERMISSION_DENIED", error_details: "", message: "Missing required scopes" })
      case "HANGS":
        return
      default:
    }
    if (random() < ways.throttles) return json(429, { errors: [{ id: "rate_limit_exceeded", message: "too many" }] })
    const key = door.letIn(token, `${method} ${url.host}${url.pathname}`)
    const owner = key && owners.get(key.name)
    if (key === undefined || owner === undefined)
      return response.writeHead(401, { "content-type": "text/plain" }).end("Unauthorized")
    const answered = api.answer(method, url, body, book.user(owner), key, fault)
    if (answered.hangs === true) return
    const changes = method === "POST"
    if (fault === "CUT_AFTER_ACCEPT" || (changes && random() < ways.cuts)) return void request.socket.destroy()
    if (fault === "HTML_502_AFTER_ACCEPT") return response.writeHead(502, { "content-type": "text/html" }).end(HTML)
    if (fault === "JSON_500_AFTER_ACCEPT")
      return json(500, { error: "INTERNAL", error_details: "", message: "internal" })
    if (fault === "OTHER_SHAPE") return json(200, { shape: "another" })
    return json(answered.status, answered.body)
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  const listening = new WebSocketServer({ server })
  listening.on("connection", (socket: WebSocket) => sockets.take(socket))

  let served: CoinbaseServer
  return new Promise((resolve) => {
    server.listen(options.port ?? 0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      served = {
        rest: `http://127.0.0.1:${port}/api/v3/brokerage`,
        feed: `ws://127.0.0.1:${port}`,
        asked,
        ways,
        faults,
        messageFaults: sockets.faults,
        book,
        api,
        products,
        door,
        over,
        connections: () => sockets.connections,
        admitted: keys,
        tokens,
        admit: (name, user, key, opening) => {
          const admitted: UserKey = {
            name,
            owner: publicHalf(key),
            rights: { view: true, trade: true, transfer: false }
          }
          keys.set(name, admitted)
          owners.set(name, user)
          book.user(user, opening)
          return admitted
        },
        trade: (product, price, volume) => {
          book.trade(product, price, volume)
          sockets.traded(product, price, volume ?? "0.1", ++trades)
        },
        fund: (id, rate) => {
          const details = listed.find(([one]) => one === id)?.[1]["future_product_details"] as object
          const at = new Date((Math.floor(now() / HOUR) + 1) * HOUR).toISOString()
          over.set(id, { future_product_details: { ...details, funding_rate: rate, funding_time: at } })
        },
        hangUp: () => sockets.hangUp(),
        close: () => {
          sockets.close()
          listening.close()
          server.closeAllConnections()
          server.close()
        }
      }
      resolve(served)
    })
  })
}
