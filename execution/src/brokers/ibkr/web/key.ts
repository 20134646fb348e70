import { constants, createPrivateKey, hash, type KeyObject, privateDecrypt } from "node:crypto"
import { Effect, Redacted, Schema } from "effect"
import type { Credentials } from "@tradetower/platform"
import { readPem } from "../../pem.ts"
import { fields } from "./fields.ts"

/** What signs in to Interactive Brokers, ready to be used; nothing of it is in any text. */
export interface IbkrKey {
  readonly consumerKey: string
  readonly accessToken: Redacted.Redacted
  /** The access token's secret, decrypted, in hex. */
  readonly prepend: Redacted.Redacted
  readonly signing: KeyObject
  readonly prime: bigint
}

/** What was entered can't be a key. Says nothing of what it is. */
export class KeyUnreadable extends Schema.TaggedError<KeyUnreadable>()("KeyUnreadable", {
  /** The end of a sentence. */
  message: Schema.String
}) {}

const unreadable = (message: string) => new KeyUnreadable({ message })

const HEX = /^[0-9a-f]{64,1024}$/i
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
/** Bits of a prime: fewer are no protection. */
const LEAST_BITS = 1_024

/** What DER says is next: its kind, and its bytes. */
const nextIn = (der: Buffer, at: number): { readonly kind: number; readonly from: number; readonly to: number } => {
  const short = der[at + 1] ?? 0
  const bytes = short < 0x80 ? 0 : short & 0x7f
  const length = bytes === 0 ? short : der.readUIntBE(at + 2, bytes)
  const from = at + 2 + bytes
  return { kind: der[at] ?? 0, from, to: from + length }
}

/** The prime of Diffie-Hellman parameters: whole in PEM, or the prime alone in hex, as OpenSSL prints it. */
const primeIn = (pasted: string): bigint | undefined => {
  const pem = readPem(pasted)
  if (pem === undefined) {
    const hex = pasted.replaceAll(/[\s:]/g, "")
    return HEX.test(hex) ? BigInt(`0x${hex}`) : undefined
  }
  if (pem.label !== "DH PARAMETERS") return undefined
  const der = Buffer.from(pem.text.split("\n").slice(1, -1).join(""), "base64")
  const sequence = nextIn(der, 0)
  const integer = nextIn(der, sequence.from)
  return sequence.kind === 0x30 && integer.kind === 0x02 && integer.to <= der.length
    ? BigInt(`0x${der.subarray(integer.from, integer.to).toString("hex")}`)
    : undefined
}

/** What OpenSSL says of a key may have parts of it in it: it is told nobody. */
const quietly = <A>(read: () => A | undefined): A | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

const privateKeyIn = (what: string, pasted: string): Effect.Effect<KeyObject, KeyUnreadable> => {
  const pem = readPem(pasted)
  if (pem?.label.includes("PUBLIC") === true)
    return Effect.fail(
      unreadable(`the ${what} is the public one, which is for Interactive Brokers: paste the private one`)
    )
  const key = pem && quietly(() => createPrivateKey({ key: pem.text, format: "pem" }))
  return key === undefined || key.asymmetricKeyType !== "rsa"
    ? Effect.fail(
        unreadable(
          `the ${what} can't be read: paste the private RSA key whole, from BEGIN to END, without a passphrase`
        )
      )
    : Effect.succeed(key)
}

/** The key that a trader gave. */
export const keyIn = (credentials: Credentials): Effect.Effect<IbkrKey, KeyUnreadable> =>
  Effect.gen(function* () {
    const given = Redacted.value(credentials)
    const of = (field: keyof typeof fields) => (given[fields[field]] ?? "").trim()
    const consumerKey = of("consumerKey").toUpperCase()
    if (!/^[A-Z]{9}$/.test(consumerKey)) return yield* unreadable("the consumer key has nine letters")
    if (of("accessToken") === "") return yield* unreadable("the access token is missing")
    const signing = yield* privateKeyIn("signing key", of("signingKey"))
    const encryption = yield* privateKeyIn("encryption key", of("encryptionKey"))
    const prime = quietly(() => primeIn(of("prime")))
    if (prime === undefined || prime.toString(2).length < LEAST_BITS)
      return yield* unreadable(
        "the Diffie-Hellman parameters can't be read: paste dhparam.pem whole, as it was uploaded"
      )
    const secret = of("tokenSecret").replaceAll(/\s/g, "")
    const decrypted = BASE64.test(secret)
      ? quietly(() =>
          privateDecrypt({ key: encryption, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(secret, "base64"))
        )
      : undefined
    if (decrypted === undefined)
      return yield* unreadable(
        "the access token's secret does not fit the encryption key: both must be of the same set, the secret as it was shown"
      )
    return {
      consumerKey,
      accessToken: Redacted.make(of("accessToken")),
      prepend: Redacted.make(decrypted.toString("hex")),
      signing,
      prime
    }
  })

/** Says of two keys whether they are one user's, and nothing else of them. */
export const nameOf = ({ accessToken }: Pick<IbkrKey, "accessToken">): string =>
  hash("sha256", Redacted.value(accessToken), "base64url")
