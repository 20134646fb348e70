import { Effect, Option } from "effect"
import { marketOf, type Symbol, type TradingStatus } from "@tradetower/domain/market"
import { Markets, queryAll, Store } from "@tradetower/platform"
import { untilItWorks } from "../patience.ts"
import type { Venue } from "../venues/venue.ts"
import type { Watch } from "../watch/watch.ts"
import { ListedMarket, resting } from "./listed-market.ts"

/**
 * The markets of a venue that are always there, watched from here on, as an earlier process left them: `connected`
 * is what bots were last told, `took` which orders. What it left as followed beside these is not, until somebody needs
 * it again.
 */
export const listMarkets = Effect.fn("listMarkets")(function* (
  { id: venue, instruments: asked, onDemand }: Pick<Venue, "id" | "instruments" | "onDemand">,
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
    if (Option.isNone(record)) continue
    const { value } = record.value
    if (value.trading !== undefined) took.set(instrument.symbol, value.trading)
    if (!value.connected && value.lastPrice !== undefined) connected = false
    const price = value.lastPrice === undefined ? undefined : market.price(value.lastPrice)
    if (price !== undefined && value.lastPriceAt !== undefined) one.before = { price, at: value.lastPriceAt }
  }
  const fixed: ReadonlySet<Symbol> = new Set(listed.keys())
  if (onDemand !== undefined) {
    const left = yield* untilItWorks("reading markets", queryAll(Markets, { venue }, { where: { followed: true } }))
    for (const one of left) {
      if (fixed.has(one.id)) continue
      if (!one.connected && one.lastPrice !== undefined) connected = false
      yield* untilItWorks("writing a market", store.upsert(Markets, resting(one)))
    }
  }
  return { instruments, listed, fixed, connected, took }
})
