import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto"
import { Effect, Redacted, Schema } from "effect"
import { readPem } from "../pem.ts"

/** A key that a trader made at Coinbase, ready to sign with. */
export interface SigningKey {
  /** `organizations/…/apiKeys/…`, or an id alone. */
  readonly name: string
  readonly algorithm: "ES256" | "EdDSA"
  readonly key: KeyObject
}

/** What was entered is no key of Coinbase's. Says nothing of what it is. */
export class KeyUnreadable extends Schema.TaggedError<KeyUnreadable>()("KeyUnreadable", {
  message: Schema.String
}) {}

const unreadable = (message: string) => new KeyUnreadable({ message })

const KINDS = /^(EC )?PRIVATE KEY$/
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const NAME = /^[\w./:-]{1,200}$/

/** What stands before the 32 bytes of an Ed25519 key in PKCS8. */
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex")
/** ... and before those of its public half. */
const ED25519_SPKI_BYTES = 12

const algorithmOf = (key: KeyObject): SigningKey["algorithm"] | undefined => {
  if (key.asymmetricKeyType === "ed25519") return "EdDSA"
  return key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? "ES256" : undefined
}

/** An Ed25519 key of its 32 bytes, or of these and its public half, which must be its own. */
const ed25519Of = (bytes: Buffer): KeyObject | undefined => {
  const pkcs8 = Buffer.concat([ED25519_PKCS8, bytes.subarray(0, 32)])
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })
  const own = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(ED25519_SPKI_BYTES)
  return bytes.length === 32 || own.equals(bytes.subarray(32)) ? key : undefined
}

const keyOf = (text: string): KeyObject | undefined => {
  const pem = readPem(text)
  if (pem !== undefined) return KINDS.test(pem.label) ? createPrivateKey({ key: pem.text, format: "pem" }) : undefined
  if (!BASE64.test(text)) return undefined
  const bytes = Buffer.from(text, "base64")
  return bytes.length === 32 || bytes.length === 64 ? ed25519Of(bytes) : undefined
}

/**
 * Reads a key as Coinbase hands it out: an EC key on P-256 (SEC1 or PKCS8, in PEM), or an Ed25519 key (PKCS8 in PEM, or
 * base64 of its 32 bytes, or of 64 with its public half).
 */
export const readSigningKey = (name: string, secret: Redacted.Redacted): Effect.Effect<SigningKey, KeyUnreadable> =>
  Effect.suspend(() => {
    const trimmed = name.trim()
    if (!NAME.test(trimmed))
      return Effect.fail(unreadable("the key's name is not as Coinbase gives it: organizations/…/apiKeys/…"))
    const text = Redacted.value(secret).trim()
    let key: KeyObject | undefined
    try {
      key = keyOf(text)
    } catch {
      // What OpenSSL says may have parts of the key in it.
      key = undefined
    }
    const algorithm = key && algorithmOf(key)
    return key === undefined || algorithm === undefined
      ? Effect.fail(
          unreadable("the private key can't be read: paste it whole, as Coinbase gave it (ECDSA in PEM, or Ed25519)")
        )
      : Effect.succeed({ name: trimmed, algorithm, key })
  })
