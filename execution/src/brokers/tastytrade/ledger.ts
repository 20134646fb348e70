import { Clock, Deferred, Effect } from "effect"
import type { Symbol } from "@tradetower/domain/market"

/** The broker's own positions are this late after a trade at the most, ms. */
const LATEST = 3_000

export type Ledger = ReturnType<typeof positionLedger>

/**
 * What a trade changes is in the broker's books a moment later than it is told: a sale of what was just bought would be
 * turned away as one of nothing. Who sells waits until the position was told, or for three seconds.
 */
export const positionLedger = () => {
  const late = new Map<Symbol, { readonly since: number; readonly told: Deferred.Deferred<void> }>()
  return {
    /** A trade of it was told. */
    traded: (symbol: Symbol, now: number): void => {
      const told = late.get(symbol)?.told ?? Deferred.makeUnsafe<void>()
      late.set(symbol, { since: now, told })
    },
    /** Its position was told anew. */
    told: (symbol: Symbol): void => {
      const one = late.get(symbol)
      late.delete(symbol)
      if (one !== undefined) Deferred.doneUnsafe(one.told, Effect.void)
    },
    /** Ends once the position is as its trades made it; without a symbol, once all are. */
    caughtUp: Effect.fnUntraced(function* (symbol?: Symbol) {
      const now = yield* Clock.currentTimeMillis
      const waited = [...late].filter(([of]) => symbol === undefined || of === symbol)
      for (const [of, one] of waited) {
        const left = one.since + LATEST - now
        if (left > 0) yield* Effect.timeoutOption(Deferred.await(one.told), left)
        if (late.get(of) === one) late.delete(of)
      }
    })
  }
}
