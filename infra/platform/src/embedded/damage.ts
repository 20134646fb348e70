import { copyFileSync, existsSync, linkSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

/** Up to this size a database is read through at start; past it, only where damage would stop it from working. */
const READ_THROUGH_BYTES = 128 * 1024 * 1024

const second = (file: string, name: string): void => {
  try {
    linkSync(file, name)
  } catch {
    // A file system without hard links: a copy shows the same.
    copyFileSync(file, name)
  }
}

/**
 * What is wrong with a database, or undefined. The look is through second names in a folder of its own: SQLite puts
 * its working files beside the name it opens, and must not put them beside a database that is only looked at. The
 * write-ahead log of a crash is read with it, not merged into it.
 */
export const findDamage = (folder: string, file: string): string | undefined => {
  if (!existsSync(file)) return undefined
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
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
