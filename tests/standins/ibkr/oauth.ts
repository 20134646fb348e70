import { createHmac, getDiffieHellman, type KeyObject, randomBytes, verify } from "node:crypto"

/*
 * OAuth 1.0a as Interactive Brokers' side of it.
 */

/** A published group of 2048 bits, whose generator is 2 (RFC 3526): as it is known, nobody looks for its prime's factors. */
const GROUP = "modp14"
/** Its prime. */
export const PRIME = getDiffieHellman(GROUP).getPrime("hex")

/** Who may sign in, as was made on the self-service page. */
export interface Consumer {
  readonly consumerKey: string
  readonly accessToken: string
  /** The token's secret, as it is before it is encrypted for its owner. */
  readonly tokenSecret: Buffer
  readonly signingKey: KeyObject
}

/** How far a clock may be off, s. */
const SKEW = 60

/** What is said in the header. */
export const readHeader = (header: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    [...(header ?? "").matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [
      name,
      name === "oauth_signature" ? decodeURIComponent(value) : value
    ])
  )

const strict = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

export interface Signed {
  readonly method: string
  /** Without its query. */
  readonly url: string
  readonly query: URLSearchParams
  readonly said: ReadonlyMap<string, string>
}

const textOf = ({ method, query, said, url }: Signed): string => {
  const all = [...said, ...query].filter(([name]) => name !== "realm" && name !== "oauth_signature")
  const sorted = all.map(([name, value]) => `${name}=${value}`).sort()
  return `${method}&${strict(url)}&${strict(sorted.join("&"))}`
}

/** Tells who is who, and whose signature is good; each nonce is good once. */
export class OAuth {
  readonly #consumers = new Map<string, Consumer>()
  readonly #tokens = new Map<string, { readonly token: Buffer; readonly until: number }>()
  readonly #given: Array<string> = []
  readonly #nonces = new Set<string>()

  add(consumer: Consumer): void {
    this.#consumers.set(consumer.consumerKey, consumer)
  }

  /** All that must be nobody else's: live session tokens, and their owners' secrets. */
  get known(): ReadonlyArray<string> {
    const secrets = [...this.#consumers.values()].map(({ tokenSecret }) => tokenSecret.toString("hex"))
    return [...secrets, ...this.#given]
  }

  #isFresh(said: Signed["said"]): boolean {
    const nonce = said.get("oauth_nonce") ?? ""
    const at = Number(said.get("oauth_timestamp"))
    const known = this.#nonces.has(nonce)
    this.#nonces.add(nonce)
    return nonce.length === 16 && !known && Math.abs(at - Date.now() / 1_000) <= SKEW
  }

  #consumer(said: Signed["said"]): Consumer | undefined {
    const consumer = this.#consumers.get(said.get("oauth_consumer_key") ?? "")
    return consumer?.accessToken === said.get("oauth_token") ? consumer : undefined
  }

  /** A live session token for who asks with a good signature; undefined: 401. */
  liveSessionToken(signed: Signed): Record<string, unknown> | undefined {
    const { said } = signed
    const consumer = this.#consumer(said)
    if (consumer === undefined || !this.#isFresh(said) || said.get("oauth_signature_method") !== "RSA-SHA256")
      return undefined
    const text = Buffer.from(`${consumer.tokenSecret.toString("hex")}${textOf(signed)}`)
    if (!verify("sha256", text, consumer.signingKey, Buffer.from(said.get("oauth_signature") ?? "", "base64")))
      return undefined
    const own = getDiffieHellman(GROUP)
    own.generateKeys()
    const challenge = said.get("diffie_hellman_challenge") ?? "2"
    // As Java has it: no zeros before it, and one byte of them where it would be negative.
    const hex = own
      .computeSecret(challenge.length % 2 === 0 ? challenge : `0${challenge}`, "hex")
      .toString("hex")
      .replace(/^0+/, "")
    const even = hex.length % 2 === 0 ? hex : `0${hex}`
    const key = Buffer.from(Number.parseInt(even[0] ?? "0", 16) >= 8 ? `00${even}` : even, "hex")
    const token = createHmac("sha1", key).update(consumer.tokenSecret).digest()
    const until = Date.now() + 86_400_000
    this.#tokens.set(consumer.consumerKey, { token, until })
    this.#given.push(token.toString("base64"))
    return {
      diffie_hellman_response: own.getPublicKey("hex").replace(/^0+/, ""),
      live_session_token_signature: createHmac("sha1", token).update(consumer.consumerKey).digest("hex"),
      live_session_token_expiration: until
    }
  }

  /** Whose request it is; undefined: 401. */
  whose(signed: Signed): string | undefined {
    const { said } = signed
    const consumer = this.#consumer(said)
    const live = consumer && this.#tokens.get(consumer.consumerKey)
    if (live === undefined || live.until < Date.now() || !this.#isFresh(said)) return undefined
    const good = createHmac("sha256", live.token).update(textOf(signed)).digest("base64")
    return said.get("oauth_signature") === good ? consumer?.consumerKey : undefined
  }
}

/** What lets a socket in. */
export const newCookie = (): string => randomBytes(16).toString("hex")
