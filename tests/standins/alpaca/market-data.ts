import { plus } from "@tradetower/domain/number"
import type { WebSocket } from "ws"
import type { AlpacaBook } from "./alpaca-book.ts"

const MINUTE = 60_000
/** What is older than this is free. */
const DELAY = 15 * MINUTE
/** Symbols that a free plan may listen to. */
const MOST = 30

interface Bar {
  readonly t: string
  readonly o: string
  h: string
  l: string
  c: string
  v: string
  n: number
  readonly vw: string
}

/** JSON in which amounts are numbers, digit for digit. */
const written = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /"(p|s|i)":"(-?[\d.]+)"/g,
    (_, name: string, number: string) => `"${name}":${number}`
  )

/** Prices for whoever asks and listens, and the hours of the market. */
export class MarketData {
  readonly #book: AlpacaBook
  /** Whose halts are told, to whom. */
  readonly #statuses = new Map<WebSocket, Set<string>>()
  readonly #listening = new Map<WebSocket, Set<string>>()
  /** Its accounts have the data plan that costs. */
  pays = false
  /** What is free has IEX's prices as they trade; else only the whole market's, a quarter of an hour later. */
  hasIex = true
  readonly bars = new Map<string, Array<Bar>>()
  #trades = 9_007_199_254_740_993n

  constructor(book: AlpacaBook) {
    this.#book = book
  }

  /** A trade: whoever listens hears of it. */
  trade(symbol: string, price: string, size: string): void {
    const t = this.#book.now()
    const isCoin = symbol.includes("/")
    const trade = {
      T: "t",
      S: symbol,
      i: String(++this.#trades),
      p: price,
      s: size,
      t,
      ...(isCoin ? { tks: "B" } : { x: "V", c: ["@"], z: "A" })
    }
    for (const [socket, symbols] of this.#listening) if (symbols.has(symbol)) socket.send(written([trade]))
    this.#count(symbol, price, size, t)
  }

  #count(symbol: string, price: string, size: string, t: string): void {
    const at = new Date(Math.floor(Date.parse(t) / MINUTE) * MINUTE).toISOString().replace(".000", "")
    const bars = this.bars.get(symbol) ?? []
    this.bars.set(symbol, bars)
    const last = bars.at(-1)
    if (last?.t === at)
      Object.assign(last, {
        h: Number(price) > Number(last.h) ? price : last.h,
        l: Number(price) < Number(last.l) ? price : last.l,
        c: price,
        v: plus(last.v, size),
        n: last.n + 1
      })
    else bars.push({ t: at, o: price, h: price, l: price, c: price, v: size, n: 1, vw: price })
  }

  listen(socket: WebSocket, path: string): void {
    const say = (message: unknown) => socket.send(written([message]))
    let signedIn = false
    say({ T: "success", msg: "connected" })
    socket.on("message", (raw) => {
      const {
        action,
        key,
        secret,
        statuses = [],
        trades = []
      } = JSON.parse((raw as Buffer).toString("utf8")) as {
        readonly action: string
        readonly key?: string
        readonly secret?: string
        readonly trades?: ReadonlyArray<string>
        readonly statuses?: ReadonlyArray<string>
      }
      if (action === "auth") {
        if (this.#book.accounts.get(key ?? "")?.secret !== secret || this.#book.faults.keyRevoked)
          return say({ T: "error", code: 402, msg: "auth failed" })
        if ((path === "v2/sip" && !this.pays) || (path === "v2/iex" && !this.hasIex))
          return say({ T: "error", code: 409, msg: "insufficient subscription" })
        signedIn = true
        this.#listening.set(socket, new Set())
        this.#statuses.set(socket, new Set())
        return say({ T: "success", msg: "authenticated" })
      }
      const symbols = this.#listening.get(socket)
      if (!signedIn || symbols === undefined) return say({ T: "error", code: 401, msg: "not authenticated" })
      for (const symbol of statuses) this.#statuses.get(socket)?.[action === "unsubscribe" ? "delete" : "add"](symbol)
      if (action === "unsubscribe") for (const symbol of trades) symbols.delete(symbol)
      else if (new Set([...symbols, ...trades]).size > MOST)
        return say({ T: "error", code: 405, msg: "symbol limit exceeded" })
      else for (const symbol of trades) symbols.add(symbol)
      return say({
        T: "subscription",
        trades: [...symbols],
        quotes: [],
        bars: [],
        statuses: [...(this.#statuses.get(socket) ?? [])]
      })
    })
    socket.on("close", () => {
      this.#listening.delete(socket)
      this.#statuses.delete(socket)
    })
  }

  /** An exchange stops trading in a stock, or lets it go on. */
  halt(symbol: string, stops: boolean): void {
    const how = stops ? { sc: "P", sm: "Volatility Trading Pause" } : { sc: "T", sm: "Trading Resumption" }
    const message = {
      T: "s",
      S: symbol,
      ...how,
      rc: "LUDP",
      rm: "Volatility Trading Pause",
      t: this.#book.now(),
      z: "C"
    }
    for (const [socket, symbols] of this.#statuses) if (symbols.has(symbol)) socket.send(written([message]))
  }

  /** Whether anybody hears when trading in it stops. */
  isFollowed(symbol: string): boolean {
    return [...this.#statuses.values()].some((symbols) => symbols.has(symbol))
  }

  /** `/v2/stocks/bars` and `/v1beta3/crypto/us/bars`, the oldest first. */
  answer(path: string, query: URLSearchParams): readonly [number, unknown] {
    if (path !== "/v2/stocks/bars" && path !== "/v1beta3/crypto/us/bars") return [404, { message: "not found" }]
    const symbols = (query.get("symbols") ?? "").split(",")
    // Of the whole market's prices only those of before are free.
    if (query.get("feed") === "sip" && !this.pays && !(Date.parse(query.get("end") ?? "") < Date.now() - DELAY))
      return [403, { message: "subscription does not permit querying recent SIP data" }]
    const [start, end] = [Date.parse(query.get("start") ?? ""), Date.parse(query.get("end") ?? "")]
    const limit = Number(query.get("limit") ?? "1000")
    const from = Number(query.get("page_token") ?? "0")
    const all = symbols.flatMap((symbol) =>
      (this.bars.get(symbol) ?? [])
        .filter(({ t }) => Date.parse(t) >= start && Date.parse(t) <= end)
        .map((bar) => [symbol, bar] as const)
    )
    const page = all.slice(from, from + limit)
    const bars = Object.fromEntries(
      symbols.map((symbol) => [symbol, page.filter(([of]) => of === symbol).map(([, bar]) => numbers(bar))])
    )
    return [200, { bars, next_page_token: from + limit < all.length ? String(from + limit) : null }]
  }

  clock() {
    const now = this.#book.now()
    const day = (ahead: number) => new Date(Date.parse(now) + ahead * 3_600_000).toISOString()
    return {
      timestamp: now,
      is_open: this.#book.isOpen,
      next_open: day(18),
      next_close: day(this.#book.isOpen ? 3 : 24)
    }
  }

  calendar(query: URLSearchParams) {
    return [
      {
        date: query.get("start") ?? "2026-11-27",
        open: "09:30",
        close: "13:00",
        session_open: "0400",
        session_close: "1700"
      }
    ]
  }
}

/** A bar as JSON has it. */
const numbers = (bar: Bar) => ({
  ...bar,
  ...Object.fromEntries((["o", "h", "l", "c", "v", "vw"] as const).map((name) => [name, Number(bar[name])]))
})
