import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Result, Schema, type Scope } from "effect"
import type { DiskTrouble } from "../../ports/disk-trouble.ts"
import { findDamage } from "./damage.ts"
import { diskTroubleOf } from "./disk-error.ts"
import { say } from "../../rules/say.ts"
import { databaseFile, FORMAT, formatFile, missingPart, partsOf, readFormat, writeFormat } from "./folder-format.ts"
import { keptFolder, migrateFolder, roomNeeded } from "../migrate/migrate-folder.ts"
import { makeFolder } from "./make-folder.ts"
import { noReserve, type Reserve } from "../database/reserve.ts"
import { ownerOnly, OWNERS_FILE, OWNERS_FOLDER, ownersFile } from "./owner-only.ts"

/** The data folder can't be used. Nothing in it was changed. */
export class DataFolderError extends Schema.TaggedError<DataFolderError>()("DataFolderError", {
  folder: Schema.String,
  reason: Schema.Literals(["CORRUPT", "NEWER_FORMAT", "IN_USE", "NOT_WRITABLE", "DISK_FULL", "DISK_FAILING"]),
  /** What was found and what to do. */
  message: Schema.String
}) {}

const readHolder = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Struct({ pid: Schema.Int })))

/** Lies in the folder while it is made for the first time: nothing in it was ever in use. */
const beginningFile = (folder: string): string => join(folder, "beginning")
/** Lies in the folder while its database is written: after a crash there must be a write-ahead log. */
const unmergedFile = (folder: string): string => join(folder, "unmerged")
/** What may lie in a folder that was never in use, beside hidden files. */
const LOCKS = ["lock", "lock-journal", "lock.json"]

/** A folder that lacks a part or holds one that can't be read. */
export const corrupt = (folder: string, found: string): DataFolderError =>
  new DataFolderError({
    folder,
    reason: "CORRUPT",
    message: `${found}. Nothing was changed. Restore ${folder} from a copy, or move it away to begin anew, or choose another folder with TRADETOWER_HOME.`
  })

const reasons: Readonly<Record<DiskTrouble, DataFolderError["reason"]>> = {
  FULL: "DISK_FULL",
  USED_UP: "DISK_FULL",
  READ_ONLY: "NOT_WRITABLE",
  DENIED: "NOT_WRITABLE",
  TOO_MANY_FILES: "NOT_WRITABLE",
  FAILING: "DISK_FAILING"
}
const remedies: Readonly<Record<DiskTrouble, string>> = {
  FULL: "The disk is full. Make room, then start again (50 MB are enough)",
  USED_UP: "The disk is full. Make room, then start again (50 MB are enough)",
  READ_ONLY: "The disk can only be read. Make it writable, or choose another folder with TRADETOWER_HOME",
  DENIED: "This user may not use it. Give it to the user who starts, or choose another folder with TRADETOWER_HOME",
  TOO_MANY_FILES: "This process may not open more files. Raise the limit (ulimit -n), then start again",
  FAILING: "The disk could not be read or written. See whether it is connected and healthy, then start again"
}

/** A disk that keeps the folder from being used, said for what it is: what is kept in it is not damaged. */
export const refusedByDisk = (folder: string, error: unknown): DataFolderError => {
  const trouble = diskTroubleOf(error) ?? "DENIED"
  const message = `${folder} can't be used (${say(error)}). ${remedies[trouble]}. What is kept there is not damaged.`
  return new DataFolderError({ folder, reason: reasons[trouble], message })
}

/** More than fits into what a full disk has left of a block. */
const PROBE_BYTES = 65_536

/** SQLite tells only that a file can't be opened; the file system tells why. */
const whyNotOpened = (folder: string, error: unknown): unknown => {
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    writeFileSync(probe, new Uint8Array(PROBE_BYTES))
    return error
  } catch (why) {
    return why
  } finally {
    rmSync(probe, { force: true })
  }
}

/** True when nothing was ever kept in the folder. */
const isNew = (folder: string): boolean =>
  existsSync(beginningFile(folder)) || readdirSync(folder).every((name) => name.startsWith(".") || LOCKS.includes(name))

/** What keeps a folder in use from being read by this code, or undefined. */
const inspectFormat = (folder: string): DataFolderError | undefined => {
  const file = formatFile(folder)
  if (!existsSync(file)) {
    const held = readdirSync(folder).filter((name) => !name.startsWith(".") && !LOCKS.includes(name))
    return corrupt(folder, `${folder} holds ${held.join(", ")} but no format.json, so it can't be known what wrote it`)
  }
  const found = readFormat(folder)
  if (Result.isFailure(found)) return corrupt(folder, `${file} is damaged: it should read {"format":${FORMAT}}`)
  const { format } = found.success
  if (format > FORMAT) {
    const message =
      `${folder} was written by a newer TradingTower (format ${format}; this one knows ${FORMAT}). ` +
      `Nothing was changed. Install the newer version, or choose another folder with TRADETOWER_HOME.`
    return new DataFolderError({ folder, reason: "NEWER_FORMAT", message })
  }
  const missing = missingPart(folder, found.success)
  // Of the database more can be said.
  if (missing === undefined || join(folder, missing) === databaseFile(folder)) return undefined
  return corrupt(folder, `${folder} was in use and lacks ${missing}`)
}

/**
 * Takes SQLite's own lock on a file in the folder: the kernel gives it back however the process dies, so that no lock
 * is ever stale. The pid beside it is for the message only.
 */
