import { randomBytes, scrypt, timingSafeEqual } from "node:crypto"
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { Option, Schema } from "effect"

/** A passphrase as it is kept: what scrypt makes of it, and with which cost. `id` changes whenever it is set anew. */
const Kept = Schema.Struct({
  id: Schema.NonEmptyString,
  salt: Schema.NonEmptyString,
  hash: Schema.NonEmptyString,
  cost: Schema.Struct({ N: Schema.Int, r: Schema.Int, p: Schema.Int })
})
export type KeptPassphrase = typeof Kept.Type

const File = Schema.fromJsonString(Kept)
const decode = Schema.decodeUnknownOption(File)
const encode = Schema.encodeSync(File)

/** The file can't be read as a passphrase. */
export class PassphraseDamaged extends Schema.TaggedError<PassphraseDamaged>()("PassphraseDamaged", {
  file: Schema.String
}) {
  override get message(): string {
    return `${this.file} is damaged, so nobody can sign in. Set the passphrase anew: npm run passphrase`
  }
}

export const SHORTEST = 12
const LONGEST = 200
/** 32 MB and a tenth of a second a try. */
const COST = { N: 32_768, r: 8, p: 1 }
const BYTES = 32

const derive = (text: string, salt: Buffer, cost: KeptPassphrase["cost"]): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same letters may be typed as different code points on another keyboard.
    scrypt(text.normalize("NFKC"), salt, BYTES, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) =>
      error === null ? resolve(key) : reject(error)
    )
  })

/** Why this can't be a passphrase, if so. */
export const passphraseProblem = (text: string): string | undefined =>
  text.length < SHORTEST || text.length > LONGEST
    ? `A passphrase has ${SHORTEST} to ${LONGEST} characters: a few words that don't belong together do well.`
    : undefined

/** The passphrase kept in a file; nothing when none is set. Throws `PassphraseDamaged`. */
export const readPassphrase = (file: string): KeptPassphrase | undefined => {
  let text: string
  try {
    text = readFileSync(file, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw new PassphraseDamaged({ file })
  }
  const kept = Option.getOrUndefined(decode(text))
  if (kept === undefined) throw new PassphraseDamaged({ file })
  return kept
}

/** Sets the passphrase, replacing the one before. */
export const setPassphrase = async (file: string, text: string): Promise<void> => {
  const salt = randomBytes(16)
  const hash = await derive(text, salt, COST)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(6).toString("hex")}.tmp`
  try {
    const kept = {
      id: randomBytes(9).toString("base64url"),
      salt: salt.toString("base64"),
      hash: hash.toString("base64"),
      cost: COST
    }
    writeFileSync(draft, encode(kept), { mode: 0o600 })
    renameSync(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Forgets the passphrase. */
export const forgetPassphrase = (file: string): void => rmSync(file, { force: true })

/** Whether a text is the passphrase; takes as long whether it is or not. */
export const isPassphrase = async (kept: KeptPassphrase, text: string): Promise<boolean> => {
  const right = Buffer.from(kept.hash, "base64")
  const given = await derive(text.slice(0, LONGEST), Buffer.from(kept.salt, "base64"), kept.cost)
  return right.length === given.length && timingSafeEqual(right, given)
}
