import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { rename, rm, writeFile } from "node:fs/promises"
import { Option, Schema } from "effect"
import { Principal } from "./principal.ts"

/** One sign-in as it is kept: `hash` is of the cookie's secret, which is kept nowhere. Times in ms, UTC. */
export const KeptSession = Schema.Struct({
  id: Schema.NonEmptyString,
  hash: Schema.NonEmptyString,
  principal: Principal,
  browser: Schema.String,
  since: Schema.Int,
  lastSeen: Schema.Int,
  expiresAt: Schema.Int,
  /** The passphrase it began under, by its id. */
  lock: Schema.optionalKey(Schema.String)
})
export type KeptSession = typeof KeptSession.Type

const File = Schema.fromJsonString(Schema.Struct({ sessions: Schema.Array(KeptSession) }))
const decode = Schema.decodeUnknownOption(File)
const encode = Schema.encodeSync(File)

/** What the file holds: nothing when it isn't there, `undefined` when it can't be read. */
export const readSessionFile = (file: string): ReadonlyArray<KeptSession> | undefined => {
  let text: string
  try {
    text = readFileSync(file, "utf8")
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? [] : undefined
  }
  return Option.getOrUndefined(decode(text))?.sessions
}

/** Replaces the file whole, readable by its user alone; rejects when the disk refuses, the old one then stands. */
export const writeSessionFile = async (file: string, sessions: ReadonlyArray<KeptSession>): Promise<void> => {
  const draft = `${file}.${randomBytes(6).toString("hex")}.tmp`
  try {
    await writeFile(draft, encode({ sessions }), { mode: 0o600 })
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}
