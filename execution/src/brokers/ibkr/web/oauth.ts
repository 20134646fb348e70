import { createHmac, type KeyObject, randomBytes, sign } from "node:crypto"

/*
 * OAuth 1.0a as Interactive Brokers has it for those who trade for themselves. https://www.interactivebrokers.com/campus/ibkr-api-page/oauth-1-0a-extended/
 */

/** Names with their values, as they are signed. */
export type Parameters = Readonly<Record<string, string>>

/** What a signature is for. `prepend`: what stands before it where the live session token is asked for. */
export interface SignedFor {
  readonly method: string
  /** Without its query. */
  readonly url: string
  readonly parameters: Parameters
  readonly prepend?: string
}

/** As RFC 3986 says: nothing but letters, digits and `-._~` stays. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** The text that is signed. */
export const baseString = ({ method, parameters, prepend = "", url }: SignedFor): string => {
  const sorted = Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join("&")
  return `${prepend}${method}&${encoded(url)}&${encoded(sorted)}`
}

/** What every request says of who asks, and when. `now`: ms. */
export const oauthParameters = (
  consumerKey: string,
  accessToken: string,
  method: "RSA-SHA256" | "HMAC-SHA256",
  now: number
): Parameters => ({
  oauth_consumer_key: consumerKey,
  oauth_nonce: randomBytes(8).toString("hex"),
  oauth_signature_method: method,
  oauth_timestamp: String(Math.floor(now / 1_000)),
  oauth_token: accessToken
})

/** The header that carries them. */
export const authorization = (parameters: Parameters, signature: string): string =>
  `OAuth realm="limited_poa", ${Object.entries({ ...parameters, oauth_signature: encoded(signature) })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value}"`)
    .join(", ")}`

/** Signs with the trader's own key, in base64. */
export const signedByKey = (key: KeyObject, text: string): string =>
  sign("sha256", Buffer.from(text), key).toString("base64")

/** Signs with the live session token, in base64. */
export const signedByToken = (token: string, text: string): string =>
  createHmac("sha256", Buffer.from(token, "base64")).update(text).digest("base64")
