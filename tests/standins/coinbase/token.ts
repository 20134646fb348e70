import { createPublicKey, type KeyObject, verify } from "node:crypto"

/** A key that a user made, and what it may do. */
export interface UserKey {
  readonly name: string
  readonly owner: KeyObject
  readonly rights: { view: boolean; trade: boolean; transfer: boolean }
}

export const publicHalf = (key: KeyObject): KeyObject => (key.type === "public" ? key : createPublicKey(key))

const read = (part: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"))
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

/** Looks at the tokens of requests and subscriptions. */
export class Doorkeeper {
  readonly #keys: ReadonlyMap<string, UserKey>
  readonly #now: () => number
  readonly #used = new Set<string>()
  /** Stricter than what is known of the real one. */
  refusesUsedNonces = true

  constructor(keys: ReadonlyMap<string, UserKey>, now: () => number) {
    this.#keys = keys
    this.#now = now
  }

  /** Whose token it is; `use`: what has to stand in it, nothing in a subscription's. */
  letIn(token: string, use: string | undefined): UserKey | undefined {
    const [head = "", body = "", signature = "", ...more] = token.split(".")
    const header = read(head)
    const claims = read(body)
    if (header === undefined || claims === undefined || more.length > 0) return undefined
    const { alg, kid, nonce, typ } = header
    const key = typeof kid === "string" ? this.#keys.get(kid) : undefined
    if (key === undefined || typ !== "JWT" || typeof nonce !== "string" || !/^[0-9a-f]{32}$/.test(nonce))
      return undefined
    const text = Buffer.from(`${head}.${body}`)
    const bytes = Buffer.from(signature, "base64url")
    const elliptic = key.owner.asymmetricKeyType === "ec"
    if (alg !== (elliptic ? "ES256" : "EdDSA")) return undefined
    const signed = elliptic
      ? verify("sha256", text, { key: key.owner, dsaEncoding: "ieee-p1363" }, bytes)
      : verify(null, text, key.owner, bytes)
    const seconds = this.#now() / 1_000
    const { exp, iss, nbf, sub, uri } = claims
    const timely =
      typeof nbf === "number" && typeof exp === "number" && nbf <= seconds && exp > seconds && exp - nbf <= 120
    if (!signed || !timely || sub !== key.name || iss !== "cdp" || uri !== use) return undefined
    if (this.refusesUsedNonces && this.#used.has(nonce)) return undefined
    this.#used.add(nonce)
    return key
  }
}
