import { constants, generateKeyPairSync, publicEncrypt, randomBytes } from "node:crypto"
import { type Consumer, PRIME } from "./oauth.ts"

/** Both pairs of keys are of everybody: making them takes a while, and nobody sees another's. */
const pairs = {
  signing: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  encryption: generateKeyPairSync("rsa", { modulusLength: 2048 })
}
const pem = (key: (typeof pairs)["signing"]["privateKey"]) => key.export({ format: "pem", type: "pkcs8" }).toString()

/** Nine letters that stand for a number. */
const letters = (nth: number): string =>
  Array.from({ length: 9 }, (_, at) => String.fromCharCode(65 + (Math.floor(nth / 26 ** (8 - at)) % 26))).join("")

/** A user with all that the self-service page would give; the fields as a trader enters them. */
export const newUser = (nth: number) => {
  const tokenSecret = randomBytes(32)
  const consumer: Consumer = {
    consumerKey: letters(nth + 1),
    accessToken: randomBytes(10).toString("hex"),
    tokenSecret,
    signingKey: pairs.signing.publicKey
  }
  const secret = {
    consumerKey: consumer.consumerKey,
    accessToken: consumer.accessToken,
    accessTokenSecret: publicEncrypt(
      { key: pairs.encryption.publicKey, padding: constants.RSA_PKCS1_PADDING },
      tokenSecret
    ).toString("base64"),
    signingKey: pem(pairs.signing.privateKey),
    encryptionKey: pem(pairs.encryption.privateKey),
    dhParameters: PRIME
  }
  return { consumer, secret }
}
