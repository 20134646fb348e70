import { createServer } from "node:http"
import { Effect } from "effect"
import { type WebSocket, WebSocketServer } from "ws"

/** A stand-in for Coinbase on this machine: says what a test lets it say. */
export interface CoinbaseStandIn {
  readonly rest: string
  readonly feed: string
  /** What was asked of it over HTTP, path and query. */
  readonly asked: ReadonlyArray<string>
  /** What clients subscribed to. */
  readonly subscribed: ReadonlyArray<unknown>
  /** Sends a message to everyone connected. */
  readonly say: (message: unknown) => void
  /** Breaks all connections. */
  readonly hangUp: () => void
  /** Answers the next requests with these statuses before it answers properly. */
  readonly refuseWith: Array<number>
}

/** 1-minute candles as Coinbase lists them: newest first, seconds, text. */
const candles = (url: URL) => {
  const start = Number(url.searchParams.get("start"))
  const end = Number(url.searchParams.get("end"))
  const rows: Array<unknown> = []
  for (let at = end; at >= start; at -= 60) {
    const price = 90_000 + (at % 1000)
    rows.push({
      start: String(at),
      low: `${price - 1}.5`,
      high: `${price + 1}.25`,
      open: String(price),
      close: `${price}.01`,
      volume: "1.5"
    })
  }
  return { candles: rows }
}

/** A product as recorded, shortened. */
const product = {
  product_id: "BTC-USD",
  price: "90000",
  base_currency_id: "BTC",
  quote_currency_id: "USD",
  price_increment: "0.01",
  base_increment: "0.00000001",
  base_min_size: "0.00000001",
  quote_min_size: "1"
}

export const coinbaseStandIn = Effect.acquireRelease(
  Effect.callback<CoinbaseStandIn & { readonly close: () => void }>((resume) => {
    const asked: Array<string> = []
    const subscribed: Array<unknown> = []
    const refuseWith: Array<number> = []
    const open = new Set<WebSocket>()
    const server = createServer((request, response) => {
      asked.push(request.url ?? "")
      const url = new URL(request.url ?? "/", "http://coinbase")
      const refusal = refuseWith.shift()
      if (refusal !== undefined) return void response.writeHead(refusal).end("{}")
      const body = url.pathname.endsWith("/candles") ? candles(url) : product
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body))
    })
    const sockets = new WebSocketServer({ server })
    sockets.on("connection", (socket) => {
      open.add(socket)
      socket.on("close", () => open.delete(socket))
      socket.on("message", (data) => subscribed.push(JSON.parse((data as Buffer).toString("utf8"))))
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const hangUp = () => open.forEach((socket) => socket.terminate())
      resume(
        Effect.succeed({
          rest: `http://127.0.0.1:${port}/api/v3/brokerage`,
          feed: `ws://127.0.0.1:${port}/`,
          asked,
          subscribed,
          refuseWith,
          hangUp,
          say: (message) => open.forEach((socket) => socket.send(JSON.stringify(message))),
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

/** A `market_trades` message as recorded, shortened. */
export const trades = (
  type: "snapshot" | "update",
  ...rows: ReadonlyArray<readonly [product: string, price: string, size: string, second: number]>
) => ({
  channel: "market_trades",
  client_id: "",
  timestamp: "2026-11-22T17:00:09.123456789Z",
  sequence_num: 0,
  events: [
    {
      type,
      trades: rows.map(([product_id, price, size, second], index) => ({
        trade_id: String(700_000 + index),
        product_id,
        price,
        size,
        side: "BUY",
        time: `2026-11-22T17:00:0${second}.123456Z`
      }))
    }
  ]
})
