import { Schema } from "effect"
import { BrokerId, Environment } from "@tradetower/domain/connection"
import { VenueId } from "@tradetower/domain/market"
import { TermsName } from "@tradetower/domain/terms"
import { container } from "../ports/container.ts"

/** One way to connect: a broker, at whose prices, and by whose rules. */
export const Connectable = Schema.Struct({
  broker: BrokerId,
  environment: Environment,
  venue: VenueId,
  terms: Schema.Array(TermsName)
})
export type Connectable = typeof Connectable.Type

/** What is on offer here, one document: which venues there are and what can be connected; written by execution. */
export const Offers = container(
  "Leases",
  Schema.Struct({
    id: Schema.Literal("offer"),
    venues: Schema.Array(
      Schema.Struct({
        id: VenueId,
        name: Schema.String,
        source: Schema.optionalKey(Schema.Literals(["LIVE", "SIMULATED", "REPLAY"])),
        /** Where its prices come from, in words. */
        note: Schema.optionalKey(Schema.String),
        /** It lists more than is always there: any of it is followed while somebody needs it. */
        onDemand: Schema.optionalKey(Schema.Literal(true)),
        /** Its prices are looked for, after a start: whether they come is not known yet. */
        looking: Schema.optionalKey(Schema.Literal(true)),
        /** Why no prices come, in words, where asking again can't help. */
        refused: Schema.optionalKey(Schema.String)
      })
    ),
    connectable: Schema.Array(Connectable)
  })
)
export type Offer = (typeof Offers)["schema"]["Type"]
