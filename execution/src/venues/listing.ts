import { Effect, type Scope, Stream } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import type { Wanted } from "./venue.ts"

/** What of a venue is traded: what is always followed, and what is wanted. */
export interface Listing {
  /** Lists what is always followed. */
  readonly always: (instruments: ReadonlyArray<Instrument>) => Effect.Effect<void>
  /** Lists what is wanted, anew what was not meanwhile, until the scope closes. */
  readonly follow: (wanted: Wanted) => Effect.Effect<void, never, Scope.Scope>
}

/** Has each instrument that comes to be traded listed: those that are always followed once, others each time. */
export const listing = (list: (one: Instrument) => void): Listing => {
  let listed: ReadonlyMap<Symbol, Instrument> = new Map()
  const take = (all: ReadonlyMap<Symbol, Instrument>) => {
    for (const [symbol, instrument] of all) if (!listed.has(symbol)) list(instrument)
    listed = all
  }
  return {
    always: (instruments) =>
      Effect.sync(() => take(new Map([...listed, ...instruments.map((one) => [one.symbol, one] as const)]))),
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
