import { Redacted } from "effect"
import type { Credentials } from "@tradetower/platform"
import { readSigningKey } from "./signing-key.ts"

/** The fields that a key of Coinbase's is entered in. */
export const NAME = "name"
export const PRIVATE_KEY = "privateKey"

/** The key that a trader gave. */
export const keyIn = (credentials: Credentials) => {
  const given = Redacted.value(credentials)
  return readSigningKey(given[NAME] ?? "", Redacted.make(given[PRIVATE_KEY] ?? ""))
}
