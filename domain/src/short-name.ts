import { Schema } from "effect"

/** The schema of a name that is short, and without what no address and no document's id may have. */
export const shortName = (what: string) =>
  Schema.String.check(
    Schema.isPattern(/^[^/\\?#\p{Cc}]{1,64}$/u, {
      message: `is no name of ${what}: up to 64 characters, none of them / \\ ? #`
    })
  )
