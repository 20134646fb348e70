import { type Page, searchInstruments } from "../search-instruments.ts"
import { KnownFailure } from "./ccxt-failure.ts"
import { type CcxtName, ccxtExchange } from "./exchanges.ts"
import { type Listing, listings, text as written } from "./listing.ts"
import { type PublicApi, publicApi } from "./public-api.ts"

const MINUTE = 60_000
/** How old a list of markets may be when it is looked at, ms. */
const FRESH = 3_600_000

/** A last price, whenever it was paid. */
export interface LastPrice {
  readonly symbol: string
  readonly last: string
}

/** A candle: when it opened (ms), open, high, low, close, volume, as text. */
export type CandleRow = readonly [at: number, ...of: ReadonlyArray<string>]

interface Listed {
  readonly bySymbol: ReadonlyMap<string, Listing>
  readonly readAt: number
}

const noPair = (name: string, symbol: string) =>
  new KnownFailure({ message: `${name} lists no pair ${symbol} that is traded: search for another`, retryable: false })

/** What one exchange tells anybody. Runs in the thread. */
export class PublicExchange {
  readonly #name: CcxtName
  readonly #instead: string | undefined
  #api: Promise<PublicApi> | undefined
  #listed: Listed | undefined
  #reading: Promise<Listed> | undefined
  /** Ends with the newest page of candles that was asked for. */
  #candles: Promise<unknown> = Promise.resolve()

  constructor(name: CcxtName, instead: string | undefined) {
    this.#name = name
    this.#instead = instead
  }

  async find(text: string, page: Page) {
    const { bySymbol } = await this.#markets()
    return searchInstruments(bySymbol.values(), text, page)
  }

  async get(symbol: string): Promise<Listing | undefined> {
    const { bySymbol } = await this.#markets()
    return bySymbol.get(symbol)
  }

  async prices(symbols: ReadonlyArray<string>): Promise<ReadonlyArray<LastPrice>> {
    const { bySymbol } = await this.#markets()
    const asked = symbols.flatMap((symbol) => bySymbol.get(symbol) ?? [])
    if (asked.length === 0) return []
    const api = await this.#opened()
    const tickers = await api.fetchTickers(asked.map(({ unified }) => unified))
    return asked.flatMap(({ symbol, unified }) => {
      const ticker = tickers[unified]
      const last = written(ticker?.last)
      if (last === undefined) return []
      return [{ symbol, last }]
    })
  }

  /** 1-minute candles that opened in `[from, to)`, oldest first. */
  async candles(symbol: string, from: number, to: number): Promise<ReadonlyArray<CandleRow>> {
    const { bySymbol } = await this.#markets()
    const { name, page, remembers } = ccxtExchange(this.#name)
    const listing = bySymbol.get(symbol)
    if (listing === undefined) throw noPair(name, symbol)
    const since = remembers === undefined ? from : Math.max(from, Date.now() - remembers * MINUTE)
    if (since >= to && from < to)
      throw new KnownFailure({
        message: `${name} tells candles of the last ${(remembers ?? 0) / 60} hours only: ask for a later time, or another exchange`,
        retryable: false
      })
    const api = await this.#opened()
    const rows: Array<CandleRow> = []
    for (let start = from; start < to; start += page * MINUTE) {
      const end = Math.min(start + page * MINUTE, to)
      if (end <= since) continue
      // Some answer with the minutes of the page, some with the first so many that have a candle: these come again.
      const found = await this.#inTurn(() => api.fetchOHLCV(listing.unified, "1m", start, (end - start) / MINUTE))
      const inPage = found.filter(([at]) => typeof at === "number" && at >= start && at < end)
      inPage.sort((a, b) => Number(a[0]) - Number(b[0]))
      for (const [at, ...of] of inPage) if (Number(at) !== rows.at(-1)?.[0]) rows.push([Number(at), ...of.map(String)])
    }
    return rows
  }

  /** One page of candles at a time: ccxt sends what it is asked in order, and prices must not wait behind the past. */
  async #inTurn<A>(ask: () => Promise<A>): Promise<A> {
    const before = this.#candles
    const asked = before.then(ask, ask)
    this.#candles = asked.catch(() => undefined)
    return asked
  }

  #opened(): Promise<PublicApi> {
    this.#api ??= publicApi(this.#name, this.#instead).catch((error: unknown) => {
      this.#api = undefined
      throw error
    })
    return this.#api
  }

  /** The list; an old one is read anew, and does when that fails. */
  async #markets(): Promise<Listed> {
    if (this.#listed !== undefined && Date.now() - this.#listed.readAt < FRESH) return this.#listed
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
    const listed = this.#listed
    return listed === undefined ? this.#reading : this.#reading.catch(() => listed)
  }

  async #read(): Promise<Listed> {
    const api = await this.#opened()
    // Fees that the exchange doesn't list by market are filled in here.
    const markets = Object.values(api.setMarkets(await api.fetchMarkets()))
    const bySymbol = listings(markets, api.precisionMode)
    if (bySymbol.size === 0)
      throw new KnownFailure({
        message: `${ccxtExchange(this.#name).name} answered with no market at all`,
        retryable: true
      })
    return (this.#listed = { bySymbol, readAt: Date.now() })
  }
}
