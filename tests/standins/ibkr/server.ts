import { createPublicKey } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { Schema } from "effect"
import { WebSocketServer } from "ws"
import type { AccountOptions } from "./account.ts"
import {
  fundsAnswer,
  futuresAnswer,
  historyAnswer,
  ledgerAnswer,
  ordersAnswer,
  positionsAnswer,
  rulesAnswer,
  scheduleAnswer,
  statusAnswer,
  stocksAnswer,
  tradesAnswer,
  whatIfAnswer
} from "./answers.ts"
import { IbkrBook, type Stock, type User } from "./book.ts"
import { SomeFaults } from "./faults.ts"
import { type Consumer, OAuth, readHeader } from "./oauth.ts"
import { Pacing } from "./pacing.ts"
import { Sessions } from "./sessions.ts"
import { Sockets } from "./sockets.ts"
import { Submissions } from "./submissions.ts"
import { wholeBooks } from "./whole-book.ts"

export interface IbkrServer {
  readonly oauth: OAuth
  /** `http://127.0.0.1:1234/v1/api` */
  readonly rest: string
  readonly stream: string
  readonly book: IbkrBook
  readonly sessions: Sessions
  readonly pacing: Pacing
  /** When each order came in, by our id, ms of this process. */
  readonly cameAt: ReadonlyMap<string, number>
  /** How many candles' pages were asked for. */
  readonly asked: number
  readonly admit: (consumer: Consumer, options: AccountOptions) => User
  /** Trades at a price, which whoever follows it hears. */
  readonly trade: (conid: number, price: string, volume?: string) => void
  readonly cutStreams: () => void
  /** Every session ends; `competing`: since somebody else signed in. */
  readonly endSessions: (competing: boolean) => void
  readonly close: () => Promise<void>
}

export interface IbkrServerOptions {
  readonly seed?: number
  readonly stocks: ReadonlyArray<Stock>
  readonly port?: number
  /** How far what it tells of is ahead of this machine's clock, ms. */
  readonly ahead?: number
  /** How often orders and trades may be listed, ms. Default: 5,000. */
  readonly listEach?: number
  /** Requests a second. Default: 10. */
  readonly perSecond?: number
  /** How long somebody who asks too often is shut out, ms. Default: 15 minutes. */
  readonly ban?: number
  readonly pricesFor?: number
  /** Goes on with what was there before. */
  readonly before?: Pick<IbkrServer, "book" | "oauth" | "sessions">
}

type Answer = readonly [number, unknown]
const readSomeFaults = Schema.decodeUnknownSync(Schema.fromJsonString(SomeFaults))
const json = (text: string): Record<string, unknown> =>
  text === "" ? {} : (JSON.parse(text) as Record<string, unknown>)
const notFound: Answer = [404, { error: "Not Found", statusCode: 404 }]

/**
 * Interactive Brokers' Web API on one port. `PUT /_/faults`, `PUT /_/price`, `PUT /_/users`, `GET /_/book`, `PUT /_/still`
 * and `DELETE /_/streams` move it from outside.
 */
