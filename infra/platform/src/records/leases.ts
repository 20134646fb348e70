import { Schema } from "effect"
import { container } from "../ports/container.ts"

/** Whose a lease is. It carries no time: clocks of two machines are not compared. */
export const LeaseHolders = container(
  "Leases",
  Schema.Struct({
    id: Schema.String,
    /** A text that no other holder has. */
    holder: Schema.String,
    /** Of two holders of one name the later has the larger. */
    number: Schema.Int,
    /** Given up: the next need not wait. */
    free: Schema.Boolean
  })
)
export type LeaseHolder = (typeof LeaseHolders)["schema"]["Type"]
