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

/** Who shares some items, and who has which. It carries no time either. */
export const LeaseGroups = container(
  "Leases",
  Schema.Struct({
    id: Schema.String,
    /** What all its members share. */
    items: Schema.Array(Schema.String),
    /** How often an item was taken: of two who had one the later was given the larger number. */
    number: Schema.Int,
    members: Schema.Array(
      Schema.Struct({
        /** A text that no other member has. */
        id: Schema.String,
        /** Counts its writes: one that doesn't change any more is gone. */
        beat: Schema.Int,
        items: Schema.Array(Schema.String)
      })
    )
  })
)
export type LeaseGroup = (typeof LeaseGroups)["schema"]["Type"]
