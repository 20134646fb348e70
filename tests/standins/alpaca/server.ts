import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { Schema } from "effect"
import { WebSocketServer } from "ws"
import { accountAnswer, activitiesAnswer, assetAnswer, ordersAnswer, positionsAnswer } from "./answers.ts"
import { type Account, AlpacaBook, type Asset } from "./alpaca-book.ts"
import { MarketData } from "./market-data.ts"
import { SomeFaults } from "./faults.ts"
import { Events } from "./events.ts"
import { type Order, written } from "./order.ts"
import { tradingSocket } from "./trading-socket.ts"

export interface AlpacaServer {
  readonly url: string
  readonly book: AlpacaBook
  readonly data: MarketData
  /** Every stream is cut. */
  readonly cutStreams: () => void
  readonly close: () => Promise<void>
}

export interface AlpacaServerOptions {
  readonly seed?: number
  readonly assets: ReadonlyArray<Asset>
  readonly port?: number
  /** Requests an account may make in a minute. Default: 200. */
  readonly requests?: number
  /** Goes on with what was there before. */
  readonly book?: AlpacaBook
}

const MINUTE = 60_000
const NGINX = "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
type Answer = readonly [number, unknown]

const readSomeFaults = Schema.decodeUnknownSync(Schema.fromJsonString(SomeFaults))
const readBody = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>

/**
 * Alpaca on one port: `/paper`, `/live` and `/data` in place of its hosts, each with REST and a stream. `PUT /_/faults`,
 * `PUT /_/price`, `PUT /_/accounts`, `GET /_/book`, `GET /_/asked` and `DELETE /_/streams` move it from outside.
 */
