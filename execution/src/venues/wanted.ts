import { type Effect, SubscriptionRef } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import type { Wanted } from "../exchange.ts"

/** These are wanted, until somebody changes it. */
export const wantedOf = (instruments: ReadonlyArray<Instrument>): Effect.Effect<Wanted> =>
  SubscriptionRef.make<ReadonlyMap<Symbol, Instrument>>(new Map(instruments.map((one) => [one.symbol, one])))