const takeLock = (folder: string): DatabaseSync | DataFolderError => {
  let db: DatabaseSync | undefined
  try {
    ownersFile(join(folder, "lock"))
    db = new DatabaseSync(join(folder, "lock"))
    db.exec("PRAGMA journal_mode=MEMORY; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE")
    return db
  } catch (error) {
    db?.close()
    if (!/locked|busy/i.test(say(error))) throw error
    const file = join(folder, "lock.json")
    const holder = existsSync(file) ? readHolder(readFileSync(file, "utf8")) : undefined
    const who = holder !== undefined && Result.isSuccess(holder) ? ` (process ${holder.success.pid})` : ""
    const message = `${folder} is in use by another TradingTower${who}. Stop that one, or choose another folder with TRADETOWER_HOME.`
    return new DataFolderError({ folder, reason: "IN_USE", message })
  }
}

/** Makes every part of a new folder; `format.json` comes last, and says that they were made. */
const begin = (folder: string): void => {
  ownersFile(beginningFile(folder))
  for (const part of ["blobs", "secrets"]) mkdirSync(join(folder, part), { recursive: true, mode: OWNERS_FOLDER })
  ownersFile(databaseFile(folder))
  const db = new DatabaseSync(databaseFile(folder))
  // Its first page is written with it: the file is a database from here on.
  db.exec("PRAGMA journal_mode=WAL")
  db.close()
  writeFormat(folder, ["tradetower.sqlite", "blobs", "secrets"])
  rmSync(beginningFile(folder))
}

const openLocked = (folder: string, beginning: boolean): DataFolderError | undefined => {
  if (beginning) begin(folder)
  const file = databaseFile(folder)
  const damage = findDamage(folder, file, existsSync(unmergedFile(folder)))
  if (damage !== undefined) return corrupt(folder, `${file} is damaged: ${damage}`)
  writeFileSync(join(folder, "lock.json"), `${JSON.stringify({ pid: process.pid })}\n`, { mode: OWNERS_FILE })
  const format = readFormat(folder)
  if (Result.isFailure(format)) return corrupt(folder, `${formatFile(folder)} is damaged`)
  if (format.success.format < FORMAT) {
    const refused = migrate(folder, partsOf(format.success))
    if (refused !== undefined) return refused
  } else {
    if (format.success.parts === undefined) writeFormat(folder, partsOf(format.success))
    // The first run after it was changed has ended in order.
    if (!existsSync(unmergedFile(folder))) rmSync(keptFolder(folder), { recursive: true, force: true })
  }
  ownerOnly(folder)
  return undefined
}

/** Brings a folder of an earlier version up to this one's format; refused by the disk, it is as it was. */
const migrate = (folder: string, parts: ReadonlyArray<string>): DataFolderError | undefined => {
  try {
    migrateFolder(folder, parts, () => noteUnmerged(folder, false))
    return undefined
  } catch (error) {
    const trouble = diskTroubleOf(error)
    if (trouble === undefined) throw error
    const what = trouble === "FULL" ? `Make ${roomNeeded(folder)} MB of room, then start again` : remedies[trouble]
    const message = `${folder} was written by an earlier TradingTower and could not be brought up to date (${say(error)}). ${what}. It is as it was.`
    return new DataFolderError({ folder, reason: reasons[trouble], message })
  }
}

/** A data folder that is held. */
interface Held {
  readonly lock: DatabaseSync
  /** The disk was full: the start goes on with some of what is kept back. */
  readonly lent: boolean
  /** When the run before was cut off, ms, UTC: when it wrote last. Undefined when it ended in order. */
  readonly cutOffAt: number | undefined
}

const cutOff = (folder: string): number | undefined =>
  [`${databaseFile(folder)}-wal`, unmergedFile(folder)]
    .map((file) => (existsSync(unmergedFile(folder)) ? statSync(file, { throwIfNoEntry: false })?.mtimeMs : undefined))
    .find((at) => at !== undefined)

const open = (folder: string, reserve: Reserve): Held | DataFolderError => {
  let lock: DatabaseSync | undefined
  try {
    makeFolder(folder, OWNERS_FOLDER)
    const beginning = isNew(folder)
    const unreadable = beginning ? undefined : inspectFormat(folder)
    if (unreadable !== undefined) return unreadable
    const lockWasThere = existsSync(join(folder, "lock"))
    const taken = takeLock(folder)
    if (taken instanceof DataFolderError) return taken
    lock = taken
    const cutOffAt = cutOff(folder)
    const lent = !beginning && reserve.lend()
    const refused = openLocked(folder, beginning)
    if (refused === undefined) return { lock, lent, cutOffAt }
    lock.close()
    if (!lockWasThere) rmSync(join(folder, "lock"), { force: true })
    return refused
  } catch (error) {
    lock?.close()
    const why = diskTroubleOf(error) === undefined ? error : whyNotOpened(folder, error)
    return refusedByDisk(folder, why)
  }
}

/** Makes the folder ready and holds it for this process until the scope closes. */
export const openDataFolder = (
  folder: string,
  reserve: Reserve = noReserve
): Effect.Effect<Held, DataFolderError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.suspend(() => {
      const opened = open(folder, reserve)
      return opened instanceof DataFolderError ? Effect.fail(opened) : Effect.succeed(opened)
    }),
    ({ lock }) => Effect.sync(() => lock.close())
  )

/** Notes that the database is being written, and, once `false`, that nothing but the file itself need be there. */
export const noteUnmerged = (folder: string, unmerged: boolean): void => {
  if (unmerged) ownersFile(unmergedFile(folder))
  else rmSync(unmergedFile(folder), { force: true })
}
