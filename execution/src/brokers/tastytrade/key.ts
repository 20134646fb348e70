import { hash } from "node:crypto"
import { Redacted } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import type { Credentials } from "@tradetower/platform"

/** What signs in to tastytrade, and to which of a login's accounts. */
export interface TastytradeKey {
  readonly refresh: Redacted.Redacted
  readonly secret: Redacted.Redacted
  /** `"5WT00001"` */
  readonly account: string
  readonly environment: Environment
}

/** The names under which a trader gives them. */
export const REFRESH = "refreshToken"
export const SECRET = "clientSecret"
export const ACCOUNT = "accountNumber"

/** As it was given, without what is around it where it was pasted. */
export const keyIn = (credentials: Credentials, environment: Environment): TastytradeKey => {
  const { [ACCOUNT]: account = "", [REFRESH]: refresh = "", [SECRET]: secret = "" } = Redacted.value(credentials)
  return {
    refresh: Redacted.make(refresh.trim()),
    secret: Redacted.make(secret.trim()),
    account: account.trim().toUpperCase(),
    environment
  }
}

/** Says of two keys whether they are one, and nothing else of them. */
export const nameOf = ({ environment, refresh, secret }: TastytradeKey): string =>
  hash("sha256", `${environment} ${Redacted.value(refresh)} ${Redacted.value(secret)}`, "base64url")

/** A text without anything of the key. */
export const without = ({ refresh, secret }: TastytradeKey, text: string): string =>
  [refresh, secret].reduce(
    (clean, part) => (Redacted.value(part) === "" ? clean : clean.replaceAll(Redacted.value(part), "…")),
    text
  )
