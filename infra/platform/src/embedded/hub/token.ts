import { createHmac, timingSafeEqual } from "node:crypto"
import { Option, Schema } from "effect"
import { decoded } from "./request-url.ts"

/** What Web PubSub reads in an access token. Times in seconds. */
const Claims = Schema.Struct({
  sub: Schema.optionalKey(Schema.String),
  aud: Schema.String,
  iat: Schema.Int,
  exp: Schema.Int,
  /** The sign-in that it ends with. */
  sid: Schema.optionalKey(Schema.String),
  /** Groups joined from the start, and for good. */
  "webpubsub.group": Schema.optionalKey(Schema.Array(Schema.String))
})
export type Claims = typeof Claims.Type

const decodeClaims = Schema.decodeUnknownOption(Schema.fromJsonString(Claims))
const decodeHeader = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ alg: Schema.Literal("HS256") })))

const HEADER = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url")

const sign = (key: string, text: string): Buffer => createHmac("sha256", key).update(text).digest()
const plain = (part: string | undefined): string => Buffer.from(part ?? "", "base64url").toString("utf8")

/** A JSON Web Token, signed with the hub's access key. */
export const writeToken = (key: string, claims: Claims): string => {
  const text = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`
  return `${text}.${sign(key, text).toString("base64url")}`
}

/** The claims of a token that this key signed, for this path, and that has not run out; `now` in ms. */
export const readToken = (key: string, token: string, path: string, now: number): Option.Option<Claims> => {
  const [header, body, signature] = token.split(".")
  if (header === undefined || body === undefined || signature === undefined) return Option.none()
  const given = Buffer.from(signature, "base64url")
  const right = sign(key, `${header}.${body}`)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return Option.none()
  if (Option.isNone(decodeHeader(plain(header)))) return Option.none()
  return Option.filter(
    decodeClaims(plain(body)),
    // The host may be written in several ways (localhost, 127.0.0.1); the path may not.
    (claims) => claims.exp * 1000 > now && audiencePath(claims.aud) === path
  )
}

const audiencePath = (audience: string): string | undefined =>
  decoded((URL.canParse(audience) ? new URL(audience).pathname : audience).replace(/\/+$/, ""))
