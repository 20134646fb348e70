import { Effect, Option } from "effect"
import {
  type BotDefinition,
  BotDefinitions,
  Follows,
  Markets,
  type Offer,
  queryAll,
  withLatestPrices
} from "@tradetower/platform"
import { CurrentPrincipal } from "../../../contract/index.ts"
import { readOffer } from "../connections/connection-store.ts"
import { readMarket } from "./market-store.ts"

/** A pair of a trader's own: a bot trades it, or an open page needs it. */
export type Own = Pick<BotDefinition, "venue" | "symbol">

/** What is always there of a venue, and of what else it lists the trader's own, followed now or not. */
export const marketsOf = Effect.fnUntraced(function* (
  venue: Pick<Offer["venues"][number], "id">,
  own: ReadonlyArray<Own>
) {
  const followed = yield* queryAll(Markets, { venue: venue.id }, { where: { followed: true } })
  const always = yield* withLatestPrices(
    venue.id,
    followed.filter(({ onDemand }) => onDemand === undefined)
  )
  const known = new Set(always.map(({ id }) => id))
  const symbols = new Set(own.flatMap((one) => (one.venue === venue.id && !known.has(one.symbol) ? [one.symbol] : [])))
  const found = yield* Effect.forEach(symbols, (symbol) => readMarket(venue.id, symbol), { concurrency: 16 })
  return [...always, ...found.flatMap((one) => Option.toArray(one))]
})

/** The trader's own pairs; none where no venue lists more than is always there. */
export const ownPairs = Effect.gen(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const { venues } = yield* readOffer
  if (!venues.some(({ onDemand }) => onDemand === true)) return []
  const bots: ReadonlyArray<Own> = yield* queryAll(BotDefinitions, { tenantId })
  const pages: ReadonlyArray<Own> = yield* queryAll(Follows, { tenantId })
  return [...bots, ...pages]
})
