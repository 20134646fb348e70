import { Effect, type Scope, Stream } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import type { Venue, Wanted } from "../../venues/venue.ts"

/** What of a venue is traded: what is always followed, and what is wanted. */
export interface Listing {
  readonly always: Venue["instruments"]
  /** Lists what is wanted, anew what was not meanwhile, until the scope closes. */
  readonly follow: (wanted: Wanted) => Effect.Effect<void, never, Scope.Scope>
}

/** Has each instrument that comes to be traded listed: those that are always followed once, others each time. */
export const listing = ({ instruments }: Pick<Venue, "instruments">, list: (one: Instrument) => void): Listing => {
  let listed: ReadonlyMap<Symbol, Instrument> = new Map()
  const take = (all: ReadonlyMap<Symbol, Instrument>) => {
    for (const [symbol, instrument] of all) if (!listed.has(symbol)) list(instrument)
    listed = all
  }
  return {
    always: Effect.tap(instruments, (always) =>
      Effect.sync(() => take(new Map([...listed, ...always.map((one) => [one.symbol, one] as const)])))
    ),
    follow: ({ changes, now }) =>
      Effect.suspend(() => {
        take(now())
        return Stream.runForEach(changes, (all) => Effect.sync(() => take(all))).pipe(
          Effect.forkScoped({ startImmediately: true }),
          Effect.asVoid
        )
      })
  }
}
