import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { Schema } from "effect"
import { type WebSocket, WebSocketServer } from "ws"
import { ClientOrderId } from "@tradetower/domain/ids"
import { type Instrument, Symbol } from "@tradetower/domain/market"
import { instrumentBy, type TermsName } from "@tradetower/domain/terms"
import type { Move } from "@tradetower/domain/exchange"
import type { OrderRequest } from "@tradetower/domain/order"
import { chance } from "../chance.ts"
import { Book } from "./book.ts"
import { Numbers } from "./numbers.ts"
import { OwnMarket, type Restlessness } from "./own-market.ts"
import { Faults, noFaults, type StreamWire, wireOf } from "./wire.ts"

export interface ExchangeServerOptions {
  readonly folder: string
  readonly instruments: ReadonlyArray<Instrument>
  /** One for each instrument. */
  readonly markets: ReadonlyArray<Restlessness>
  readonly tickMillis: number
  readonly port: number
  /** Whose rules every account keeps. Default: the kind ones. */
  readonly terms?: TermsName
}

export interface ExchangeServer {
  readonly url: string
  readonly close: () => void
}

/** More than any order asks for. */
const PLENTY = Number.MAX_SAFE_INTEGER
/** `volume`: no more is traded by all orders together until the next price that is put; else they fill whole. */
const readPrice = Schema.decodeUnknownSync(
  Schema.fromJsonString(Schema.Struct({ price: Schema.String, volume: Schema.optionalKey(Schema.String) }))
)
const readFaults = Schema.decodeUnknownSync(Schema.fromJsonString(Faults))

/**
 * The exchange behind HTTP and WebSocket:
 * `GET /instruments`, `GET /candles/{symbol}`, `POST /accounts/{id}/numbers`, `POST|GET /accounts/{id}/orders`, `GET|DELETE /accounts/{id}/orders/{order}`,
 * `GET /accounts/{id}/fills?after=`, `GET /accounts/{id}/fills/{order}`, `GET /accounts/{id}/balances`, `GET /book`, `PUT /faults`,
 * `PUT /price/{symbol}`, `DELETE /streams`;
 * streams `/prices` and `/accounts/{id}/reports`.
 */
