import type { WebSocket } from "ws"
import type { TastytradeBook } from "./tastytrade-book.ts"

const MINUTE = 60_000
/** A message with more entries than this has the connection closed. */
const MOST_ENTRIES = 250

interface Candle {
  readonly at: number
  readonly open: number
  high: number
  low: number
  close: number
  volume: number
}

interface Listener {
  readonly say: (message: object) => void
  readonly symbols: Set<string>
  fields: Record<string, Array<string>>
}

/** Each kind's fields, in another order than they were asked for. */
const turned = (asked: Record<string, Array<string>>): Record<string, Array<string>> =>
  Object.fromEntries(Object.entries(asked).map(([kind, fields]) => [kind, fields.toReversed()]))

/** dxFeed, as tastytrade's customers have it: trades as they come, and candles as a snapshot. */
export class Quotes {
  readonly #book: TastytradeBook
  readonly #listening = new Set<Listener>()
  readonly candles = new Map<string, Array<Candle>>()
  readonly tokens = new Set<string>()
  #sequence = 0
  /** How many entries messages had that subscribed. */
  largest = 0

  constructor(book: TastytradeBook) {
    this.#book = book
  }

  token(url: string): Record<string, unknown> {
    const token = `quotes-${this.tokens.size + 1}`
    this.tokens.add(token)
    const late = this.#book.faults.delayedQuotes
    return {
      token,
      "dxlink-url": `${url.replace("http:", "ws:")}/quotes${late ? "/delayed" : ""}`,
      level: late ? "demo" : "api"
    }
  }

  streamerOf(symbol: string): string {
    return this.#book.futures.find((one) => one.symbol === symbol)?.streamer ?? symbol
  }

  #tell(listener: Listener, kind: string, event: Record<string, unknown>): void {
    if (this.#book.faults.silence) return
    if (this.#book.faults.changeFields) {
      listener.fields = turned(listener.fields)
      listener.say({ type: "FEED_CONFIG", channel: 1, dataFormat: "COMPACT", eventFields: listener.fields })
    }
    const fields = listener.fields[kind] ?? []
    listener.say({ type: "FEED_DATA", channel: 1, data: [kind, fields.map((field) => event[field])] })
  }

  /** A trade: whoever listens hears of it; now and then there is one without a price. */
  trade(symbol: string, price: string, size: string): void {
    const name = this.streamerOf(symbol)
    const time = this.#book.now() - (this.#book.faults.delayedQuotes ? 15 * MINUTE : 0)
    const event = { eventSymbol: name, time, sequence: ++this.#sequence, price: Number(price), size: Number(size) }
    for (const listener of this.#listening) {
      if (!listener.symbols.has(`Trade ${name}`)) continue
      this.#tell(listener, "Trade", event)
      if (this.#book.chance(0.1)) this.#tell(listener, "Trade", { ...event, price: "NaN", size: "NaN" })
      // Told again, it is the same.
      if (this.#book.chance(0.1)) this.#tell(listener, "Trade", event)
    }
    this.#count(name, Number(price), Number(size), time)
  }

  #count(name: string, price: number, size: number, time: number): void {
    const at = Math.floor(time / MINUTE) * MINUTE
    const all = this.candles.get(name) ?? []
    this.candles.set(name, all)
    const last = all.at(-1)
    if (last?.at !== at) return void all.push({ at, open: price, high: price, low: price, close: price, volume: size })
    last.high = Math.max(last.high, price)
    last.low = Math.min(last.low, price)
    last.close = price
    last.volume += size
  }

  /** The newest first, and then a row that ends it. */
  #snapshot(listener: Listener, symbol: string, from: number): void {
    const name = symbol.replace(/\{.*\}$/, "")
    const rows = (this.candles.get(name) ?? []).filter(({ at }) => at >= from).toReversed()
    // The server writes one minute shorter.
    const eventSymbol = symbol.replace("{=1m", "{=m")
    for (const [index, { at, close, high, low, open, volume }] of rows.entries())
      this.#tell(listener, "Candle", {
        eventFlags: index === 0 ? 4 : 0,
        eventSymbol,
        time: at,
        open,
        high,
        low,
        close,
        volume
      })
    const none = { open: "NaN", high: "NaN", low: "NaN", close: "NaN", volume: "NaN" }
    this.#tell(listener, "Candle", { eventFlags: 10, eventSymbol, time: from, ...none })
  }

  listen(socket: WebSocket): void {
    let authorized = false
    const say = (message: object) => socket.send(JSON.stringify(message))
    const listener: Listener = { say, symbols: new Set(), fields: {} }
    const error = (what: string) => {
      say({ type: "ERROR", channel: 0, error: what, message: what })
      socket.close()
    }
    socket.on("message", (raw) => {
      const message = JSON.parse((raw as Buffer).toString("utf8")) as Record<string, unknown>
      if (this.#book.faults.silence) return
      const channel = Number(message["channel"])
      switch (message["type"]) {
        case "SETUP":
          say({ type: "SETUP", channel: 0, version: "1.0-standin", keepaliveTimeout: 60, acceptKeepaliveTimeout: 60 })
          return say({ type: "AUTH_STATE", channel: 0, state: "UNAUTHORIZED" })
        case "AUTH":
          authorized = this.tokens.has(String(message["token"]))
          return say({ type: "AUTH_STATE", channel: 0, state: authorized ? "AUTHORIZED" : "UNAUTHORIZED" })
        case "KEEPALIVE":
          return say({ type: "KEEPALIVE", channel: 0 })
        case "CHANNEL_REQUEST":
          if (!authorized) return error("UNAUTHORIZED")
          if (channel % 2 === 0) return error("BAD_ACTION")
          return say({ type: "CHANNEL_OPENED", channel, service: "FEED", parameters: { contract: "AUTO" } })
        case "FEED_SETUP": {
          listener.fields = turned(message["acceptEventFields"] as Record<string, Array<string>>)
          this.#listening.add(listener)
          return say({
            type: "FEED_CONFIG",
            channel,
            aggregationPeriod: 0.1,
            dataFormat: "COMPACT",
            eventFields: listener.fields
          })
        }
        case "FEED_SUBSCRIPTION":
          return this.#subscribe(listener, socket, message)
        default:
          return error("INVALID_MESSAGE")
      }
    })
    socket.on("close", () => this.#listening.delete(listener))
  }

  #subscribe(listener: Listener, socket: WebSocket, message: Record<string, unknown>): void {
    const add = (message["add"] ?? []) as ReadonlyArray<Record<string, unknown>>
    const remove = (message["remove"] ?? []) as ReadonlyArray<Record<string, unknown>>
    this.largest = Math.max(this.largest, add.length + remove.length)
    if (add.length + remove.length > MOST_ENTRIES) return socket.close(1009)
    for (const { symbol, type } of remove) listener.symbols.delete(`${String(type)} ${String(symbol)}`)
    for (const { fromTime, symbol, type } of add) {
      listener.symbols.add(`${String(type)} ${String(symbol)}`)
      if (type === "Candle") this.#snapshot(listener, String(symbol), Number(fromTime))
    }
  }
}
