import { createServer } from "node:http"
import { Effect } from "effect"

const MINUTE = 60_000

/** How the stand-in is unkind: a status, a body that is no JSON, a body of its own, no answer, or one that never comes. */
export type Unkind = number | "HTML" | "CUT" | "SILENT" | object

/** A stand-in for the public half of Kraken and Binance on this machine, and how it is to answer. */
export interface ExchangesStandIn {
  /** For `ccxtThread`. */
  readonly instead: { readonly kraken: string; readonly binance: string }
  /** What was asked of it, path and query. */
  readonly asked: Array<string>
  readonly ways: {
    /** Answers the requests whose path holds this text so, for as long as it is here. */
    readonly unkind: Map<string, Unkind>
    /** Sent with a status. */
    headers: Record<string, string>
    /** Kraken's markets, by its own names. */
    readonly pairs: Map<string, object>
    /** Binance's markets. */
    readonly symbols: Array<object>
    /** Last prices, by the exchange's own name. */
    readonly prices: Map<string, string>
    /** Minutes (ms since the epoch) without a trade: Kraken has a candle for them, Binance too; a gap has none. */
    readonly gaps: Set<number>
  }
}

/** A market as Kraken lists it, shortened. */
export const krakenPair = (base: string, quote: string, over: object = {}) => ({
  altname: `${base}${quote}`,
  wsname: `${base}/${quote}`,
  base,
  quote,
  pair_decimals: 1,
  lot_decimals: 8,
  fees: [[0, 0.26]],
  fees_maker: [[0, 0.16]],
  ordermin: "0.0001",
  costmin: "0.5",
  status: "online",
  ...over
})

/** A market as Binance lists it, shortened. */
export const binanceSymbol = (baseAsset: string, quoteAsset: string, over: object = {}) => ({
  symbol: `${baseAsset}${quoteAsset}`,
  status: "TRADING",
  baseAsset,
  quoteAsset,
  baseAssetPrecision: 8,
  quotePrecision: 8,
  isSpotTradingAllowed: true,
  filters: [
    { filterType: "PRICE_FILTER", minPrice: "0.00000001", maxPrice: "1000.00000000", tickSize: "0.00000001" },
    { filterType: "LOT_SIZE", minQty: "1.00000000", maxQty: "92141578.00000000", stepSize: "1.00000000" },
    { filterType: "NOTIONAL", minNotional: "5.00000000", maxNotional: "9000000.00000000" }
  ],
  ...over
})

/** Candle of a minute: it opens at a price that tells which minute it is. */
const openOf = (at: number): string => `${(at / MINUTE) % 1000}.5`

export const exchangesStandIn = Effect.acquireRelease(
  Effect.callback<ExchangesStandIn & { readonly close: () => void }>((resume) => {
    const asked: Array<string> = []
    const ways: ExchangesStandIn["ways"] = {
      unkind: new Map(),
      headers: {},
      pairs: new Map<string, object>([
        ["XXBTZUSD", krakenPair("XXBT", "ZUSD")],
        ["XETHZUSD", krakenPair("XETH", "ZUSD", { pair_decimals: 2 })],
        ["ETHXBT", krakenPair("XETH", "XXBT", { pair_decimals: 5, status: "cancel_only" })]
      ]),
      symbols: [binanceSymbol("PEPE", "USDT"), binanceSymbol("LUNC", "USDT", { status: "BREAK" })],
      prices: new Map([
        ["XXBTZUSD", "91234.56"],
        ["XETHZUSD", "3012.34"],
        ["PEPEUSDT", "0.00000412"]
      ]),
      gaps: new Set()
    }

    const minutes = (from: number, most: number): ReadonlyArray<number> => {
      const found: Array<number> = []
      for (let at = Math.ceil(from / MINUTE) * MINUTE; at <= Date.now() && found.length < most; at += MINUTE)
        if (!ways.gaps.has(at)) found.push(at)
      return found
    }

    const kraken = (path: string, query: URLSearchParams): object => {
      const result = (body: unknown) => ({ error: [], result: body })
      if (path.endsWith("/AssetPairs")) return result(Object.fromEntries(ways.pairs))
      const pairs = (query.get("pair") ?? "").split(",")
      if (path.endsWith("/Ticker"))
        return result(Object.fromEntries(pairs.map((pair) => [pair, { c: [ways.prices.get(pair), "0.1"] }])))
      // As Kraken does: what opened after `since`, of the last 720 only.
      const since = Math.max(Number(query.get("since")) * 1000 + 1, Date.now() - 720 * MINUTE)
      const rows = minutes(since, 720).map((at) => {
        const open = openOf(at)
        return [at / 1000, open, open, open, open, open, "1.5", 3]
      })
      return result({ [pairs[0] ?? ""]: rows, last: 0 })
    }

    const binance = (path: string, query: URLSearchParams): object => {
      if (path.endsWith("/exchangeInfo")) return { timezone: "UTC", symbols: ways.symbols }
      if (path.endsWith("/ticker/24hr")) {
        const symbols = JSON.parse(query.get("symbols") ?? "[]") as ReadonlyArray<string>
        return symbols.map((symbol) => ({ symbol, lastPrice: ways.prices.get(symbol), closeTime: Date.now() }))
      }
      return minutes(Number(query.get("startTime")), Number(query.get("limit"))).map((at) => [
        at,
        "0.00000412",
        "0.00000413",
        "0.00000411",
        "0.00000412",
        "1234567.00",
        at + MINUTE - 1
      ])
    }

    const server = createServer((request, response) => {
      const path = request.url ?? "/"
      asked.push(path)
      const unkind = [...ways.unkind].find(([part]) => path.includes(part))?.[1]
      if (unkind === "SILENT") return
      if (unkind === "CUT") return void response.destroy()
      if (unkind === "HTML") return void response.writeHead(200, { "content-type": "text/html" }).end("<html></html>")
      const json = { "content-type": "application/json", ...ways.headers }
      if (typeof unkind === "number") return void response.writeHead(unkind, json).end("{}")
      const { pathname, searchParams } = new URL(path, "http://exchange")
      const answer =
        unkind ?? (pathname.startsWith("/0/") ? kraken(pathname, searchParams) : binance(pathname, searchParams))
      response.writeHead(200, json).end(JSON.stringify(answer))
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
      const close = () => {
        server.closeAllConnections()
        server.close()
      }
      resume(Effect.succeed({ instead: { kraken: origin, binance: origin }, asked, ways, close }))
    })
  }),
  (standIn) => Effect.sync(standIn.close)
)
