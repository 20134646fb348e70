import type { TokenCredential } from "@azure/identity"
import type { RedisClientOptions } from "@redis/client"
import { Schema } from "effect"

type Provider = Extract<
  NonNullable<RedisClientOptions["credentialsProvider"]>,
  { readonly type: "streaming-credentials-provider" }
>

const SCOPE = "https://redis.azure.com/.default"
/** A token is renewed after this much of its life, and again after so many ms where that fails. */
const RENEWED_AFTER = 0.8
const AGAIN_MS = 10_000

/** What a token says of who it is for; whether that is so, Redis looks at. */
const Claims = Schema.fromJsonString(Schema.Struct({ oid: Schema.NonEmptyString }))
const readClaims = Schema.decodeUnknownSync(Claims)
const objectIdOf = (token: string): string =>
  readClaims(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")).oid

/**
 * Signs in as an identity: by its object id, with a token that is renewed as long as the connection lasts, which ends
 * with its token otherwise.
 */
export const tokenCredentials = (credential: TokenCredential): Provider => ({
  type: "streaming-credentials-provider",
  // The connection is closed then, and opened anew: that is where it is noticed.
  onReAuthenticationError: () => undefined,
  subscribe: async (listener) => {
    let timer: NodeJS.Timeout | undefined
    let over = false
    const renewIn = (ms: number) => {
      if (over) return
      timer = setTimeout(() => void next().then(listener.onNext, () => renewIn(AGAIN_MS)), ms).unref()
    }
    const next = async () => {
      const { expiresOnTimestamp, token } = (await credential.getToken(SCOPE)) ?? { expiresOnTimestamp: 0, token: "" }
      const credentials = { username: objectIdOf(token), password: token }
      renewIn(Math.max(AGAIN_MS, (expiresOnTimestamp - Date.now()) * RENEWED_AFTER))
      return credentials
    }
    const dispose = () => {
      over = true
      clearTimeout(timer)
    }
    return [await next(), { dispose }]
  }
})
