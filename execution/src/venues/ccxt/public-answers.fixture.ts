const MINUTE = 60_000

/** What an exchange tells anybody of one pair: its list, last prices, and candles of minutes from `from` on, `to` not among them. */
export interface Public {
  readonly markets: (path: string, query: URLSearchParams) => object | undefined
  readonly tickers: (path: string) => object | undefined
  readonly candles: (path: string, query: URLSearchParams) => object | undefined
}

/** So many minutes from a moment on, oldest first: each opens at a price that tells its minute. */
export const minutes = (from: number, to: number): ReadonlyArray<readonly [at: number, open: string]> => {
  const found: Array<readonly [number, string]> = []
  for (let at = Math.ceil(from / MINUTE) * MINUTE; at < to; at += MINUTE) found.push([at, `${(at / MINUTE) % 1000}.5`])
  return found
}
export const number = (query: URLSearchParams, name: string): number => Number(query.get(name) ?? "NaN")
export const newestFirst = <A>(rows: ReadonlyArray<A>): ReadonlyArray<A> => rows.toReversed()
export const on =
  (part: string, answer: object) =>
  (path: string): object | undefined =>
    path === part ? answer : undefined

/** Recorded from what each exchange's own page describes, shortened to what is read and a little more. */
export const firstFour = {
  binance: {
    markets: on("/api/v3/exchangeInfo", {
      timezone: "UTC",
      symbols: [
        {
          symbol: "BTCUSDT",
          status: "TRADING",
          baseAsset: "BTC",
          quoteAsset: "USDT",
          baseAssetPrecision: 8,
          quotePrecision: 8,
          isSpotTradingAllowed: true,
          filters: [
            { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000", tickSize: "0.01000000" },
            { filterType: "LOT_SIZE", minQty: "0.00001000", maxQty: "9000", stepSize: "0.00001000" },
            { filterType: "NOTIONAL", minNotional: "5.00000000" }
          ]
        }
      ]
    }),
    tickers: on("/api/v3/ticker/24hr", [
      { symbol: "BTCUSDT", lastPrice: "91234.56000000", closeTime: 1_700_000_000_000 }
    ]),
    candles: (path, query) =>
      path === "/api/v3/klines"
        ? minutes(number(query, "startTime"), number(query, "startTime") + number(query, "limit") * MINUTE).map(
            ([at, open]) => [at, open, open, open, open, "1.50000000", at + MINUTE - 1]
          )
        : undefined
  },
  bitstamp: {
    markets: on("/api/v2/markets/", [
      {
        name: "BTC/USD",
        market_symbol: "btcusd",
        base_currency: "BTC",
        base_decimals: 8,
        counter_currency: "USD",
        counter_decimals: 0,
        minimum_order_value: "10",
        trading: "Enabled",
        instant_and_market_orders: "Enabled",
        description: "Bitcoin / U.S. dollar",
        market_type: "SPOT"
      }
    ]),
    tickers: on("/api/v2/ticker/", [
      {
        timestamp: "1700000000",
        pair: "BTC/USD",
        last: "91234",
        bid: "91233",
        ask: "91235",
        vwap: "91000",
        volume: "9"
      }
    ]),
    candles: (path, query) =>
      path === "/api/v2/ohlc/btcusd/"
        ? {
            data: {
              pair: "BTC/USD",
              ohlc: minutes(number(query, "start") * 1000, number(query, "end") * 1000 + 1).map(([at, open]) => ({
                timestamp: String(at / 1000),
                open,
                high: open,
                low: open,
                close: open,
                volume: "1.5"
              }))
            }
          }
        : undefined
  },
  bybit: {
    markets: on("/v5/market/instruments-info", {
      retCode: 0,
      retMsg: "OK",
      result: {
        category: "spot",
        list: [
          {
            symbol: "BTCUSDT",
            baseCoin: "BTC",
            quoteCoin: "USDT",
            innovation: "0",
            status: "Trading",
            marginTrading: "utaOnly",
            lotSizeFilter: {
              basePrecision: "0.000001",
              quotePrecision: "0.0000001",
              minOrderQty: "0.000011",
              maxOrderQty: "83",
              minOrderAmt: "5",
              maxOrderAmt: "8000000"
            },
            priceFilter: { tickSize: "0.1" }
          }
        ]
      },
      time: 1_700_000_000_000
    }),
    tickers: on("/v5/market/tickers", {
      retCode: 0,
      retMsg: "OK",
      result: {
        category: "spot",
        list: [{ symbol: "BTCUSDT", bid1Price: "91234.4", ask1Price: "91234.6", lastPrice: "91234.5", volume24h: "9" }]
      },
      time: 1_700_000_000_000
    }),
    candles: (path, query) =>
      path === "/v5/market/kline"
        ? {
            retCode: 0,
            retMsg: "OK",
            result: {
              category: "spot",
              symbol: "BTCUSDT",
              list: newestFirst(
                minutes(number(query, "start"), number(query, "start") + number(query, "limit") * MINUTE).map(
                  ([at, open]) => [String(at), open, open, open, open, "1.5", "3"]
                )
              )
            },
            time: 1_700_000_000_000
          }
        : undefined
  },
  coinbase: {
    // Its futures are asked for, too: it has none here.
    markets: (path, query) =>
      path !== "/api/v3/brokerage/market/products"
        ? undefined
        : query.get("product_type") === "FUTURE"
          ? { products: [], num_products: 0 }
          : {
              products: [
                {
                  product_id: "BTC-USD",
                  price: "91234.56",
                  base_increment: "0.00000001",
                  quote_increment: "0.01",
                  price_increment: "0.01",
                  quote_min_size: "1",
                  quote_max_size: "150000000",
                  base_min_size: "0.00000001",
                  base_max_size: "3400",
                  base_currency_id: "BTC",
                  quote_currency_id: "USD",
                  base_name: "Bitcoin",
                  status: "online",
                  trading_disabled: false,
                  is_disabled: false,
                  product_type: "SPOT",
                  alias_to: []
                }
              ],
              num_products: 1
            },
    tickers: () => undefined,
    candles: (path, query) =>
      path === "/api/v3/brokerage/market/products/BTC-USD/candles"
        ? {
            candles: newestFirst(
              minutes(number(query, "start") * 1000, number(query, "end") * 1000 + 1).map(([at, open]) => ({
                start: String(at / 1000),
                low: open,
                high: open,
                open,
                close: open,
                volume: "1.5"
              }))
            )
          }
        : undefined
  }
} satisfies Record<string, Public>
