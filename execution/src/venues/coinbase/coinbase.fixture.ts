import { createServer } from "node:http"
import { Effect } from "effect"
import { type WebSocket, WebSocketServer } from "ws"
import { answerOf, type Product, products } from "./rest-answers.fixture.ts"

/** How the stand-in is unkind to the next request: this status, a page of HTML in place of JSON, or no answer at all. */
export type Refusal = number | "HTML_200" | "HTML_502" | "TEXT_429" | "CUT" | "HANG"

/** A stand-in for Coinbase on this machine, as unkind as the real one: says what a test lets it say. */
export interface CoinbaseStandIn {
  readonly rest: string
  readonly feed: string
  /** What was asked of it over HTTP, path and query. */
  readonly asked: Array<string>
  /** What clients subscribed to, over all connections. */
  readonly subscribed: ReadonlyArray<{ readonly channel: string; readonly product_ids: ReadonlyArray<string> }>
  /** How many connections to the feed there were. */
  readonly connections: () => number
  /** Sends a message to everyone connected, with the connection's next number unless it has one of its own. */
  readonly say: (message: object) => void
  /** The same for text that may be no message at all. */
  readonly sayText: (text: string) => void
  /** Breaks all connections. */
  readonly hangUp: () => void
  /** Answers the next requests with these before it answers properly. */
  readonly refuseWith: Array<Refusal>
  /** What it can be set to. */
  readonly ways: Ways
}

interface Ways {
  /** How long an answer over HTTP takes, ms: 50 to 500 at the real one. */
  latency: () => number
  /** Products whose subscription it leaves out, saying nothing. */
  readonly leavesOut: Set<string>
  /** Whether subscriptions are confirmed at all. */
  confirms: boolean
  /** What a subscription to trades is answered with first. */
  snapshot: object | undefined
  /** Minutes (seconds since the epoch) in which something was traded. */
  traded: (second: number) => boolean
  /** What it lists. */
  readonly products: Map<string, Product>
  /** Requests refused by their path and query, for as long as this says so. */
  refuses: (path: string) => Refusal | undefined
}

const HTML = "<!DOCTYPE html><html><head><title>Attention Required!</title></head></html>"

export const coinbaseStandIn = Effect.acquireRelease(
  Effect.callback<CoinbaseStandIn & { readonly close: () => void }>((resume) => {
    const asked: Array<string> = []
    const subscribed: Array<{ readonly channel: string; readonly product_ids: ReadonlyArray<string> }> = []
    const refuseWith: Array<Refusal> = []
    const ways: Ways = {
      latency: () => 0,
      leavesOut: new Set(),
      confirms: true,
      snapshot: undefined,
      traded: () => true,
      products: new Map(products),
      refuses: () => undefined
    }
    /** Each connection and the number of its last message. */
    const open = new Map<WebSocket, number>()
    let connections = 0
    const server = createServer((request, response) => {
      const path = request.url ?? "/"
      asked.push(path)
      const refusal = refuseWith.shift() ?? ways.refuses(path)
      const answer = () => {
        switch (refusal) {
          case "HANG":
            return
          case "CUT":
            return void response.destroy()
          case "HTML_200":
            return void response.writeHead(200, { "content-type": "text/html" }).end(HTML)
          case "HTML_502":
            return void response.writeHead(502, { "content-type": "text/html" }).end(HTML)
          case "TEXT_429":
            return void response.writeHead(429, { "content-type": "text/plain" }).end("Too many requests")
          case undefined: {
            const { body, status } = answerOf(new URL(path, "http://coinbase"), ways)
            return void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
          }
          default:
            return void response.writeHead(refusal).end("{}")
        }
      }
      const wait = ways.latency()
      if (wait <= 0) answer()
      else setTimeout(answer, wait)
    })
    const sockets = new WebSocketServer({ server })
    const send = (socket: WebSocket, message: object) => {
      const sequence_num = (open.get(socket) ?? -1) + 1
      open.set(socket, sequence_num)
      const timestamp = new Date().toISOString()
      socket.send(JSON.stringify({ client_id: "", timestamp, sequence_num, ...message }))
    }
    sockets.on("connection", (socket) => {
      open.set(socket, -1)
      connections += 1
      socket.on("close", () => open.delete(socket))
      const confirmed: Record<string, ReadonlyArray<string>> = {}
      socket.on("message", (data) => {
        const message = JSON.parse((data as Buffer).toString("utf8")) as (typeof subscribed)[number]
        subscribed.push(message)
        const { channel, product_ids } = message
        if (channel === "market_trades" && ways.snapshot !== undefined) send(socket, ways.snapshot)
        confirmed[channel] = product_ids.filter((product) => !ways.leavesOut.has(product))
        // As recorded: the confirmation comes after the snapshot.
        if (ways.confirms) send(socket, { channel: "subscriptions", events: [{ subscriptions: { ...confirmed } }] })
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const hangUp = () => {
        for (const socket of open.keys()) socket.terminate()
      }
      resume(
        Effect.succeed({
          rest: `http://127.0.0.1:${port}/api/v3/brokerage`,
          feed: `ws://127.0.0.1:${port}/`,
          asked,
          subscribed,
          refuseWith,
          ways,
          hangUp,
          connections: () => connections,
          say: (message) => {
            for (const socket of open.keys()) send(socket, message)
          },
          sayText: (text) => {
            for (const socket of open.keys()) socket.send(text)
          },
          close: () => {
            hangUp()
            sockets.close()
            server.closeAllConnections()
            server.close()
          }
        })
      )
    })
  }),
  (standIn) => Effect.sync(standIn.close)
)

/** A trade of a `market_trades` message: `time` within the hour, as the real one writes it, its zeros cut. */
export interface TradeRow {
  readonly id: string
  readonly product: string
  readonly price: string
  readonly size: string
  readonly time: string
}

/** A `market_trades` message as recorded, shortened. */
export const trades = (type: string, ...rows: ReadonlyArray<TradeRow>) => ({
  channel: "market_trades",
  timestamp: "2026-11-22T17:00:09.123456789Z",
  events: [
    {
      type,
      trades: rows.map(({ id, price, product, size, time }) => ({
        trade_id: id,
        product_id: product,
        price,
        size,
        side: "BUY",
        time: `2026-11-22T17:${time}Z`
      }))
    }
  ]
})
