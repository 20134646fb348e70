import { Schema } from "effect"

/** What a trader calls something: it can be seen, and nothing in it turns round what stands beside it, or is no character. */
export const ReadableName = Schema.String.check(
  Schema.isPattern(
    /^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,60}$/u,
    { message: "give it a name of 1 to 60 characters that can be read" }
  )
)
