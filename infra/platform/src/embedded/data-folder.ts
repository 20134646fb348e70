import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Result, Schema, type Scope } from "effect"
import { findDamage } from "./damage.ts"
import { ownerOnly, OWNERS_FILE, OWNERS_FOLDER, ownersFile } from "./owner-only.ts"

/** The data folder can't be used. Nothing in it was changed. */
export class DataFolderError extends Schema.TaggedError<DataFolderError>()("DataFolderError", {
  folder: Schema.String,
  reason: Schema.Literals(["CORRUPT", "NEWER_FORMAT", "IN_USE", "NOT_WRITABLE"]),
  /** What was found and what to do. */
  message: Schema.String
}) {}

/** The layout this code reads and writes. */
const FORMAT = 1

const readFormat = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Struct({ format: Schema.Int })))
const readHolder = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Struct({ pid: Schema.Int })))

export const databaseFile = (folder: string): string => join(folder, "tradetower.sqlite")

const say = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const keep = (folder: string) =>
  `Nothing was changed. Restore ${folder} from a copy, or move it away to begin anew, or choose another folder with TRADETOWER_HOME.`

const inspectFormat = (folder: string): DataFolderError | undefined => {
  const file = join(folder, "format.json")
  if (!existsSync(file)) {
    if (!existsSync(databaseFile(folder))) return undefined
    const message = `${folder} holds a database but no format.json, so it can't be known what wrote it. ${keep(folder)}`
    return new DataFolderError({ folder, reason: "CORRUPT", message })
  }
  const found = readFormat(readFileSync(file, "utf8"))
  if (Result.isFailure(found)) {
    const message = `${file} is damaged: it should read {"format":${FORMAT}}. ${keep(folder)}`
    return new DataFolderError({ folder, reason: "CORRUPT", message })
  }
  const format = found.success.format
  if (format <= FORMAT) return undefined
  const message =
    `${folder} was written by a newer TradingTower (format ${format}; this one knows ${FORMAT}). ` +
    `Nothing was changed. Install the newer version, or choose another folder with TRADETOWER_HOME.`
  return new DataFolderError({ folder, reason: "NEWER_FORMAT", message })
}

/**
 * Takes SQLite's own lock on a file in the folder: the kernel gives it back however the process dies, so that no lock
 * is ever stale. The pid beside it is for the message only.
 */
const takeLock = (folder: string): DatabaseSync | DataFolderError => {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(join(folder, "lock"))
    db.exec("PRAGMA journal_mode=MEMORY; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE")
    return db
  } catch (error) {
    db?.close()
    if (!/locked|busy/i.test(say(error))) {
      const message = `${folder} can't be written (${say(error)}). Choose another folder with TRADETOWER_HOME.`
      return new DataFolderError({ folder, reason: "NOT_WRITABLE", message })
    }
    const file = join(folder, "lock.json")
    const holder = existsSync(file) ? readHolder(readFileSync(file, "utf8")) : undefined
    const who = holder !== undefined && Result.isSuccess(holder) ? ` (process ${holder.success.pid})` : ""
    const message = `${folder} is in use by another TradingTower${who}. Stop that one, or choose another folder with TRADETOWER_HOME.`
    return new DataFolderError({ folder, reason: "IN_USE", message })
  }
}

const open = (folder: string): DatabaseSync | DataFolderError => {
  try {
    mkdirSync(folder, { recursive: true, mode: OWNERS_FOLDER })
  } catch (error) {
    return new DataFolderError({ folder, reason: "NOT_WRITABLE", message: `${folder} can't be made: ${say(error)}` })
  }
  const unreadable = inspectFormat(folder)
  if (unreadable !== undefined) return unreadable
  const lockWasThere = existsSync(join(folder, "lock"))
  const lock = takeLock(folder)
  if (lock instanceof DataFolderError) return lock
  const damage = findDamage(folder, databaseFile(folder))
  if (damage !== undefined) {
    lock.close()
    if (!lockWasThere) rmSync(join(folder, "lock"), { force: true })
    const message = `${databaseFile(folder)} is damaged (${damage}). ${keep(folder)}`
    return new DataFolderError({ folder, reason: "CORRUPT", message })
  }
  writeFileSync(join(folder, "lock.json"), JSON.stringify({ pid: process.pid }) + "\n", { mode: OWNERS_FILE })
  writeFileSync(join(folder, "format.json"), JSON.stringify({ format: FORMAT }) + "\n", { mode: OWNERS_FILE })
  ownersFile(databaseFile(folder))
  ownerOnly(folder)
  return lock
}

/** Makes the folder ready and holds it for this process until the scope closes. */
export const openDataFolder = (folder: string): Effect.Effect<void, DataFolderError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.suspend(() => {
      const opened = open(folder)
      return opened instanceof DataFolderError ? Effect.fail(opened) : Effect.succeed(opened)
    }),
    (lock) => Effect.sync(() => lock.close())
  ).pipe(Effect.asVoid)
