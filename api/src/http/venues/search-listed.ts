import { Effect } from "effect"
import type { VenueId } from "@tradetower/domain/market"
import { Listings } from "@tradetower/platform"
import { CannotWork, NotFound, Unavailable } from "../../../contract/index.ts"
import { traceId } from "../server/problems.ts"

/** What a venue lists that answers a text, the best first; else why it can't be had, and whether to ask again. */
export const searchListed = Effect.fn("api.searchListed")(function* (
  venue: VenueId,
  text: string,
  page: { readonly skip: number; readonly take: number }
) {
  const { find, venues } = yield* Listings
  if (!venues.some(({ id }) => id === venue))
    return yield* new NotFound({ detail: `There is no venue ${venue}. GET /api/v1/venues names those there are.` })
  return yield* Effect.catchTag(
    find(venue, text, page),
    "ListingsUnavailable",
    Effect.fnUntraced(function* ({ message, retryable }) {
      const detail = `${message}.`
      return yield* retryable ? new Unavailable({ detail, traceId: yield* traceId }) : new CannotWork({ detail })
    })
  )
})
