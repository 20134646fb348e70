import { Effect, Stream } from "effect"
import { type Candle, type Instrument, perpetualOf, type Symbol } from "@tradetower/domain/market"
import { hasPerpetual } from "../brokers/paper/paper-markets.ts"
import type { MarketData, Tick } from "../exchange.ts"
import type { MarketSource } from "./market-source.ts"

interface Follower {
  readonly spot: Symbol
  readonly instrument: Instrument
}

/** A tick of a spot pair as one of the perpetual that follows it: they share tick and lot. */
const followed = ({ instrument }: Follower, tick: Tick): Tick => ({ ...tick, symbol: instrument.symbol })

/**
 * Lists perpetual futures beside the spot pairs of a source, which they follow tick for tick: there is no market of
 * their own here, so that they trade at what is really (or in the simulation) paid for the coin.
 */
export const withPerpetuals = ({ data, time }: MarketSource): MarketSource => {
  const followers = new Map<Symbol, Follower>()
  /** Candles of the past that were made up for the spot pair: the perpetual's are the same, not others. */
  const made = new Map<Symbol, ReadonlyArray<Candle>>()
  let listed: ReadonlyArray<Instrument> | undefined

  const list = (spots: ReadonlyArray<Instrument>): ReadonlyArray<Instrument> => {
    for (const spot of spots.filter((one) => hasPerpetual(one, data.source)))
      followers.set(spot.symbol, { spot: spot.symbol, instrument: perpetualOf(spot) })
    return [...spots, ...[...followers.values()].map(({ instrument }) => instrument)]
  }
  const spotOf = (symbol: Symbol): Symbol | undefined =>
    [...followers.values()].find(({ instrument }) => instrument.symbol === symbol)?.spot

  /** What is said of spot pairs holds for those that follow them. */
  const withFollowers = <A>(spots: ReadonlyMap<Symbol, A>): ReadonlyMap<Symbol, A> => {
    const all = new Map(spots)
    for (const { instrument, spot } of followers.values()) {
      const said = spots.get(spot)
      if (said !== undefined) all.set(instrument.symbol, said)
    }
    return all
  }

  const candles: MarketData["candles"] = (symbol, from, to) => {
    const spot = spotOf(symbol)
    if (spot === undefined)
      return Effect.map(data.candles(symbol, from, to), (found) => {
        if (data.source === "SIMULATED" && followers.has(symbol)) made.set(symbol, found)
        return found
      })
    if (data.source !== "SIMULATED") return data.candles(spot, from, to)
    return Effect.sync(() => {
      const found = (made.get(spot) ?? []).filter(({ at }) => at >= from && at < to)
      // A month of candles: asked for once, right after the spot pair's.
      made.delete(spot)
      return found
    })
  }

  return {
    time,
    data: {
      ...data,
      instruments: Effect.map(data.instruments, (spots) => (listed ??= list(spots))),
      candles,
      follows: spotOf,
      ...(data.unheard !== undefined && {
        unheard: Effect.map(data.unheard, withFollowers)
      }),
      ...(data.trading !== undefined && { trading: Stream.map(data.trading, withFollowers) }),
      ticks: data.ticks.pipe(
        Stream.map((tick) => {
          const follower = followers.get(tick.symbol)
          return follower === undefined ? [tick] : [tick, followed(follower, tick)]
        }),
        Stream.flattenIterable
      )
    }
  }
}
