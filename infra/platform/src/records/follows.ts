import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { Symbol, VenueId } from "@tradetower/domain/market"
import { container } from "../ports/container.ts"

/** A pair whose prices a trader's open page needs; written by the API, which renews it, and read by execution. */
export const Follows = container(
  "Follows",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    venue: VenueId,
    symbol: Symbol,
    /** Wall clock, ms: nobody needs it any more, unless asked again. */
    until: Schema.Int,
    /** Why its prices can't be had, in words, as execution found; `retryable`: it is tried again by itself. */
    refused: Schema.optionalKey(Schema.Struct({ message: Schema.String, retryable: Schema.Boolean }))
  })
)
export type Follow = (typeof Follows)["schema"]["Type"]

/** The id of what a trader follows. */
export const followId = (venue: VenueId, symbol: Symbol): string => `${venue}:${symbol}`
