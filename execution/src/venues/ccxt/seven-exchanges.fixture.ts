import { createServer } from "node:http"
import { Effect } from "effect"
import { type CcxtName, ccxtNames } from "./exchanges.ts"
import { firstFour, minutes, newestFirst, number, on, type Public } from "./public-answers.fixture.ts"

const exchanges: Record<CcxtName, Public> = {
  ...firstFour,
  kraken: {
    markets: on("/0/public/AssetPairs", {
      error: [],
      result: {
        XXBTZUSD: {
          altname: "XBTUSD",
          wsname: "XBT/USD",
          base: "XXBT",
          quote: "ZUSD",
          pair_decimals: 1,
          lot_decimals: 8,
          fees: [[0, 0.4]],
          fees_maker: [[0, 0.25]],
          ordermin: "0.00005",
          costmin: "0.5",
          tick_size: "0.1",
          status: "online"
        }
      }
    }),
    tickers: on("/0/public/Ticker", { error: [], result: { XXBTZUSD: { c: ["91234.50000", "0.1"] } } }),
    candles: (path, query) =>
      path === "/0/public/OHLC"
        ? {
            error: [],
            result: {
              XXBTZUSD: minutes(number(query, "since") * 1000 + 1, Date.now()).map(([at, open]) => [
                at / 1000,
                open,
                open,
                open,
                open,
                open,
                "1.5",
                3
              ]),
              last: 0
            }
          }
        : undefined
  },
  kucoin: {
    markets: on("/api/v2/symbols", {
      code: "200000",
      data: [
        {
          symbol: "BTC-USDT",
          name: "BTC-USDT",
          baseCurrency: "BTC",
          quoteCurrency: "USDT",
          feeCurrency: "USDT",
          market: "USDS",
          baseMinSize: "0.00001",
          quoteMinSize: "0.1",
          baseMaxSize: "10000000000",
          quoteMaxSize: "99999999",
          baseIncrement: "0.00000001",
          quoteIncrement: "0.000001",
          priceIncrement: "0.1",
          minFunds: "0.1",
          isMarginEnabled: true,
          enableTrading: true
        }
      ]
    }),
    tickers: on("/api/v1/market/allTickers", {
      code: "200000",
      data: {
        time: 1_700_000_000_000,
        ticker: [{ symbol: "BTC-USDT", symbolName: "BTC-USDT", buy: "91234.4", sell: "91234.6", last: "91234.5" }]
      }
    }),
    candles: (path, query) =>
      path === "/api/v1/market/candles"
        ? {
            code: "200000",
            data: newestFirst(
              minutes(number(query, "startAt") * 1000, number(query, "endAt") * 1000).map(([at, open]) => [
                String(at / 1000),
                open,
                open,
                open,
                open,
                "1.5",
                "3"
              ])
            )
          }
        : undefined
  },
  okx: {
    markets: on("/api/v5/public/instruments", {
      code: "0",
      msg: "",
      data: [
        {
          instType: "SPOT",
          instId: "BTC-USDT",
          instIdCode: 5,
          baseCcy: "BTC",
          quoteCcy: "USDT",
          settleCcy: "",
          uly: "",
          lever: "10",
          tickSz: "0.1",
          lotSz: "0.00000001",
          minSz: "0.00001",
          maxMktSz: "1000000",
          state: "live"
        }
      ]
    }),
    tickers: on("/api/v5/market/tickers", {
      code: "0",
      msg: "",
      data: [{ instType: "SPOT", instId: "BTC-USDT", last: "91234.5", lastSz: "0.1", ts: "1700000000000" }]
    }),
    candles: (path, query) =>
      /^\/api\/v5\/market\/(history-)?candles$/.test(path)
        ? {
            code: "0",
            msg: "",
            // Newer than `before`, older than `after`.
            data: newestFirst(
              minutes(number(query, "before") + 1, number(query, "after")).map(([at, open]) => [
                String(at),
                open,
                open,
                open,
                open,
                "1.5",
                "3",
                "3",
                "1"
              ])
            )
          }
        : undefined
  }
}

/** Stand-ins for the public half of all seven, each under a path of its own; what none of them knows is a 404. */
export const sevenExchanges = Effect.acquireRelease(
  Effect.callback<{
    readonly instead: Record<CcxtName, string>
    readonly unknown: ReadonlyArray<string>
    readonly close: () => void
  }>((resume) => {
    const unknown: Array<string> = []
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://exchange")
      const name = ccxtNames.find((one) => url.pathname.startsWith(`/${one}/`))
      const path = name === undefined ? "" : url.pathname.slice(name.length + 1)
      const of = name && exchanges[name]
      const answer = of?.markets(path, url.searchParams) ?? of?.tickers(path) ?? of?.candles(path, url.searchParams)
      if (answer === undefined) unknown.push(request.url ?? "")
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" })
      response.end(JSON.stringify(answer ?? {}))
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
      // Every name has its address.
      const instead = Object.fromEntries(ccxtNames.map((name) => [name, `${origin}/${name}`])) as Record<
        CcxtName,
        string
      >
      const close = () => {
        server.closeAllConnections()
        server.close()
      }
      resume(Effect.succeed({ instead, unknown, close }))
    })
  }),
  (standIn) => Effect.sync(standIn.close)
)
