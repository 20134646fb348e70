import { Effect } from "effect"
import type { BrokerStanding } from "@tradetower/domain/risk"

/** Nothing there says that it is over: so long after it was last said orders are tried again, ms. */
const HOLDS = 3_600_000

/** Coinbase's names for refusing an account all but what closes, as the end of a sentence. */
const names: Readonly<Record<string, string>> = {
  GEOFENCING_RESTRICTION: "Coinbase does not let it trade from where it is",
  IN_LIQUIDATION: "Coinbase is closing its positions for want of margin",
  CLOSE_ONLY_FAILURE: "Coinbase says so with each order that is more"
}

/** `clock`: Coinbase's time, ms. Whether an account may only close, as far as Coinbase's refusals and liquidations say: nothing there can be asked for it. */
export const makeRestriction = (clock: Effect.Effect<number>) => {
  let last: { readonly why: string; readonly at: number } | undefined
  const note = (why: string, at: number) => {
    if (at >= (last?.at ?? 0)) last = { why, at }
  }
  return {
    /** An order was refused by that name just now. */
    refused: (name: string) =>
      Effect.map(clock, (at) => {
        const why = Object.entries(names).find(([known]) => name.endsWith(known))?.[1]
        if (why !== undefined) note(why, at)
      }),
    /** Coinbase closed a position itself at `at`, ms. */
    liquidated: (at: number): void =>
      note("Coinbase closed a position of it for want of margin within the last hour", at),
    standing: Effect.map(clock, (now): BrokerStanding =>
      last === undefined || now - last.at >= HOLDS ? {} : { closeOnly: last.why }
    )
  }
}
export type Restriction = ReturnType<typeof makeRestriction>
