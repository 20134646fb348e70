import { sign } from "node:crypto"
import { Redacted } from "effect"
import type { SigningKey } from "./signing-key.ts"

/** How long a token is good for, s. */
const GOOD_FOR = 120

/** What a token is for; a subscription's names nothing. */
export interface TokenUse {
  readonly method: string
  readonly host: string
  /** Without the query. */
  readonly path: string
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const signatureOf = ({ algorithm, key }: SigningKey, text: string): Buffer =>
  algorithm === "ES256"
    ? sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" })
    : sign(null, Buffer.from(text), key)

/**
 * A JSON Web Token for one request (`use`) or one subscription. `now`: ms by Coinbase's clock, who refuses one of the
 * future; `nonce`: 16 random bytes in hex, new for each.
 */
export const tokenFor = (signing: SigningKey, now: number, nonce: string, use?: TokenUse): Redacted.Redacted => {
  const { algorithm, name } = signing
  const from = Math.floor(now / 1_000)
  const header = part({ alg: algorithm, typ: "JWT", kid: name, nonce })
  const claims = part({
    sub: name,
    iss: "cdp",
    nbf: from,
    exp: from + GOOD_FOR,
    ...(use !== undefined && { uri: `${use.method} ${use.host}${use.path}` })
  })
  const text = `${header}.${claims}`
  return Redacted.make(`${text}.${signatureOf(signing, text).toString("base64url")}`)
}

/** How a request carries its token. */
export const bearerOf = (token: Redacted.Redacted): Redacted.Redacted =>
  Redacted.make(`Bearer ${Redacted.value(token)}`)
