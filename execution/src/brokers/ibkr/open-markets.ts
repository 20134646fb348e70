import { Effect, type Scope } from "effect"
import type { Symbol } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import type { Market } from "../../venues/lazy-market.ts"
import type { Look } from "../../venues/venue.ts"
import { Keyring } from "../keyring.ts"

/** What an account is open with, over whichever way in: prices are told within it, and to nobody else. */
export interface OpenMarket extends Omit<Market, "looks"> {
  /** Says of two whether they are one login's, and nothing else of them. */
  readonly name: string
  readonly look: (instrument: Look["instrument"]) => Effect.Effect<Look, ExchangeUnavailable>
}

/** What all that are open tell: instruments, prices, and whose prices come as they trade. */
export class OpenMarkets extends Keyring<OpenMarket> {
  /** Until it is known they are taken to be late. */
  readonly #timely = new Set<Symbol>()

  constructor() {
    super("Interactive Brokers", ({ name }) => name)
  }

  /** Those that are asked only where no other is open. */
  readonly #last = new Set<OpenMarket>()

  override use(market: OpenMarket): Effect.Effect<void, never, Scope.Scope> {
    return Effect.andThen(
      super.use(market),
      Effect.sync(() => {
        for (const last of this.#last) this.blame(last)
      })
    )
  }

  /** The same of one that does not tell all: others come first. */
  useLast(market: OpenMarket): Effect.Effect<void, never, Scope.Scope> {
    return Effect.andThen(
      Effect.acquireRelease(
        Effect.sync(() => this.#last.add(market)),
        () => Effect.sync(() => this.#last.delete(market))
      ),
      super.use(market)
    )
  }

  /** How an instrument's prices come. */
  told(symbol: Symbol, delayed: boolean): void {
    if (delayed) this.#timely.delete(symbol)
    else this.#timely.add(symbol)
  }

  isTimely(symbol: Symbol): boolean {
    return this.#timely.has(symbol)
  }
}
