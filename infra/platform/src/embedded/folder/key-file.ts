import { hkdfSync, randomBytes } from "node:crypto"
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { DataFolderError, refusedByDisk } from "./data-folder.ts"
import { makeFolder } from "./make-folder.ts"
import { OWNERS_FILE, OWNERS_FOLDER } from "./owner-only.ts"

const BYTES = 32

/** Where the key lies in the OS user's config folder. */
export const keyPath = (configFolder: string): string => join(configFolder, "tradetower.key")

/**
 * The computer's own key, made at first use and readable by its user alone. It lies in the OS user's config folder,
 * away from what it opens, so that a copy of the data folder gives no secret away.
 */
export const keyFile = (configFolder: string): Effect.Effect<Uint8Array, DataFolderError> =>
  Effect.suspend(() => {
    const file = keyPath(configFolder)
    const refuse = (reason: DataFolderError["reason"], message: string) =>
      Effect.fail(new DataFolderError({ folder: configFolder, reason, message }))
    try {
      if (!existsSync(file)) {
        makeFolder(configFolder, OWNERS_FOLDER)
        writeFileSync(file, randomBytes(BYTES), { mode: OWNERS_FILE, flag: "wx" })
        // The mode given above is cut by the process's umask only; this says it in full.
        chmodSync(file, OWNERS_FILE)
      }
      if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
        return refuse("NOT_WRITABLE", `${file} can be read by others. Run: chmod 600 ${file}`)
      }
      const key = readFileSync(file)
      return key.length === BYTES
        ? Effect.succeed(new Uint8Array(key))
        : refuse(
            "CORRUPT",
            `${file} is damaged (${key.length} bytes, not ${BYTES}). Restore it from a copy; without it stored keys can't be read.`
          )
    } catch (error) {
      return Effect.fail(refusedByDisk(configFolder, error))
    }
  })

/** A key for one purpose, made from the computer's own; the same every time. */
export const keyFor = (key: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", key, new Uint8Array(), `tradetower/${purpose}`, BYTES))
