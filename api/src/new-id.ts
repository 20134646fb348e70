import { randomBytes } from "node:crypto"
import { Effect } from "effect"

const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"

/** A fresh id of 20 letters and digits (100 bits of chance); none of them looks like another. */
export const newId: Effect.Effect<string> = Effect.sync(() =>
  Array.from(randomBytes(20), (byte) => ALPHABET[byte & 31]).join("")
)
