import { Effect, Stream, SubscriptionRef } from "effect"
import { derivedOnce } from "@tradetower/domain/derived-once"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import type { Wanted } from "./venue.ts"

const bySymbol = (instruments: Iterable<Instrument>): ReadonlyMap<Symbol, Instrument> =>
  new Map(Array.from(instruments, (one) => [one.symbol, one]))

/** What is wanted of a venue, and how that is changed. */
export interface WantedInstruments extends Wanted {
  readonly want: (instrument: Instrument) => Effect.Effect<void>
  readonly letGo: (symbol: Symbol) => Effect.Effect<void>
}

/** These are wanted, until somebody changes it; the rest hears what the venue says of them. */
export const wantedOf = (
  instruments: Iterable<Instrument>,
  { missed = () => {}, unheard = () => {} }: Partial<Pick<Wanted, "missed" | "unheard">> = {}
): Effect.Effect<WantedInstruments> =>
  Effect.map(SubscriptionRef.make(bySymbol(instruments)), (all) => ({
    now: () => SubscriptionRef.getUnsafe(all),
    changes: SubscriptionRef.changes(all),
    missed,
    unheard,
    want: (instrument) => SubscriptionRef.update(all, (now) => new Map(now).set(instrument.symbol, instrument)),
    letGo: (symbol) => SubscriptionRef.update(all, (now) => new Map([...now].filter(([one]) => one !== symbol)))
  }))

/** Of what is wanted, those that are meant. */
export const wantedOnly = (wanted: Wanted, meant: (instrument: Instrument) => boolean): Wanted => {
  const of = derivedOnce((all: ReadonlyMap<Symbol, Instrument>) => bySymbol([...all.values()].filter(meant)))
  return { ...wanted, now: () => of(wanted.now()), changes: Stream.map(wanted.changes, of) }
}
