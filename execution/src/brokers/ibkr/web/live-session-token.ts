import { createHmac } from "node:crypto"

/** What the Diffie-Hellman exchange is reckoned with; the generator is 2. */
const GENERATOR = 2n

const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let [result, square] = [1n, base % modulus]
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/** What we send: hex of `2^secret` modulo the prime. */
export const challengeOf = (prime: bigint, secret: bigint): string => power(GENERATOR, secret, prime).toString(16)

/** A positive number as Java's `BigInteger.toByteArray` writes it: with a byte of zeros where the first bit is set. */
export const bytesOf = (number: bigint): Buffer => {
  const hex = number.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, "hex")
}

const hmac = (key: Buffer, data: string | Buffer) => createHmac("sha1", key).update(data)

/** What is exchanged for a live session token. */
export interface Exchanged {
  readonly prime: bigint
  /** Our own random number. */
  readonly secret: bigint
  /** What was answered, in hex. */
  readonly response: string
  /** The access token's secret, decrypted, in hex. */
  readonly prepend: string
}

/** The live session token, in base64; undefined where the answer is none of the exchange. */
export const liveSessionToken = ({ prepend, prime, response, secret }: Exchanged): string | undefined => {
  if (!/^[0-9a-f]{1,1024}$/i.test(response)) return undefined
  const answered = BigInt(`0x${response}`)
  // 1 and p-1 would make the key known to anybody.
  if (answered <= 1n || answered >= prime - 1n) return undefined
  return hmac(bytesOf(power(answered, secret, prime)), Buffer.from(prepend, "hex")).digest("base64")
}

/** What the broker signs the token with, in hex: the token is good where it is the same. */
export const tokenSignature = (token: string, consumerKey: string): string =>
  hmac(Buffer.from(token, "base64"), consumerKey).digest("hex")
