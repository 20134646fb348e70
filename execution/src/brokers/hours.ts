import { Clock, Effect } from "effect"
import type { ExchangeUnavailable } from "../exchange.ts"

/** How a market stands, by its broker's own clock; what it says of a day that ends early counts. */
export interface MarketState {
  readonly isOpen: boolean
  /** How long it stays so, ms. */
  readonly left: number
  /** When it opens next, as the broker writes it. */
  readonly nextOpen: string
}

/** A look at the clock may be so old before it is looked at again, ms: hours change now and then. */
const OLD = 3_600_000

/**
 * When a market opens next, where it is closed now: asked at each bell and each hour, and only by who needs it. An order at
 * market that is sent meanwhile would wait for the bell at the broker.
 */
export const hoursOf = (
  look: Effect.Effect<MarketState, ExchangeUnavailable>
): Effect.Effect<string | undefined, ExchangeUnavailable> => {
  let known: (MarketState & { readonly until: number }) | undefined
  return Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (known === undefined || now >= known.until) {
      const state = yield* look
      known = { ...state, until: now + Math.max(0, Math.min(state.left, OLD)) }
    }
    return known.isOpen ? undefined : known.nextOpen
  })
}
