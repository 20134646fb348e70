import { randomBytes } from "node:crypto"
import { Effect, Option, Redacted } from "effect"
import { Secrets } from "@tradetower/platform"

const NAME = "session-key"

/** The key that signs sign-ins: made at the first start, kept so that they outlive a restart. */
export const sessionKey = Effect.gen(function* () {
  const secrets = yield* Secrets
  const kept = yield* secrets.get("SYSTEM", NAME)
  if (Option.isSome(kept)) return Buffer.from(Redacted.value(kept.value), "base64")
  const key = randomBytes(32)
  yield* secrets.put("SYSTEM", NAME, Redacted.make(key.toString("base64")))
  return key
})
