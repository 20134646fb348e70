import { Context, Effect } from "effect"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"

/** A market's last price. */
export interface LatestPrice {
  readonly price: Decimal
  /** Market time, ms. */
  readonly at: number
}

/**
 * Last prices between two records of a market, where processes share them. What is not there is in `Markets`, by default
 * all of it. Neither fails: prices are kept again and again. Contract: `infra/platform/contracts/shared-state.md`.
 */
export const LatestPrices = Context.Reference<{
  readonly keep: (venue: VenueId, prices: ReadonlyMap<Symbol, LatestPrice>) => Effect.Effect<void>
  readonly of: (venue: VenueId, symbols: ReadonlyArray<Symbol>) => Effect.Effect<ReadonlyMap<Symbol, LatestPrice>>
}>("@tradetower/platform/LatestPrices", {
  defaultValue: () => ({ keep: () => Effect.void, of: () => Effect.succeed(new Map()) })
})
