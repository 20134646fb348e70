/** An exchange whose public prices ccxt reads for us. */
export interface CcxtExchange {
  /** As its traders call it. */
  readonly name: string
  /** Where it is asked; nothing else is. */
  readonly hosts: ReadonlyArray<string>
  /** What most of its pairs are paid in. */
  readonly money: ReadonlyArray<string>
  /** The most 1-minute candles of one answer. */
  readonly page: number
  /** How many 1-minute candles back it tells at most; absent where it tells years. */
  readonly remembers?: number
  /** What ccxt is told about it: to ask for spot markets only, say. */
  readonly options?: Readonly<Record<string, unknown>>
}

const spotOnly = { fetchMarkets: { types: ["spot"] } }

/** Those that were looked at: ticks as steps, candles without a key, paging known. */
export const ccxtExchanges = {
  binance: {
    name: "Binance",
    money: ["USDT", "USDC", "EUR"],
    hosts: ["api.binance.com"],
    page: 1000,
    options: spotOnly
  },
  bitstamp: { name: "Bitstamp", money: ["USD", "EUR", "USDC"], hosts: ["www.bitstamp.net"], page: 1000 },
  bybit: { name: "Bybit", money: ["USDT", "USDC"], hosts: ["api.bybit.com"], page: 1000, options: spotOnly },
  coinbase: { name: "Coinbase (all pairs)", money: ["USD", "EUR", "USDC"], hosts: ["api.coinbase.com"], page: 300 },
  kraken: { name: "Kraken", money: ["USD", "EUR", "USDT"], hosts: ["api.kraken.com"], page: 720, remembers: 720 },
  kucoin: {
    name: "KuCoin",
    money: ["USDT", "USDC"],
    hosts: ["api.kucoin.com"],
    page: 1000,
    options: { fetchMarkets: { types: ["spot"], fetchTickersFees: false } }
  },
  okx: { name: "OKX", money: ["USDT", "USDC"], hosts: ["www.okx.com"], page: 300, options: spotOnly }
} satisfies Record<string, CcxtExchange>

/** ccxt's name of one of them. */
export type CcxtName = keyof typeof ccxtExchanges

/** What is known of it. */
export const ccxtExchange = (name: CcxtName): CcxtExchange => ccxtExchanges[name]

/** All of them, by name. */
export const ccxtNames = Object.keys(ccxtExchanges) as ReadonlyArray<CcxtName>
