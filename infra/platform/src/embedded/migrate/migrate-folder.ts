import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { databaseFile, FORMAT, formatFile, writeFormat } from "../folder/folder-format.ts"
import { OWNERS_FOLDER } from "../folder/owner-only.ts"
import { nameArchive, secondName } from "./move-archive.ts"
import { archiveOfVenue, ONLY_EXCHANGE } from "./name-connections.ts"
import { rewriteDatabase } from "./rewrite-database.ts"

/** What a folder goes through on its way from format 2 to 3; after each it can be cut off, and begun again. */
export type MigrationStep = "COPIED" | "REWRITTEN" | "CANDLES_NAMED" | "KEPT" | "SWITCHED" | "CANDLES_MOVED"

const draftFile = (folder: string): string => join(folder, "migrating.sqlite")
/** Where what the folder was before lies, until the first run after it has ended in order: copied over it, it is as it was. */
export const keptFolder = (folder: string): string => join(folder, `before-format-${FORMAT}`)

const removeDatabase = (file: string): void => {
  for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(`${file}${end}`, { force: true })
}

/** Merges what the last run left in its log. Which format the database was rewritten to; 0: it never was. */
const rewrittenTo = (file: string, merged: () => void): number => {
  const db = new DatabaseSync(file)
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)")
    // Before it is closed, which takes the log away.
    merged()
    return Number(db.prepare("PRAGMA user_version").get()?.["user_version"])
  } finally {
    db.close()
  }
}

const copyDatabase = (file: string, draft: string): void => {
  removeDatabase(draft)
  const db = new DatabaseSync(file)
  try {
    db.prepare("VACUUM INTO ?").run(draft)
  } finally {
    db.close()
  }
}

/** How much room it takes beside what is there, MB. */
export const roomNeeded = (folder: string): number =>
  Math.ceil((statSync(databaseFile(folder)).size * 2) / 1_048_576) + 10

/**
 * Makes a folder of format 2 one of this format. Everything is made beside what is there, and put in its place once it is
 * whole: thrown out of it, or killed in it, the folder is as it was or goes on from where it was. `parts` are those of
 * the folder; `merged` hears that the write-ahead log holds nothing any more.
 */
export const migrateFolder = (
  folder: string,
  parts: ReadonlyArray<string>,
  merged: () => void,
  reached: (step: MigrationStep) => void = () => undefined
): void => {
  const file = databaseFile(folder)
  const draft = draftFile(folder)
  const kept = keptFolder(folder)
  const blobs = join(folder, "blobs")
  let venue: string | undefined
  if (rewrittenTo(file, merged) < FORMAT) {
    try {
      copyDatabase(file, draft)
      reached("COPIED")
      venue = rewriteDatabase(draft)
    } catch (error) {
      removeDatabase(draft)
      throw error
    }
    reached("REWRITTEN")
    nameArchive(blobs, ONLY_EXCHANGE, archiveOfVenue(venue))
    reached("CANDLES_NAMED")
    rmSync(kept, { recursive: true, force: true })
    mkdirSync(kept, { recursive: true, mode: OWNERS_FOLDER })
    secondName(file, databaseFile(kept))
    secondName(formatFile(folder), formatFile(kept))
    reached("KEPT")
    renameSync(draft, file)
    reached("SWITCHED")
  }
  const candles = join(blobs, "candles", ONLY_EXCHANGE)
  if (existsSync(candles)) {
    mkdirSync(join(kept, "blobs", "candles"), { recursive: true, mode: OWNERS_FOLDER })
    renameSync(candles, join(kept, "blobs", "candles", ONLY_EXCHANGE))
  }
  reached("CANDLES_MOVED")
  writeFormat(folder, parts)
}
