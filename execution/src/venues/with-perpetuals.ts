import { Effect, Stream } from "effect"
import { type Candle, type Instrument, perpetualOf, type Symbol } from "@tradetower/domain/market"
import { hasPerpetual } from "../brokers/paper/paper-markets.ts"
import type { Tick, Venue, Wanted } from "./venue.ts"
import { wantedOnly } from "./wanted-instruments.ts"

interface Follower {
  readonly spot: Instrument
  readonly instrument: Instrument
}

/** A tick of a spot pair as one of the perpetual that follows it: they share tick and lot. */
const followed = ({ instrument }: Follower, tick: Tick): Tick => ({ ...tick, symbol: instrument.symbol })

/**
 * Lists perpetual futures beside the spot pairs of a venue that are always followed, which they follow tick for tick:
 * there is no market of their own here, so that they trade at what is really (or in the simulation) paid for the coin.
 */
export const withPerpetuals = (venue: Venue): Venue => {
  const { looks, source } = venue
  /** By their spot pairs. */
  const followers = new Map<Symbol, Follower>()
  /** Candles of the past that were made up for the spot pair: the perpetual's are the same, not others. */
  const made = new Map<Symbol, ReadonlyArray<Candle>>()
  let listed: ReadonlyArray<Instrument> | undefined

  const list = (spots: ReadonlyArray<Instrument>): ReadonlyArray<Instrument> => {
    for (const spot of spots.filter((one) => hasPerpetual(one, source)))
      followers.set(spot.symbol, { spot, instrument: perpetualOf(spot) })
    return [...spots, ...[...followers.values()].map(({ instrument }) => instrument)]
  }
  const spotOf = (symbol: Symbol): Instrument | undefined =>
    [...followers.values()].find(({ instrument }) => instrument.symbol === symbol)?.spot
  const isSpot = ({ symbol }: Instrument): boolean => spotOf(symbol) === undefined

  /** What is said of spot pairs holds for those that follow them. */
  const withFollowers = <A>(spots: ReadonlyMap<Symbol, A>, as: (said: A, follower: Follower) => A) => {
    const all = new Map(spots)
    for (const follower of followers.values()) {
      const said = spots.get(follower.spot.symbol)
      if (said !== undefined) all.set(follower.instrument.symbol, as(said, follower))
    }
    return all
  }

  const candles: Venue["candles"] = (instrument, from, to) => {
    const { symbol } = instrument
    const spot = spotOf(symbol)
    if (spot === undefined)
      return Effect.map(venue.candles(instrument, from, to), (found) => {
        if (source === "SIMULATED" && followers.has(symbol)) made.set(symbol, found)
        return found
      })
    if (source !== "SIMULATED") return venue.candles(spot, from, to)
    return Effect.sync(() => {
      const found = (made.get(spot.symbol) ?? []).filter(({ at }) => at >= from && at < to)
      // A month of candles: asked for once, right after the spot pair's.
      made.delete(spot.symbol)
      return found
    })
  }

  return {
    ...venue,
    lists: venue.lists.includes("CRYPTO") ? [...new Set([...venue.lists, "FUTURES" as const])] : venue.lists,
    instruments: Effect.map(venue.instruments, (spots) => (listed ??= list(spots))),
    candles,
    follows: (symbol) => spotOf(symbol)?.symbol,
    ...(looks !== undefined && {
      looks: (wanted) =>
        Stream.map(looks(wantedOnly(wanted, isSpot)), (all) =>
          withFollowers(all, ({ takes }, { instrument }) => ({ takes, instrument }))
        )
    }),
    prices: (wanted) => {
      const spots: Wanted = {
        ...wantedOnly(wanted, isSpot),
        unheard: (ask) => wanted.unheard(Effect.map(ask, (all) => withFollowers(all, (why) => why)))
      }
      return venue.prices(spots).pipe(
        Stream.map((tick) => {
          const follower = followers.get(tick.symbol)
          return follower === undefined ? [tick] : [tick, followed(follower, tick)]
        }),
        Stream.flattenIterable
      )
    }
  }
}
