import { Effect, Option } from "effect"
import { instrumentBy, unitsOf, type TermsName } from "@tradetower/domain/terms"
import type { VenueId, Symbol } from "@tradetower/domain/market"
import { type MarketRecord, Markets, Store, withLatestPrices } from "@tradetower/platform"
import { NotFound } from "../../../contract/index.ts"
import { codecsOf } from "../../engine/market-cache.ts"

/** A market on offer, with its last price. */
export const readMarket = Effect.fnUntraced(function* (venue: VenueId, symbol: Symbol) {
  const store = yield* Store
  const stored = Option.toArray(yield* store.read(Markets, { venue }, symbol))
  const [market] = yield* withLatestPrices(
    venue,
    stored.map(({ value }) => value)
  )
  return Option.fromUndefinedOr(market)
})

/** A market on offer, or a refusal that says there is none. */
export const findMarket = Effect.fnUntraced(function* (venue: VenueId, symbol: Symbol) {
  const market = yield* readMarket(venue, symbol)
  if (Option.isSome(market)) return market.value
  return yield* new NotFound({ detail: `There is no market ${symbol} at ${venue}.` })
})

/** The market made ready for arithmetic, as a bot of such settings trades it by these rules, with its last price on the tick. */
export const priced = (record: MarketRecord, terms: TermsName = "paper", settings: object = {}) => {
  const { market } = codecsOf(instrumentBy(terms, record.instrument, 1, unitsOf(settings)))
  const price = record.lastPrice === undefined ? undefined : market.roundPrice(record.lastPrice, "DOWN")
  return { market, price }
}
