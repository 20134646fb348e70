import { Effect, PubSub, Stream } from "effect"
import { simulated } from "./instruments.ts"
import { type Instrument, marketOf, type Quantity } from "@tradetower/domain/market"
import { fixedList, type Tick, type Venue } from "@tradetower/execution"
import type { MarketTime } from "@tradetower/platform"

/** Prices given by hand, and the clock they come with. */
export interface ManualMarket {
  readonly data: Venue
  readonly time: (typeof MarketTime)["Service"]
  /** The market trades at a price (a decimal on the tick) at a moment, ms. Nobody hears it who doesn't listen yet. */
  readonly trade: (symbol: string, price: string, at: number) => void
}

/**
 * A source of prices for tests and benchmarks: it says only what it is told. With `begin` its time stands still between
 * two prices; else it is the wall's.
 */
export const manualMarket = (instruments: ReadonlyArray<Instrument>, begin?: number): ManualMarket => {
  let now = begin
  const ticks = Effect.runSync(PubSub.unbounded<Tick>())
  const markets = new Map(instruments.map((instrument) => [instrument.symbol as string, marketOf(instrument)]))
  return {
    time: { now: Effect.sync(() => now ?? Date.now()) },
    data: {
      ...fixedList(instruments),
      id: simulated,
      name: "Simulated market",
      source: "SIMULATED",
      note: "prices given by a test",
      prices: () => Stream.fromPubSub(ticks),
      candles: () => Effect.succeed([])
    },
    trade: (symbol, text, at) => {
      const market = markets.get(symbol)
      const price = market?.price(text)
      if (market === undefined || price === undefined) throw new RangeError(`${symbol} can't trade at ${text}`)
      if (now !== undefined) now = at
      // A test's whole number of lots.
      PubSub.publishUnsafe(ticks, { symbol: market.instrument.symbol, price, at, quantity: 0 as Quantity })
    }
  }
}
