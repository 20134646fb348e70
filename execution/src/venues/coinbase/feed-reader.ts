import { Result, Schema } from "effect"
import type { Market, Symbol } from "@tradetower/domain/market"
import type { Tick } from "../venue.ts"
import { Sequence } from "../../wire/sequence.ts"
import { coinsOf } from "./future.ts"
import { FeedMessage, SubscriptionEvents, Trade, TradeEvents } from "./messages.ts"

const readMessage = Schema.decodeUnknownResult(FeedMessage)
const readTrades = Schema.decodeUnknownResult(TradeEvents)
const readProduct = Schema.decodeUnknownResult(Schema.Struct({ product_id: Schema.String }))
const readTrade = Schema.decodeUnknownResult(Trade)
const readSubscriptions = Schema.decodeUnknownResult(SubscriptionEvents)

/** A trade that was told this long after it happened, ms, is of the past. */
const STALE = 300_000

/** What one message said. */
export interface Heard {
  readonly ticks: ReadonlyArray<Tick>
  /** When it was sent, ms by Coinbase's clock; absent where it doesn't say. */
  readonly sentAt?: number
  /** What of it could not be read and was left out, in words. */
  readonly skipped?: string
  /** Whose trades were not all told, and since when (ms; else now). */
  readonly missed?: ReadonlyMap<Symbol, number | undefined>
  /** Why the connection can't be trusted any more. */
  readonly lost?: string
}

const nothing: Heard = { ticks: [] }

/** Reads the messages of one connection to Coinbase's feed, in the order in which they come. */
export class FeedReader {
  readonly #markets: ReadonlyMap<string, Market>
  /** Of every message of the connection, of whatever channel: acknowledgements and heartbeats too. */
  readonly #sequence = new Sequence()
  /** Ids of the last trade told, by product. */
  readonly #last = new Map<string, bigint>()
  readonly #heard = new Set<string>()

  constructor(markets: ReadonlyMap<string, Market>) {
    this.#markets = markets
  }

  /** Products whose trades were neither confirmed nor seen. */
  missing(): ReadonlyArray<string> {
    return [...this.#markets.keys()].filter((product) => !this.#heard.has(product))
  }

  /** A product is unsubscribed from. */
  forget(product: string): void {
    this.#heard.delete(product)
  }

  read(text: string): Heard {
    const decoded = readMessage(text)
    if (Result.isFailure(decoded)) return { ticks: [], skipped: `a message: ${text.slice(0, 200)}` }
    const { channel, events, message, sequence_num: sequence, timestamp, type } = decoded.success
    if (type === "error") return { ticks: [], lost: `Coinbase refused: ${message ?? "it does not say why"}` }
    if (sequence !== undefined) {
      const place = this.#sequence.take(sequence)
      if (place === "OLD") return nothing
      if (place !== "NEXT")
        return {
          ticks: [],
          lost: `${place.lost} ${place.lost === 1 ? "message" : "messages"} of Coinbase got lost on the way`
        }
    } else if (channel !== undefined) return { ticks: [], lost: "a message of Coinbase has no number" }
    const sent = timestamp === undefined ? NaN : Date.parse(timestamp)
    const heard = this.#events(channel, events, sent)
    return Number.isNaN(sent) ? heard : { ...heard, sentAt: sent }
  }

  /** What a channel's events say; channels and types that are unknown are to be ignored. */
  #events(channel: string | undefined, events: unknown, sentAt: number): Heard {
    if (channel === "subscriptions") this.#confirmed(events)
    if (channel !== "market_trades") return nothing
    const decoded = readTrades(events)
    if (Result.isFailure(decoded)) return { ticks: [], lost: "trades of Coinbase can't be read" }
    const ticks: Array<Tick> = []
    const missed = new Map<Symbol, number | undefined>()
    let skipped: string | undefined
    for (const { trades, type } of decoded.success) {
      if (type !== "snapshot" && type !== "update") continue
      const readable: Array<Trade> = []
      for (const row of trades) {
        const trade = readTrade(row)
        if (Result.isSuccess(trade)) readable.push(trade.success)
        else {
          skipped = `a trade: ${JSON.stringify(row).slice(0, 200)}`
          for (const symbol of this.#whose(row)) missed.set(symbol, undefined)
        }
      }
      for (const [product, those] of Map.groupBy(readable, (trade) => trade.product_id))
        ticks.push(...this.#ticks(product, those, type === "snapshot", sentAt, missed))
    }
    return { ticks, ...(skipped !== undefined && { skipped }), ...(missed.size > 0 && { missed }) }
  }

  /** Whose a trade is that can't be read: any product's where it doesn't say. */
  #whose(row: unknown): ReadonlyArray<Symbol> {
    const named = readProduct(row)
    const markets = Result.isSuccess(named)
      ? [this.#markets.get(named.success.product_id)]
      : [...this.#markets.values()]
    return markets.flatMap((market) => (market === undefined ? [] : [market.instrument.symbol]))
  }

  #confirmed(events: unknown): void {
    const decoded = readSubscriptions(events)
    if (Result.isFailure(decoded)) return
    for (const { subscriptions } of decoded.success) {
      const products = subscriptions["market_trades"]
      if (Array.isArray(products)) for (const product of products) this.#heard.add(String(product))
    }
  }

  /** One product's trades, in the order in which they happened: as their ids rise, whatever their times look like. */
  #ticks(
    product: string,
    trades: ReadonlyArray<Trade>,
    snapshot: boolean,
    sentAt: number,
    missed: Map<Symbol, number | undefined>
  ): ReadonlyArray<Tick> {
    const market = this.#markets.get(product)
    if (market === undefined) return []
    this.#heard.add(product)
    const last = this.#last.get(product)
    const before = last ?? -1n
    const risen = trades
      .map((trade) => ({ trade, id: BigInt(trade.trade_id) }))
      .filter(({ id }) => id > before)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    const newest = risen.at(-1)
    if (newest === undefined) return []
    this.#last.set(product, newest.id)
    const { symbol } = market.instrument
    const told = risen.map(({ trade }): Tick => ({
      symbol,
      price: market.roundPrice(trade.price, "DOWN"),
      at: Date.parse(trade.time),
      quantity: market.lotsIn(market.base(coinsOf(market, trade.size)))
    }))
    // One that comes while the product is heard, as with another's subscription, has trades that nothing else tells.
    if (!snapshot || last !== undefined) {
      const stale = told.filter(({ at }) => sentAt - at > STALE)
      if (stale.length > 0) missed.set(symbol, Math.min(...stale.map(({ at }) => at)))
      return told.filter((tick) => !stale.includes(tick))
    }
    // The first snapshot is of the past: only its newest trade counts, and only as where the price stands now.
    return told.slice(-1).map((tick) => ({ ...tick, quantity: market.lotsIn(0n) }))
  }
}
