import { Effect, type Scope } from "effect"
import type { BlobsUnavailable, Share, Store, StoreUnavailable } from "@tradetower/platform"
import { shareName } from "@tradetower/platform"
import { ExchangeUnavailable } from "../unavailable.ts"
import type { Venue } from "../venues/venue.ts"
import type { Watch } from "../watch/watch.ts"
import { followVenue, Line, type VenueHearer } from "./follow-venue.ts"
import { followKeptCandles } from "./kept-candles.ts"
import { lastTold } from "./last-told.ts"
import { listMarkets } from "./list-markets.ts"
import type { Needed } from "./needed.ts"

/** Listens to one venue for a share's bots, until the scope closes. */
export type ListenTo = (
  venue: Venue,
  watch: Watch,
  needed: Pick<Needed["Service"], "of" | "refuse" | "forget">
) => Effect.Effect<void, ExchangeUnavailable | StoreUnavailable | BlobsUnavailable, Store | Scope.Scope>

/**
 * Listening to venues that some process records (`recordVenue`), for the bots of one share: prices, how markets stand and
 * whether they are heard come from the venue itself, candles from the archive once they are kept there. Writes nothing but
 * what its bots were last told.
 */
export const makeListenTo = Effect.fn("makeListenTo")(function* (
  share: Share
): Effect.fn.Return<ListenTo, never, Store | Scope.Scope> {
  const kept = yield* followKeptCandles(`execution-kept${shareName(share)}`)
  return Effect.fn("listenTo")(function* (venue, watch, needed) {
    const { id, name } = venue
    const told = yield* lastTold(`told${shareName(share)}.${id}`)
    const markets = yield* listMarkets(venue, watch)
    const hearer: VenueHearer = {
      begin: kept.look(id),
      missed: () => {},
      unheard: () => {},
      followed: ({ market }) => kept.look(id, market.instrument.symbol),
      letGo: () => Effect.void,
      changed: () => Effect.void,
      price: () => Effect.void,
      lost: () => Effect.void,
      restored: Effect.void,
      told: told.keep,
      refused: () => Effect.void,
      everySecond: () =>
        Effect.sync(() => {
          for (const symbol of markets.listed.keys()) {
            const until = kept.until(id, symbol)
            if (until !== undefined) watch.candlesClosed(id, symbol, until)
          }
        })
    }
    // In which steps a pair is counted is for its recorder to say.
    const unrecorded = new ExchangeUnavailable({ message: `${name} is not recorded there yet`, retryable: true })
    const listing = { ...venue, get: () => Effect.fail(unrecorded) }
    yield* followVenue(listing, watch, needed, markets, new Line(venue, told.connected), hearer)
  })
})
