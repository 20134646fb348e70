import { Clock, Effect } from "effect"
import type { ExchangeUnavailable } from "../../exchange.ts"
import { ConfigurationAnswer } from "./answers.ts"
import { type Rest, there } from "./rest.ts"

/** What the owner set may be so old before it is asked for again, ms. */
const OLD = 60_000

/**
 * Whether more than is held could be sold, as the owner set it at Alpaca, where it may be changed at any time: asked for
 * with a sale, once a minute at the most. Fails only where it was never known; later it is taken to be so where it can't be
 * asked for.
 */
export const shortingOf = (rest: Rest): Effect.Effect<boolean, ExchangeUnavailable> => {
  let known: { readonly mayShort: boolean; readonly at: number } | undefined
  return Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (known !== undefined && now - known.at < OLD) return known.mayShort
    const asked = there(rest.get("/v2/account/configurations", ConfigurationAnswer, "URGENT")).pipe(
      Effect.map(({ no_shorting }) => {
        // Where it does not say, more could be sold.
        known = { mayShort: no_shorting !== true, at: now }
        return known.mayShort
      })
    )
    return yield* known === undefined ? asked : Effect.orElseSucceed(asked, () => true)
  })
}
