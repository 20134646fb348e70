import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect, Layer, Option, Redacted, Result, Schema } from "effect"
import { type SecretOwner, Secrets, SecretsUnavailable } from "../ports/secrets.ts"
import { diskWords } from "../ports/disk-trouble.ts"
import { corrupt, type DataFolderError, refusedByDisk } from "./folder/data-folder.ts"
import { diskTroubleOf } from "./folder/disk-error.ts"
import { say } from "../rules/say.ts"
import { nameRefusal, ownerHash, ownerText, valueRefusal } from "../rules/secret-name.ts"
import { keyFile, keyFor } from "./folder/key-file.ts"
import { OWNERS_FILE, OWNERS_FOLDER } from "./folder/owner-only.ts"

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** One owner's file: for each name its versions, newest first; `sealed` is nonce, tag and ciphertext. */
const File = Schema.fromJsonString(
  Schema.Record(Schema.String, Schema.Array(Schema.Struct({ version: Schema.String, sealed: Schema.String })))
)
type File = typeof File.Type
const decode = Schema.decodeUnknownSync(File)
const decodeResult = Schema.decodeUnknownResult(File)
const encode = Schema.encodeSync(File)

/** AES-256-GCM; whose, which name and which version are sealed with it, so that no file can be passed off as another. */
const seal = (key: Uint8Array, context: string, value: string): string => {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context))
  const text = Buffer.concat([cipher.update(value, "utf8"), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64")
}

const unseal = (key: Uint8Array, context: string, sealed: string): string => {
  const bytes = Buffer.from(sealed, "base64")
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag)
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8")
}

/** What is kept was sealed with another key than this computer's, or changed. */
class SealedElsewhere extends Error {
  constructor() {
    super(
      "it was sealed with another computer's key (tradetower.key), or changed. Bring that key along with the data folder, or enter it again"
    )
  }
}

const open = (key: Uint8Array, context: string, sealed: string): string => {
  try {
    return unseal(key, context, sealed)
  } catch {
    throw new SealedElsewhere()
  }
}

const make = (folder: string, key: Uint8Array, made: (file: string) => void): Secrets["Service"] => {
  const fileName = (owner: SecretOwner) => `${ownerHash(owner)}.json`
  const fileOf = (owner: SecretOwner) => join(folder, fileName(owner))
  const load = (owner: SecretOwner): File =>
    existsSync(fileOf(owner)) ? decode(readFileSync(fileOf(owner), "utf8")) : {}
  const save = (owner: SecretOwner, file: File): void => {
    const draft = `${fileOf(owner)}.${randomBytes(6).toString("hex")}.tmp`
    try {
      writeFileSync(draft, encode(file), { mode: OWNERS_FILE })
      renameSync(draft, fileOf(owner))
      made(fileName(owner))
    } finally {
      rmSync(draft, { force: true })
    }
  }
  const versionsOf = (file: File, name: string) => (Object.hasOwn(file, name) ? (file[name] ?? []) : [])

  const attempt = <A>(name: string, act: () => A): Effect.Effect<A, SecretsUnavailable> =>
    Effect.try({
      try: () => {
        const no = nameRefusal(name)
        if (no !== undefined) throw no
        return act()
      },
      catch: (error) => {
        if (error instanceof SecretsUnavailable) return error
        const disk = diskTroubleOf(error)
        const sealed = error instanceof SealedElsewhere
        return new SecretsUnavailable({
          message: `secret ${name}: ${disk === undefined ? say(error) : diskWords[disk]}`,
          retryable: disk !== undefined,
          ...(disk !== undefined && { disk }),
          ...(sealed && { sealedElsewhere: true })
        })
      }
    })

  return {
    put: (owner, name, value) =>
      attempt(name, () => {
        const text = Redacted.value(value)
        const no = valueRefusal(name, text)
        if (no !== undefined) throw no
        const file = load(owner)
        const version = randomBytes(16).toString("hex")
        const sealed = seal(key, `${ownerText(owner)}/${name}/${version}`, text)
        save(owner, { ...file, [name]: [{ version, sealed }, ...versionsOf(file, name)] })
        return { version }
      }),
    get: (owner, name, version) =>
      attempt(name, () => {
        const all = versionsOf(load(owner), name)
        const found = version === undefined ? all[0] : all.find((each) => each.version === version)
        if (found === undefined) return Option.none()
        return Option.some(Redacted.make(open(key, `${ownerText(owner)}/${name}/${found.version}`, found.sealed)))
      }),
    versions: (owner, name) => attempt(name, () => versionsOf(load(owner), name).map((each) => each.version)),
    removeOlder: (owner, name, than) =>
      attempt(name, () => {
        const file = load(owner)
        const all = versionsOf(file, name)
        const at = all.findIndex(({ version }) => version === than)
        if (at !== -1 && at + 1 < all.length) save(owner, { ...file, [name]: all.slice(0, at + 1) })
      }),
    remove: (owner, name) =>
      attempt(name, () => {
        const { [name]: gone, ...rest } = load(owner)
        if (gone !== undefined) save(owner, rest)
      }),
    removeAll: (owner) =>
      attempt("all", () => {
        // The file stays, empty: a folder that lacks a part is refused.
        if (existsSync(fileOf(owner))) save(owner, {})
      })
  }
}

const filesOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name))

/** The names of all secrets of a folder, each once; what can't be read has none. */
export const secretNames = (folder: string): ReadonlyArray<string> =>
  [
    ...new Set(
      filesOf(folder).flatMap((file) => {
        const read = decodeResult(readFileSync(file, "utf8"))
        return Result.isSuccess(read) ? Object.keys(read.success) : []
      })
    )
  ].toSorted()

/** The files of a folder that can't be read as what we write. */
const damaged = (folder: string): string | undefined =>
  filesOf(folder).find((file) => Result.isFailure(decodeResult(readFileSync(file, "utf8"))))

/**
 * Secrets as one sealed file an owner. Contract: `infra/platform/contracts/secrets.md`. `made` hears the name of each
 * file that was written.
 */
export const embeddedSecrets = (
  folder: string,
  configFolder: string,
  made: (file: string) => void = () => undefined
): Layer.Layer<Secrets, DataFolderError> =>
  Layer.effect(
    Secrets,
    Effect.flatMap(keyFile(configFolder), (key) => {
      try {
        mkdirSync(folder, { recursive: true, mode: OWNERS_FOLDER })
        const file = damaged(folder)
        if (file !== undefined) return Effect.fail(corrupt(dirname(folder), `${file} is damaged`))
      } catch (error) {
        return Effect.fail(refusedByDisk(folder, error))
      }
      return Effect.succeed(make(folder, keyFor(key, "secrets"), made))
    })
  )
