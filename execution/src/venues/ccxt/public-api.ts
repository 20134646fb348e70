import { type CcxtName, ccxtExchange } from "./exchanges.ts"
import { guardedFetch } from "./guarded-fetch.ts"
import type { CcxtMarket } from "./listing.ts"

/** What we ask an exchange's class of ccxt for: public answers, none of an account. */
export interface PublicApi {
  readonly precisionMode: number
  readonly fetchMarkets: () => Promise<ReadonlyArray<CcxtMarket>>
  readonly setMarkets: (markets: ReadonlyArray<CcxtMarket>) => Readonly<Record<string, CcxtMarket>>
  readonly fetchTickers: (
    symbols: ReadonlyArray<string>
  ) => Promise<Readonly<Record<string, { readonly last?: unknown }>>>
  /** Rows of time (ms), open, high, low, close, volume; the first `limit` that opened at `since` or later. */
  readonly fetchOHLCV: (
    symbol: string,
    timeframe: "1m",
    since: number,
    limit: number
  ) => Promise<ReadonlyArray<ReadonlyArray<unknown>>>
}

/** Loads the one file of an exchange: the whole package is a hundred of them. */
export const publicApi = async (name: CcxtName, instead: string | undefined): Promise<PublicApi> => {
  const file = new URL(`./src/${name}.js`, import.meta.resolve("ccxt"))
  const { hosts, name: called, options } = ccxtExchange(name)
  // ccxt's own types are those of every exchange together; this is the part of them we use.
  const { default: Exchange } = (await import(file.href)) as { default: new (config: object) => PublicApi }
  return new Exchange({
    // Numbers stay the text they came as.
    number: String,
    enableRateLimit: true,
    // Nobody's stand-in need be spared.
    ...(instead !== undefined && { rateLimit: 1 }),
    options: options ?? {},
    fetchImplementation: guardedFetch({ name: called, hosts, ...(instead !== undefined && { instead }) })
  })
}
