import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { OWNERS_FOLDER } from "../folder/owner-only.ts"

/** A second name for a file, and where a file system has none, a copy; in place of what had that name. */
export const secondName = (file: string, name: string): void => {
  rmSync(name, { force: true })
  try {
    linkSync(file, name)
  } catch {
    copyFileSync(file, name)
  }
}

/** Gives the candles of one place of the archive a second name. May be cut off anywhere and begun again. */
export const nameArchive = (blobs: string, before: string, after: string): void => {
  const from = join(blobs, "candles", before)
  if (!existsSync(from)) return
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const to = join(blobs, "candles", after, file.slice(from.length))
    mkdirSync(dirname(to), { recursive: true, mode: OWNERS_FOLDER })
    secondName(file, to)
  }
}
