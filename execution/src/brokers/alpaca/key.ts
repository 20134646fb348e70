import { hash } from "node:crypto"
import { Redacted } from "effect"
import type { Credentials } from "@tradetower/platform"

/** What signs in to Alpaca. */
export interface AlpacaKey {
  readonly id: Redacted.Redacted
  readonly secret: Redacted.Redacted
}

/** The names under which a trader gives them. */
export const KEY = "key"
export const SECRET = "secret"

/** As it was given, without what is around it where it was pasted. */
export const keyIn = (credentials: Credentials): AlpacaKey => {
  const { [KEY]: id = "", [SECRET]: secret = "" } = Redacted.value(credentials)
  return { id: Redacted.make(id.trim()), secret: Redacted.make(secret.trim()) }
}

const PARTS = /^[!-~]+$/

/** Whether it can be one: its parts go into headers, which nothing else fits into. */
export const canBeSent = ({ id, secret }: AlpacaKey): boolean =>
  [id, secret].every((part) => PARTS.test(Redacted.value(part)))

/** Says of two keys whether they are one, and nothing else of them. */
export const nameOf = ({ id }: AlpacaKey): string => hash("sha256", Redacted.value(id), "base64url")

/** A text without anything of the key. */
export const without = ({ id, secret }: AlpacaKey, text: string): string =>
  [id, secret].reduce(
    (clean, part) => (Redacted.value(part) === "" ? clean : clean.replaceAll(Redacted.value(part), "…")),
    text
  )