export const serveIbkr = async (options: IbkrServerOptions): Promise<IbkrServer> => {
  const { ban, before, listEach, perSecond, pricesFor } = options
  const book = before?.book ?? new IbkrBook(options.seed ?? 1, options.stocks, options.ahead)
  const oauth = before?.oauth ?? new OAuth()
  const sessions = before?.sessions ?? new Sessions(book)
  const pacing = new Pacing({ listEach, perSecond, ban })
  const submissions = new Submissions(book)
  const sockets = new Sockets({
    book,
    letIn: (token, cookie) => sessions.byCookie(token, cookie),
    ...(pricesFor !== undefined && { pricesFor })
  })
  let candlesAsked = 0
  const cameAt = new Map<string, number>()
  let orderCame: ((conid: number) => void) | undefined

  const iserver = (name: string, user: User, method: string, path: string, url: URL, body: string): Answer => {
    const [, , kind = "", a = "", b = "", c = ""] = path.split("/").map(decodeURIComponent)
    const session = sessions.of(name)
    if (kind === "auth") return sessions.init(name, json(body)["compete"] === true)
    if (!sessions.isOpen(name)) return [401, { error: "not authenticated" }]
    if (kind === "accounts") {
      session.introduced = true
      const { isPaper, number, others = [] } = user.account.options
      return [200, { accounts: [...others, number], selectedAccount: number, isPaper, isFT: false }]
    }
    if (!session.introduced) return [400, { error: "Bad Request: no bridge" }]
    if (kind === "questions") {
      for (const id of json(body)["messageIds"] as ReadonlyArray<string>) session.suppressed.add(id)
      return [200, { status: "submitted" }]
    }
    if (kind === "reply") return submissions.reply(user, session, a, json(body)["confirmed"] === true)
    if (kind === "contract" && b === "info-and-rules") {
      const stock = book.stocks.find(({ conid }) => String(conid) === a)
      return stock === undefined ? notFound : [200, rulesAnswer(stock, user.account.options.number)]
    }
    if (kind === "marketdata") candlesAsked++
    if (kind === "marketdata") return [200, historyAnswer(book, url.searchParams)]
    if (kind !== "account") return notFound
    if (a === "orders") {
      // The first list of a session warms up.
      const isFirst = !session.listed
      session.listed = true
      return [200, isFirst ? { orders: [], snapshot: false } : ordersAnswer(book, user)]
    }
    if (a === "trades") return [200, tradesAnswer(book, user, Number(url.searchParams.get("days") ?? "1"))]
    if (a === "order" && b === "status") return statusAnswer(user.account.orders.find(({ id }) => String(id) === c))
    if (a !== user.account.options.number) return [500, { error: "account is not accessible" }]
    if (b === "summary") return [200, fundsAnswer(book, user)]
    if (b === "orders" && method === "POST") {
      const tickets = json(body)["orders"] as ReadonlyArray<Record<string, unknown>>
      if (c === "whatif") return [200, whatIfAnswer(book, tickets[0] ?? {})]
      orderCame?.(Number(tickets[0]?.["conid"]))
      for (const { cOID } of tickets) cameAt.set(String(cOID), performance.now())
      return submissions.post(user, session, tickets)
    }
    if (b === "order" && method === "DELETE") {
      if (c === "-1") for (const order of user.account.orders) book.cancel(user, order.id)
      return c === "-1" || book.cancel(user, Number(c))
        ? [200, [{ msg: "Request was submitted", order_id: c, order_status: "PreSubmitted" }]]
        : [200, { error: `OrderID ${c} doesn't exist` }]
    }
    return notFound
  }

  const portfolio = (name: string, user: User, path: string): Answer => {
    const session = sessions.of(name)
    const [, , account = "", kind = "", page = "0"] = path.split("/").map(decodeURIComponent)
    if (account === "accounts") {
      session.portfolio = true
      return [200, [{ id: user.account.options.number, accountId: user.account.options.number, currency: "USD" }]]
    }
    if (!session.portfolio || account !== user.account.options.number) return [400, { error: "no such account" }]
    if (kind === "ledger") return [200, ledgerAnswer(user)]
    if (kind !== "positions") return notFound
    return page === "invalidate" ? [200, { message: "success" }] : [200, positionsAnswer(book, user, Number(page))]
  }

  const answer = (name: string, user: User, method: string, path: string, url: URL, body: string): Answer => {
    if (path === "/tickle") return sessions.tickle(name)
    if (path.startsWith("/iserver/")) return iserver(name, user, method, path, url, body)
    if (path.startsWith("/portfolio/")) return portfolio(name, user, path)
    const symbols = (url.searchParams.get("symbols") ?? "").split(",")
    if (path === "/trsrv/stocks") return [200, stocksAnswer(book, symbols)]
    if (path === "/trsrv/futures") return [200, futuresAnswer(book, symbols)]
    if (path === "/contract/trading-schedule") return [200, scheduleAnswer(book)]
    return notFound
  }

  const trade = (conid: number, price: string, volume?: string) => {
    book.trade(conid, price, volume)
    sockets.tellPrice(conid, price, volume ?? "1")
  }

  /** How long after a price that is told now an order for it comes in, ms: both as they are on the wire. */
  const measure = (conid: number, price: string) =>
    new Promise<Answer>((resolve) => {
      book.last.set(conid, price)
      const since = performance.now()
      orderCame = (of) => {
        if (of !== conid) return
        orderCame = undefined
        resolve([200, { millis: performance.now() - since }])
      }
      sockets.tellPrice(conid, price, "1")
    })

  const admit: IbkrServer["admit"] = (consumer, of) => {
    oauth.add(consumer)
    sessions.know(consumer)
    return book.add(consumer.consumerKey, of)
  }

  const control = (method: string, path: string, body: string): Answer | Promise<Answer> => {
    const { conid, price, still, volume } = json(body)
    if (path === "/measure") return measure(Number(conid), String(price))
    if (path === "/faults") book.faults = { ...book.faults, ...readSomeFaults(body) }
    else if (path === "/price") trade(Number(conid), String(price), volume as string | undefined)
    else if (path === "/users") {
      const { cash, consumerKey, accessToken, number, signingKey, tokenSecret } = json(body) as Record<string, string>
      admit(
        {
          consumerKey: consumerKey ?? "",
          accessToken: accessToken ?? "",
          tokenSecret: Buffer.from(tokenSecret ?? "", "hex"),
          signingKey: createPublicKey(signingKey ?? "")
        },
        { number: number ?? "", cash: cash ?? "0", isPaper: number?.startsWith("D") === true }
      )
    } else if (path === "/still") book.isStill = still === true
    else if (path === "/streams" && method === "DELETE") sockets.cut()
    else if (path === "/book") return [200, wholeBooks(book)]
    return [200, {}]
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`)
    const method = request.method ?? "GET"
    const body = (await buffer(request)).toString("utf8")
    const say = ([status, said]: Answer) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said))
    if (url.pathname.startsWith("/_/")) return void say(await control(method, url.pathname.slice(2), body))
    const path = url.pathname.replace(/^\/v1\/api/, "")
    if (pacing.isTooMuch(path, book.faults.throttle)) return void say([429, { error: "Too many requests" }])
    if (book.faults.nightly) return void say([401, { error: "Unauthorized" }])
    if (request.headers["user-agent"] === undefined) return void say([403, { error: "Access Denied" }])
    const signed = {
      method,
      url: `${url.origin}${url.pathname}`,
      query: url.searchParams,
      said: readHeader(request.headers.authorization)
    }
    if (path === "/oauth/live_session_token") {
      const token = oauth.liveSessionToken(signed)
      return void say(token === undefined ? [401, { error: "id: 1, error: invalid consumer" }] : [200, token])
    }
    const name = oauth.whose(signed)
    const user = name === undefined ? undefined : book.users.get(name)
    if (name === undefined || user === undefined) return void say([401, { error: "Unauthorized" }])
    const said = answer(name, user, method, path, url, body)
    const { answer500, answer503, cutAnswers } = book.faults
    const changes = /\/orders$|\/reply\/|\/order\/\d/.test(path) && method !== "GET"
    if (changes && book.chance(cutAnswers)) return void request.socket.destroy()
    if (changes && book.chance(answer503)) return void say([503, { error: "Service Unavailable", statusCode: 503 }])
    if (changes && book.chance(answer500)) return void say([500, { error: "Internal Server Error" }])
    say(said)
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  const streams = new WebSocketServer({ server })
  streams.on("connection", (socket, request) => sockets.open(socket, request))
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    rest: `http://127.0.0.1:${port}/v1/api`,
    stream: `ws://127.0.0.1:${port}/v1/api/ws`,
    book,
    sessions,
    pacing,
    cameAt,
    get asked() {
      return candlesAsked
    },
    oauth,
    admit,
    trade,
    cutStreams: () => sockets.cut(),
    endSessions: (competing) => {
      sessions.endAll()
      sockets.endSessions(competing)
    },
    close: () => {
      for (const socket of streams.clients) socket.terminate()
      streams.close()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    }
  }
}
