import { Cause, Clock, Effect, Queue, Schema, Stream } from "effect"
import { WebSocket } from "ws"
import { type Instrument, type Market, marketOf } from "@tradetower/domain"
import { ExchangeUnavailable, type Tick } from "../../exchange.ts"
import type { MarketSource } from "../market-source.ts"
import { coinbaseCandles, reachable } from "./coinbase-candles.ts"
import { FeedMessage } from "./messages.ts"

/** Where Coinbase's public market data is. */
export interface CoinbaseAddresses {
  readonly rest: string
  readonly feed: string
}
export const coinbase: CoinbaseAddresses = {
  rest: "https://api.coinbase.com/api/v3/brokerage",
  feed: "wss://advanced-trade-ws.coinbase.com"
}

/** Heartbeats come every second: silence for this long is a dead connection. */
const SILENCE = 10_000

const decode = Schema.decodeUnknownResult(FeedMessage)

/** Whether live prices can be had: asked once at start, so briefly. */
export const coinbaseReachable = (at: CoinbaseAddresses = coinbase): Effect.Effect<boolean> => reachable(at.rest, 1_500)

/** Live public prices of Coinbase: every trade, no account needed. Times are those of receipt. */
export const coinbaseSource = (
  instruments: ReadonlyArray<Instrument>,
  at: CoinbaseAddresses = coinbase
): MarketSource => {
  const markets = new Map(instruments.map((instrument) => [instrument.symbol as string, marketOf(instrument)]))
  return {
    time: { now: Clock.currentTimeMillis },
    data: {
      source: "LIVE",
      note: "Live prices from Coinbase",
      instruments: Effect.succeed(instruments),
      candles: (symbol, from, to) => {
        const market = markets.get(symbol)
        return market === undefined ? Effect.succeed([]) : coinbaseCandles(at.rest, market, from, to)
      },
      ticks: ticksOf(at.feed, markets)
    }
  }
}

const lost = (message: string) => new ExchangeUnavailable({ message, retryable: true })

/** Trades of one message, oldest first; a message that says something is wrong fails. */
const read = (
  text: string,
  markets: ReadonlyMap<string, Market>,
  now: number
): ReadonlyArray<Tick> | ExchangeUnavailable => {
  const decoded = decode(text)
  if (decoded._tag === "Failure") return lost(`Coinbase sent something unreadable: ${text.slice(0, 200)}`)
  const message = decoded.success
  if ("type" in message) return lost(`Coinbase refused the subscription: ${message.message}`)
  if (message.channel !== "market_trades") return []
  return message.events.flatMap(({ trades, type }) => {
    const oldestFirst = trades.toSorted((a, b) => a.time.localeCompare(b.time))
    if (type === "update") return oldestFirst.flatMap((trade) => tickOf(trade, markets, now))
    // The snapshot is of the past: only its newest trade counts, and only as where the price stands now.
    const newest = new Map(oldestFirst.map((trade) => [trade.product_id, { ...trade, size: "0" }]))
    return [...newest.values()].flatMap((trade) => tickOf(trade, markets, now))
  })
}

const tickOf = (
  trade: { readonly product_id: string; readonly price: string; readonly size: string },
  markets: ReadonlyMap<string, Market>,
  at: number
): ReadonlyArray<Tick> => {
  const market = markets.get(trade.product_id)
  if (market === undefined) return []
  const price = market.roundPrice(trade.price, "DOWN")
  return [{ symbol: market.instrument.symbol, price, at, quantity: market.lotsIn(market.base(trade.size)) }]
}

const ticksOf = (feed: string, markets: ReadonlyMap<string, Market>): Stream.Stream<Tick, ExchangeUnavailable> =>
  Stream.callback<Tick, ExchangeUnavailable>((queue) =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const socket = yield* Effect.acquireRelease(
        Effect.sync(() => new WebSocket(feed, { handshakeTimeout: SILENCE })),
        (open) => Effect.sync(() => open.terminate())
      )
      const fail = (why: string) => Queue.failCauseUnsafe(queue, Cause.fail(lost(why)))
      let watchdog = setTimeout(() => fail("Coinbase fell silent"), SILENCE)
      yield* Effect.addFinalizer(() => Effect.sync(() => clearTimeout(watchdog)))
      socket.on("open", () => {
        const product_ids = [...markets.keys()]
        for (const channel of ["market_trades", "heartbeats"])
          socket.send(JSON.stringify({ type: "subscribe", product_ids, channel }))
      })
      socket.on("message", (data) => {
        clearTimeout(watchdog)
        watchdog = setTimeout(() => fail("Coinbase fell silent"), SILENCE)
        // A text frame arrives as one Buffer.
        const ticks = read((data as Buffer).toString("utf8"), markets, clock.currentTimeMillisUnsafe())
        if (ticks instanceof ExchangeUnavailable) fail(ticks.message)
        else if (ticks.length > 0) Queue.offerAllUnsafe(queue, ticks)
      })
      socket.on("error", (error) => fail(`the connection to Coinbase failed: ${error.message}`))
      socket.on("close", () => fail("Coinbase closed the connection"))
      return yield* Effect.never
    })
  )