export const serveAlpaca = async (options: AlpacaServerOptions): Promise<AlpacaServer> => {
  const book = options.book ?? new AlpacaBook(options.seed ?? 1, options.assets)
  const data = new MarketData(book)
  const { requests: limit = 200 } = options

  const statusOf = (order: Order): string => (book.faults.unknownStatus ? "reconsidered" : order.status)

  const orders = (account: Account, method: string, id: string | undefined, url: URL, body: string): Answer => {
    if (id === undefined && method === "POST") {
      const asked = readBody(body)
      orderCame?.(String(asked["symbol"]))
      return book.place(account, asked)
    }
    if (id === undefined) return [200, ordersAnswer(account, url.searchParams, statusOf)]
    if (method === "DELETE") return book.cancel(account, id)
    const found = account.book.orders.find((order) => order.id === id)
    const nested = url.searchParams.get("nested") === "true"
    return found === undefined
      ? [404, { code: 40410000, message: `order not found for ${id}` }]
      : [200, { ...written(found, nested), status: statusOf(found) }]
  }

  const configurations = (account: Account, method: string, body: string): Answer => {
    if (method === "PATCH") account.book.noShorting = readBody(body)["no_shorting"] === true
    return [
      200,
      {
        no_shorting: account.book.noShorting,
        suspend_trade: false,
        fractional_trading: account.fractions !== false,
        max_margin_multiplier: "1"
      }
    ]
  }

  const trading = (account: Account, method: string, url: URL, path: string, body: string): Answer => {
    const [version, kind, ...rest] = path.split("/").slice(1).map(decodeURIComponent)
    if (version === "v2beta1" && kind === "events") return [200, new Events(account, url.searchParams)]
    if (version !== "v2") return [404, { code: 40410000, message: "endpoint not found" }]
    switch (kind) {
      case "account":
        if (rest[0] === "configurations") return configurations(account, method, body)
        if (rest[0] === "activities") {
          const kinds = rest[1] ?? url.searchParams.get("activity_types") ?? undefined
          return [200, activitiesAnswer(book, account, kinds, url.searchParams)]
        }
        return [200, accountAnswer(book, account)]
      case "positions": {
        const all = positionsAnswer(book, account)
        if (rest[0] === undefined) return [200, all]
        const found = all.find(({ asset_id, symbol }) => symbol === rest[0] || asset_id === rest[0])
        return found === undefined ? [404, { code: 40410000, message: "position does not exist" }] : [200, found]
      }
      case "orders:by_client_order_id": {
        const id = url.searchParams.get("client_order_id")
        const found = account.book.orders.find(({ clientOrderId }) => clientOrderId === id)
        return found === undefined
          ? [404, { code: 40410000, message: `order not found for ${id}` }]
          : [200, { ...written(found), status: statusOf(found) }]
      }
      case "orders":
        return orders(account, method, rest[0], url, body)
      case "assets": {
        const name = rest.join("/")
        if (name !== "") {
          const asset = assetAnswer(book, name)
          return asset === undefined ? [404, { code: 40410000, message: `asset not found for ${name}` }] : [200, asset]
        }
        const of = url.searchParams.get("asset_class") ?? "us_equity"
        return [
          200,
          [...book.assets.values()].filter((one) => one.class === of).map((one) => assetAnswer(book, one.symbol))
        ]
      }
      case "clock":
        return [200, data.clock()]
      case "calendar":
        return [200, data.calendar(url.searchParams)]
      default:
        return [404, { code: 40410000, message: "endpoint not found" }]
    }
  }

  /**
   * How long after a price that is told now an order for it comes in, ms: both as they are on the wire. `fills`: the price
   * trades with what rests, and it is how long after the first fill that is told for it.
   */
  const measure = (symbol: string, price: string, fills: boolean) =>
    new Promise<Answer>((resolve) => {
      let since: number | undefined
      orderCame = (of) => {
        if (of !== symbol || since === undefined) return
        orderCame = book.told = undefined
        resolve([200, { millis: performance.now() - since }])
      }
      if (fills) {
        book.told = ({ event, order }) => {
          if (event.endsWith("fill") && order["symbol"] === symbol) since ??= performance.now()
        }
        book.trade(symbol, price)
      } else {
        book.last.set(symbol, price)
        since = performance.now()
      }
      data.trade(symbol, price, "1")
    })
  let orderCame: ((symbol: string) => void) | undefined

  const control = (method: string, path: string, body: string): Answer | Promise<Answer> => {
    if (path === "/measure") {
      const { fills, price, symbol } = readBody(body)
      return measure(String(symbol), String(price), fills === true)
    }
    if (path === "/faults") book.faults = { ...book.faults, ...readSomeFaults(body) }
    else if (path === "/price") {
      const { price, symbol, volume } = readBody(body) as Record<string, string>
      book.trade(symbol ?? "", price ?? "0", volume)
      data.trade(symbol ?? "", price ?? "0", volume ?? "1")
    } else if (path === "/still") book.isStill = readBody(body)["still"] === true
    else if (path === "/accounts") book.add(readBody(body) as unknown as Parameters<typeof book.add>[0])
    else if (path === "/streams" && method === "DELETE") for (const { cut } of book.accounts.values()) cut?.()
    else if (path === "/asked") return [200, Object.fromEntries(asked)]
    else if (path === "/book")
      return [
        200,
        Object.fromEntries(
          Array.from(book.accounts.values(), (account) => [
            account.key,
            {
              opening: account.book.opening,
              cash: account.book.cash,
              positions: Object.fromEntries(account.book.positions),
              orders: account.book.orders.map((order) => written(order)),
              activities: account.book.activities
            }
          ])
        )
      ]
    return [200, {}]
  }

  /** How many requests each account has made, by its number. */
  const asked = new Map<string, number>()

  /** How many requests an account has left in this minute. */
  const left = (account: Account): number => {
    const minute = Math.floor(Date.now() / MINUTE) * MINUTE
    account.requests = account.requests.filter((at) => at >= minute)
    account.requests.push(Date.now())
    asked.set(account.number, (asked.get(account.number) ?? 0) + 1)
    return limit - account.requests.length
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://alpaca")
    const method = request.method ?? "GET"
    const body = (await buffer(request)).toString("utf8")
    const [, place = "", ...rest] = url.pathname.split("/")
    const path = `/${rest.join("/")}`
    const say = (status: number, answer: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, {
          "content-type": "application/json",
          "x-request-id": `req-${Math.floor(Date.now())}`,
          ...headers
        })
        .end(status === 204 ? undefined : JSON.stringify(answer))
    if (place === "_") return void say(...(await control(method, path, body)))
    const [key, secret] = [request.headers["apca-api-key-id"], request.headers["apca-api-secret-key"]]
    // The candles of coins are anybody's.
    const isPublic = place === "data" && path.startsWith("/v1beta3/crypto/us/")
    if (key === undefined && secret === undefined && !isPublic)
      return void response.writeHead(401, { "content-type": "text/html" }).end(NGINX)
    const account = book.accounts.get(String(key))
    if (!isPublic && (account === undefined || account.secret !== secret || book.faults.keyRevoked))
      return void say(401, { message: "unauthorized." })
    if (account !== undefined && place !== "data" && account.environment !== place)
      return void say(403, { message: "forbidden." })
    const { throttle, throttleShare } = book.faults
    const reset = { "x-ratelimit-limit": String(limit), "x-ratelimit-reset": String(Math.ceil(Date.now() / 1_000) + 1) }
    const remaining = account === undefined || place === "data" ? limit : left(account)
    if (remaining < 0 || (throttle !== "NO" && book.chance(throttleShare)))
      return void say(
        429,
        { code: 42910000, message: "rate limit exceeded" },
        throttle === "BARE" ? {} : { ...reset, "x-ratelimit-remaining": "0" }
      )
    const [status, answer] =
      place === "data"
        ? data.answer(path, url.searchParams)
        : account === undefined
          ? [404, {}]
          : trading(account, method, url, path, body)
    const { answer500, answer504, cutAnswers, garbled, slowPost } = book.faults
    if (method !== "GET") {
      if (book.chance(cutAnswers)) return void request.socket.destroy()
      if (book.chance(answer504)) return void say(504, { code: 50410000, message: "request timed out" })
      if (book.chance(answer500)) return void say(500, { code: 50010000, message: "internal server error occurred" })
      // Now and then what happened is told before this is answered.
      const pause = slowPost > 0 ? slowPost : book.chance(0.2) ? 30 : 0
      if (pause > 0) await new Promise((resume) => setTimeout(resume, pause))
    }
    if (answer instanceof Events && !garbled) return answer.send(response)
    say(status, garbled ? { surprise: true } : answer, {
      ...reset,
      "x-ratelimit-remaining": String(Math.max(0, remaining))
    })
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  const sockets = new WebSocketServer({ server })
  sockets.on("connection", (socket, request) => {
    const [, place = "", ...rest] = (request.url ?? "/").split("/")
    socket.on("error", () => socket.terminate())
    if (place === "data") data.listen(socket, rest.join("/"))
    else tradingSocket(book, socket, place)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const cutStreams = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  return {
    url: `http://127.0.0.1:${port}`,
    book,
    data,
    cutStreams,
    close: () => {
      cutStreams()
      sockets.close()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    }
  }
}
