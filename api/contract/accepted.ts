import { Schema } from "effect"
import { HttpApiSchema } from "effect/http-api"

/** A command was taken and will be carried out; the audit trail and the live connection tell when. */
export const Accepted = Schema.Struct({ commandId: Schema.String })
  .annotate({ identifier: "Accepted", description: "The command was taken; it is carried out within moments." })
  .pipe(HttpApiSchema.status(202))
export type Accepted = typeof Accepted.Type
