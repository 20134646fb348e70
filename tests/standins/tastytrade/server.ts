import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { Schema } from "effect"
import { WebSocketServer } from "ws"
import { accountSocket } from "./account-socket.ts"
import { SomeFaults } from "./faults.ts"
import { written } from "./order.ts"
import { Quotes } from "./quotes.ts"
import { restAnswers } from "./rest.ts"
import { Tokens } from "./sign-in.ts"
import { type AccountOptions, type Future, TastytradeBook } from "./tastytrade-book.ts"

export interface TastytradeServer {
  readonly url: string
  readonly book: TastytradeBook
  readonly quotes: Quotes
  readonly tokens: Tokens
  /** Every request so far, as it was asked: method and path. */
  readonly asked: ReadonlyArray<string>
  /** Every stream is cut. */
  readonly cutStreams: () => void
  readonly close: () => Promise<void>
}

export interface TastytradeServerOptions {
  readonly seed?: number
  /** How far what it tells of is ahead of this machine's clock, ms. */
  readonly ahead?: number
  readonly equities: ReadonlyArray<string>
  readonly futures?: ReadonlyArray<Future>
  readonly port?: number
  /** Goes on with what was there before. */
  readonly book?: TastytradeBook
}

const NGINX = "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
const GATEWAY = "<html><head><title>502 Bad Gateway</title></head></html>"
const VERSIONS = ["20250813", "20261012"]
/** The latest requests alone are kept. */
const MOST_ASKED = 10_000

const readSomeFaults = Schema.decodeUnknownSync(Schema.fromJsonString(SomeFaults))
const readBody = (text: string): Record<string, unknown> =>
  text === "" ? {} : (JSON.parse(text) as Record<string, unknown>)

/**
 * tastytrade on one port: `/cert` and `/live` in place of its hosts, each with REST and the stream of accounts, and
 * `/quotes` for its market data. `PUT /_/faults`, `/_/price`, `/_/accounts`, `GET /_/book` and `DELETE /_/streams` move it
 * from outside.
 */
export const serveTastytrade = async (options: TastytradeServerOptions): Promise<TastytradeServer> => {
  const book =
    options.book ?? new TastytradeBook(options.seed ?? 1, options.equities, options.futures ?? [], options.ahead)
  const quotes = new Quotes(book)
  const tokens = new Tokens(book)
  const asked: Array<string> = []
  let address = ""
  let orderCame: ((symbol: string) => void) | undefined
  const answer = restAnswers({ book, quotes, url: () => address, came: (symbol) => orderCame?.(symbol) })

  /** How long after a price that is told now an order for it comes in, ms: both as they are on the wire. */
  const measure = (symbol: string, price: string) =>
    new Promise<readonly [number, unknown]>((resolve) => {
      book.last.set(symbol, price)
      const since = performance.now()
      orderCame = (of) => {
        if (of !== symbol) return
        orderCame = undefined
        resolve([200, { millis: performance.now() - since }])
      }
      quotes.trade(symbol, price, "1")
    })

  const control = (
    method: string,
    path: string,
    body: string
  ): readonly [number, unknown] | Promise<readonly [number, unknown]> => {
    const {
      price = "0",
      symbol = "",
      volume
    } = path === "/price" || path === "/measure" ? (readBody(body) as Record<string, string>) : {}
    if (path === "/measure") return measure(symbol, price)
    if (path === "/faults") book.faults = { ...book.faults, ...readSomeFaults(body) }
    else if (path === "/price") {
      book.trade(symbol, price, volume)
      quotes.trade(symbol, price, volume ?? "1")
    } else if (path === "/still") book.isStill = readBody(body)["still"] === true
    else if (path === "/accounts") book.add(readBody(body) as unknown as AccountOptions)
    else if (path === "/streams" && method === "DELETE") for (const { cut } of book.accounts.values()) cut?.()
    else if (path === "/book")
      return [
        200,
        Object.fromEntries(
          Array.from(book.accounts.values(), ({ book: of, number }) => [
            number,
            {
              opening: of.opening,
              cash: of.cash,
              positions: Object.fromEntries(of.positions),
              orders: of.orders.map((order) => written(order, String))
            }
          ])
        )
      ]
    return [200, {}]
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://tastytrade")
    const method = request.method ?? "GET"
    const body = (await buffer(request)).toString("utf8")
    const [, place = "", ...path] = url.pathname.split("/").map(decodeURIComponent)
    const say = (status: number, what: unknown, headers: Readonly<Record<string, string>> = {}) =>
      response
        .writeHead(status, { "content-type": "application/json", "x-request-id": `req-${asked.length}`, ...headers })
        .end(JSON.stringify(what))
    const html = (status: number, page: string) => response.writeHead(status, { "content-type": "text/html" }).end(page)
    if (place === "_") return void say(...(await control(method, `/${path.join("/")}`, body)))
    asked.push(`${method} /${path.join("/")}${url.search}`)
    if (asked.length > MOST_ASKED) asked.shift()
    if (!/^\w+\/\d/.test(request.headers["user-agent"] ?? "")) return void html(401, NGINX)
    if (path[0] === "sessions")
      return void say(401, { error: { code: "invalid_credentials", message: "Sessions are no more" } })
    if (path.join("/") === "oauth/token") return void say(...tokens.grant(readBody(body)))
    const account = tokens.of(request.headers.authorization)
    if (account === undefined) return void html(401, NGINX)
    const version = request.headers["accept-version"]
    if (version !== undefined && (book.faults.oldVersions || !VERSIONS.includes(String(version))))
      return void say(406, { error: { code: "unsupported_version", message: "Unsupported version" } })
    const { throttle, throttleFor } = book.faults
    if (book.chance(throttle))
      return void say(
        429,
        { error: { code: "too_many_requests", message: "Slow down" } },
        throttleFor > 0 ? { "retry-after": String(throttleFor) } : {}
      )
    const [status, what] = answer(account, method, path, url.searchParams, readBody(body))
    const { answer502, cutAnswers } = book.faults
    if (method !== "GET") {
      if (book.chance(cutAnswers)) return void request.socket.destroy()
      if (book.chance(answer502)) return void html(502, GATEWAY)
      // Now and then what happened is told before this is answered.
      if (book.chance(0.2)) await new Promise((resume) => setTimeout(resume, 30))
    }
    say(status, what)
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  const sockets = new WebSocketServer({ server })
  sockets.on("connection", (socket, request) => {
    socket.on("error", () => socket.terminate())
    if ((request.url ?? "").startsWith("/quotes")) quotes.listen(socket)
    else accountSocket(book, tokens, socket)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  address = `http://127.0.0.1:${port}`
  const cutStreams = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  return {
    url: address,
    book,
    quotes,
    tokens,
    asked,
    cutStreams,
    close: () => {
      cutStreams()
      sockets.close()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    }
  }
}
