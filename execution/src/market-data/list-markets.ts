import { Effect, Option } from "effect"
import { type Instrument, marketOf, type Symbol, type TradingStatus } from "@tradetower/domain/market"
import { Markets, queryAll, Store, withLatestPrices } from "@tradetower/platform"
import { untilItWorks } from "../patience.ts"
import type { Venue } from "../venues/venue.ts"
import type { Watch } from "../watch/watch.ts"
import { ListedMarket, resting } from "./listed-market.ts"

/** A venue's markets: as an earlier process left them, and as they are followed. */
export interface VenueMarkets {
  /** Those that are always there. */
  readonly instruments: ReadonlyArray<Instrument>
  readonly fixed: ReadonlySet<Symbol>
  /** All that are followed now. */
  readonly listed: Map<Symbol, ListedMarket>
  /** Whether their prices came by what was left, and which orders they took. */
  readonly connected: boolean
  readonly took: ReadonlyMap<Symbol, TradingStatus>
  /** Which orders they take now. */
  readonly takes: Map<Symbol, TradingStatus>
}

/** The markets of a venue that are always there, watched from here on, as an earlier process left them. */
export const listMarkets = Effect.fn("listMarkets")(function* (
  { id: venue, instruments: asked }: Pick<Venue, "id" | "instruments">,
  watch: Pick<Watch, "follow">
) {
  const store = yield* Store
  const instruments = yield* untilItWorks(`asking ${venue} for its instruments`, asked)
  const listed = new Map<Symbol, ListedMarket>()
  const took = new Map<Symbol, TradingStatus>()
  let connected = true
  for (const instrument of instruments) {
    const market = marketOf(instrument)
    const record = yield* untilItWorks("reading a market", store.read(Markets, { venue }, instrument.symbol))
    const one = new ListedMarket(market, Option.getOrUndefined(record)?.value.version)
    listed.set(instrument.symbol, one)
    yield* watch.follow(market)
    const [value] = yield* withLatestPrices(
      venue,
      Option.toArray(record).map((stored) => stored.value)
    )
    if (value === undefined) continue
    if (value.trading !== undefined) took.set(instrument.symbol, value.trading)
    if (!value.connected && value.lastPrice !== undefined) connected = false
    const price = value.lastPrice === undefined ? undefined : market.price(value.lastPrice)
    if (price !== undefined && value.lastPriceAt !== undefined) one.before = { price, at: value.lastPriceAt }
  }
  const fixed: ReadonlySet<Symbol> = new Set(listed.keys())
  const found: VenueMarkets = { instruments, listed, fixed, connected, took, takes: new Map() }
  return found
})

/**
 * Leaves alone what an earlier process left as followed beside those that are always there, until somebody needs it again:
 * answers whether its prices came.
 */
export const leaveRest = Effect.fn("leaveRest")(function* (
  { id: venue, onDemand }: Pick<Venue, "id" | "onDemand">,
  { fixed }: Pick<VenueMarkets, "fixed">
) {
  if (onDemand === undefined) return true
  const store = yield* Store
  let connected = true
  const left = yield* untilItWorks("reading markets", queryAll(Markets, { venue }, { where: { followed: true } }))
  for (const one of left) {
    if (fixed.has(one.id)) continue
    if (!one.connected && one.lastPrice !== undefined) connected = false
    yield* untilItWorks("writing a market", store.upsert(Markets, resting(one)))
  }
  return connected
})
