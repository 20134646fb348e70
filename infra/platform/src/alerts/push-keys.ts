import { createECDH } from "node:crypto"
import { Effect, Option, Redacted } from "effect"
import { keepValues, valuesOf } from "../records/kept-values.ts"
import { noneIfSealedElsewhere, Secrets, type SecretsUnavailable } from "../ports/secrets.ts"

/** The keys by which push services know us (VAPID, RFC 8292): P-256, base64url. */
export interface PushKeys {
  readonly publicKey: string
  readonly privateKey: Redacted.Redacted<string>
}

const NAME = "push-keys"

/** Those that are kept: the first that were made and can be opened here, for browsers have subscribed by them. */
export const pushKeys: Effect.Effect<Option.Option<PushKeys>, SecretsUnavailable, Secrets> = Effect.gen(function* () {
  const versions = yield* (yield* Secrets).versions("SYSTEM", NAME)
  for (const version of versions.toReversed()) {
    const values = yield* noneIfSealedElsewhere(valuesOf("SYSTEM", NAME, version))
    if (Option.isNone(values)) continue
    const { private: privateKey, public: publicKey } = Redacted.value(values.value)
    if (privateKey !== undefined && publicKey !== undefined)
      return Option.some({ publicKey, privateKey: Redacted.make(privateKey) })
  }
  return Option.none()
})

/** Those that are kept, made where there are none yet: of two that make them at the same moment both have the same. */
export const madePushKeys: Effect.Effect<PushKeys, SecretsUnavailable, Secrets> = Effect.gen(function* () {
  const known = yield* pushKeys
  if (Option.isSome(known)) return known.value
  const pair = createECDH("prime256v1")
  const values = {
    public: pair.generateKeys("base64url"),
    private: pair.getPrivateKey("base64url").padStart(43, "A")
  }
  yield* keepValues("SYSTEM", NAME, Redacted.make(values))
  return Option.getOrThrow(yield* pushKeys)
})