export const serveExchange = (options: ExchangeServerOptions): Promise<ExchangeServer> => {
  const { terms = "paper" } = options
  const instruments = options.instruments.map((instrument) => instrumentBy(terms, instrument))
  const own = instruments.map((instrument, index) => {
    const restlessness = options.markets[index]
    if (restlessness === undefined) throw new RangeError(`no market for ${instrument.symbol}`)
    return new OwnMarket(instrument, restlessness, Date.now())
  })
  const markets = new Map(own.map(({ market }) => [market.instrument.symbol as string, market]))
  const readers = new Map(
    [...markets].map(([symbol, market]) => [symbol, Schema.decodeUnknownSync(wireOf(market).order)])
  )
  const streams = new Map<WebSocket, string>()
  const tell = (to: string, message: StreamWire) => {
    const text = JSON.stringify(message)
    for (const [socket, path] of streams) if (path === to) socket.send(text)
  }
  const book = new Book(options.folder, terms, markets, (account, reports) => {
    for (const report of reports) tell(`/accounts/${account}/reports`, { _tag: "Reported", ...report })
  })
  const numbers = new Map<string, Numbers>()
  const numbersOf = (account: string): Numbers => {
    const known = numbers.get(account) ?? new Numbers(options.folder, account)
    numbers.set(account, known)
    return known
  }
  const random = chance(options.markets[0]?.seed ?? 1)
  let faults = noFaults
  let brokenAt = Date.now()

  const trade = (each: OwnMarket, { price, quantity }: ReturnType<OwnMarket["next"]>, at: number, move?: Move) => {
    const { symbol } = each.market.instrument
    book.trade(symbol, price, at, move)
    const { priceText, quantityText } = each.market
    tell("/prices", { _tag: "Tick", symbol, price: priceText(price), quantity: quantityText(quantity), at })
  }
  const tick = () => {
    const at = Date.now()
    for (const each of own) trade(each, each.next(faults.still), at)
    if (faults.breakStreams === 0 || at - brokenAt < faults.breakStreams) return
    brokenAt = at
    for (const socket of streams.keys()) socket.terminate()
  }
  for (const each of own) book.trade(each.market.instrument.symbol, each.next(false).price, Date.now())

  const placed = (account: string, text: string): readonly [number, unknown] => {
    // `symbol` stands beside the order; the rest is read by its market's schema.
    const { number, order, symbol } = JSON.parse(text) as {
      readonly symbol: string
      readonly number: number
      readonly order: unknown
    }
    const market = markets.get(symbol)
    const read = readers.get(symbol)
    if (market === undefined || read === undefined) return [422, { reason: "INVALID", message: `no market ${symbol}` }]
    const numbered = numbersOf(account)
    if (!numbered.given(number)) return [422, { reason: "INVALID", message: `${number} was given to nobody` }]
    if (numbered.taken(number)) return [409, { message: "duplicate order id" }]
    const asked: OrderRequest = read(JSON.stringify(order))
    const known = book.find(account, asked.clientOrderId)
    // By the number alone it knows an order again: under another one the same is one more.
    const doubles = known !== undefined && known.status !== "REJECTED"
    const clientOrderId = doubles ? ClientOrderId.make(`${asked.clientOrderId}-${number}`) : asked.clientOrderId
    const request = { ...asked, clientOrderId }
    const [first] = book.place(account, market, request, Date.now())
    // What it refused it does not keep under its id.
    if (first?._tag === "OrderRejected") return [422, { reason: first.reason, message: first.message }]
    numbered.take(number)
    return [200, { exchangeOrderId: book.find(account, request.clientOrderId)?.exchangeOrderId }]
  }

  const answer = (method: string, url: URL, body: string): readonly [number, unknown] => {
    const [, kind, name = "", part, order] = url.pathname.split("/").map(decodeURIComponent)
    if (kind === "instruments") return [200, instruments]
    if (kind === "candles")
      return [200, own.find(({ market }) => market.instrument.symbol === Symbol.make(name))?.history]
    if (kind === "book") return [200, book.whole()]
    if (kind === "price" && method === "PUT") {
      const { price, volume } = readPrice(body)
      const each = own.find(({ market }) => market.instrument.symbol === Symbol.make(name))
      if (each === undefined) return [404, {}]
      each.standAt(price)
      const some = volume === undefined ? undefined : each.market.quantity(volume)
      trade(each, each.next(true), Date.now(), { volume: some ?? PLENTY })
      return [200, { price }]
    }
    if (kind === "streams" && method === "DELETE") {
      for (const socket of streams.keys()) socket.terminate()
      return [200, {}]
    }
    if (kind === "faults" && method === "PUT") {
      faults = readFaults(body)
      return [200, faults]
    }
    if (kind !== "accounts") return [404, {}]
    if (part === "balances") return [200, book.balances(name)]
    if (part === "numbers" && method === "POST") return [200, { number: numbersOf(name).next() }]
    if (part === "fills" && order !== undefined) return [200, book.fillsOf(name, order)]
    if (part === "fills") return [200, book.fills(name, Number(url.searchParams.get("after") ?? 0))]
    if (part !== "orders") return [404, {}]
    if (order === undefined) return method === "POST" ? placed(name, body) : [200, book.open(name)]
    if (method === "DELETE") {
      book.cancel(name, order, Date.now())
      return [200, {}]
    }
    const state = book.find(name, order)
    return state === undefined ? [404, {}] : [200, state]
  }

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? "/", "http://exchange")
    const method = request.method ?? "GET"
    const trading = url.pathname.startsWith("/accounts")
    const changing = trading && method !== "GET" && !url.pathname.endsWith("/numbers")
    if (trading && random() < faults.throttle) {
      response.writeHead(429, { "retry-after": "1" }).end("{}")
      return
    }
    const [status, body] = answer(method, url, Buffer.concat(chunks).toString("utf8"))
    const looking = /\/(orders|fills)(\/|$)/.test(url.pathname) && method === "GET"
    if ((changing && random() < faults.dropAnswers) || (looking && random() < faults.dropLooks)) {
      request.socket.destroy()
      return
    }
    if (trading && faults.delay > 0) await new Promise((resume) => setTimeout(resume, faults.delay * random()))
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error)
      response.writeHead(500).end()
    })
  })
  const sockets = new WebSocketServer({ server })
  sockets.on("connection", (socket, request) => {
    streams.set(socket, decodeURIComponent(request.url ?? ""))
    socket.on("close", () => streams.delete(socket))
    socket.on("error", () => socket.terminate())
    socket.send(JSON.stringify({ _tag: "Connected" } satisfies StreamWire))
  })
  const ticking = setInterval(tick, options.tickMillis)
  return new Promise((resolve) => {
    server.listen(options.port, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : options.port
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => {
          clearInterval(ticking)
          for (const socket of streams.keys()) socket.terminate()
          sockets.close()
          server.closeAllConnections()
          server.close()
        }
      })
    })
  })
}
