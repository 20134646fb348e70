import { Effect, Option } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import { Markets, Store } from "@tradetower/platform"
import { untilItWorks } from "../patience.ts"
import { ExchangeUnavailable } from "../unavailable.ts"
import type { Venue } from "../venues/venue.ts"

/** An instrument in the steps it is counted in here. */
export interface Counted {
  readonly instrument: Instrument
  /** How often its rules have changed by what an earlier process kept; absent: never. */
  readonly version?: number
}

/**
 * An instrument in the steps of price and quantity that it is counted in here: one that was followed before as it was
 * then, because its candles and orders are counted so, and whether or not its venue can be reached; else as it is now.
 * Not retryable: it is not listed, or can't be counted exactly.
 */
export const findCounted = Effect.fnUntraced(function* (
  { get, id: venue, name }: Pick<Venue, "id" | "name" | "get">,
  symbol: Symbol
): Effect.fn.Return<Counted, ExchangeUnavailable, Store> {
  const store = yield* Store
  const record = yield* untilItWorks("reading a market", store.read(Markets, { venue }, symbol)).pipe(
    Effect.mapError(({ message }) => new ExchangeUnavailable({ message, retryable: false }))
  )
  if (Option.isSome(record)) return record.value.value
  const now = yield* get(symbol)
  if (Option.isSome(now)) return { instrument: now.value.instrument }
  const message = `${name} lists no pair ${symbol} that is traded: search for another`
  return yield* new ExchangeUnavailable({ message, retryable: false })
})
