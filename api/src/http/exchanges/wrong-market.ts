import { Effect } from "effect"
import type { Market } from "@tradetower/domain/market"
import { kindProblem, type Strategy, tradesOn } from "@tradetower/domain/strategy"
import { CannotWork } from "../../../contract/index.ts"
import { some } from "../some.ts"
import { readOffer } from "../connections/connection-store.ts"
import { marketsOf } from "./own-markets.ts"

/** Refuses a strategy on a market of the wrong kind, naming the markets that can (MARGIN-1). */
export const refuseWrongMarket = Effect.fnUntraced(function* (market: Market, strategy: Strategy) {
  const problem = kindProblem(market, strategy)
  if (problem === undefined) return
  const { venues } = yield* readOffer
  // What else is followed is what others look at.
  const all = yield* Effect.forEach(venues, (venue) => marketsOf(venue, []))
  const others = all.flat().filter((one) => tradesOn(strategy, one.instrument.kind))
  const names = some(others.map((one) => `${one.id} at ${one.venue}`))
  const message = `${problem.message}: choose ${names === "" ? "another exchange" : `one of ${names}`}`
  return yield* new CannotWork({ detail: message, errors: [{ ...problem, message }] })
})
