import { copyFileSync, existsSync, linkSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { diskTroubleOf } from "./disk-error.ts"
import { say } from "../../rules/say.ts"
import { firstBytes } from "./first-bytes.ts"
import { logDamage } from "./log-damage.ts"

/** Up to this size a database is read through at start; past it, only where damage would stop it from working. */
const READ_THROUGH_BYTES = 128 * 1024 * 1024
/** SQLite's header: where it says how large a page is, and how many there are. */
const HEADER_BYTES = 100
const PAGE_SIZE_AT = 16
const PAGES_AT = 28

const second = (file: string, name: string): void => {
  try {
    linkSync(file, name)
  } catch {
    // A file system without hard links: a copy shows the same.
    copyFileSync(file, name)
  }
}

/** True when the file is shorter than its own header says; while there is a log, that may hold the rest. */
const cutOff = (file: string): boolean => {
  const header = firstBytes(file, HEADER_BYTES)
  const pageSize = header.getUint16(PAGE_SIZE_AT)
  return statSync(file).size < (pageSize === 1 ? 65_536 : pageSize) * header.getUint32(PAGES_AT)
}

/**
 * The look is through second names in a folder of its own: SQLite puts its working files beside the name it opens, and
 * must not put them beside a database that is only looked at. The write-ahead log of a crash is read with it, not
 * merged into it.
 */
const look = (folder: string, file: string): string | undefined => {
  const place = mkdtempSync(join(folder, ".look-"))
  try {
    const name = join(place, "database")
    second(file, name)
    if (existsSync(`${file}-wal`)) second(`${file}-wal`, `${name}-wal`)
    const db = new DatabaseSync(name, { readOnly: true })
    try {
      if (statSync(file).size <= READ_THROUGH_BYTES) {
        const answer = String(Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {})[0])
        return answer === "ok" ? undefined : answer
      }
      for (const row of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()) {
        db.prepare(`SELECT count(*) FROM (SELECT 1 FROM "${String(row["name"])}" LIMIT 1000)`).get()
      }
      return undefined
    } finally {
      db.close()
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/**
 * What is wrong with the database of a folder in use, or undefined. `unmerged`: its last process did not end cleanly,
 * so that a write-ahead log must be there. Throws what is no damage: a disk that is full or can't be read.
 */
export const findDamage = (folder: string, file: string, unmerged: boolean): string | undefined => {
  const log = existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0
  const also = log ? `; its write-ahead log ${file}-wal is there: keep it, what was written last is in it` : ""
  if (!existsSync(file)) return `it is missing${also}`
  if (!statSync(file).isFile()) return "it is no file"
  if (statSync(file).size === 0) return `it is empty${also}`
  const ofLog = logDamage(file, unmerged)
  if (ofLog !== undefined) return ofLog
  if (!log && cutOff(file)) return "its end is missing"
  try {
    return look(folder, file)
  } catch (error) {
    if (diskTroubleOf(error) !== undefined) throw error
    return say(error)
  }
}
