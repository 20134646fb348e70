import { chmodSync, closeSync, lstatSync, openSync, readdirSync } from "node:fs"
import { join } from "node:path"

/** The mode of every folder we make: its owner's alone. */
export const OWNERS_FOLDER = 0o700
/** The mode of every file we make: its owner's alone. */
export const OWNERS_FILE = 0o600

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined)

const tighten = (path: string, mode: number): void => {
  if ((lstatSync(path).mode & 0o077) === 0) return
  try {
    chmodSync(path, mode)
  } catch (error) {
    // Another's file, or a file system that keeps no modes: there is nothing to be done about it from here.
    if (codeOf(error) !== "EPERM" && codeOf(error) !== "ENOTSUP") throw error
  }
}

/** Takes a folder and all that is in it from every other user of the computer. Does nothing on Windows. */
export const ownerOnly = (folder: string): void => {
  if (process.platform === "win32") return
  tighten(folder, OWNERS_FOLDER)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) ownerOnly(path)
    else if (entry.isFile()) tighten(path, OWNERS_FILE)
  }
}

/** Makes a file that is its owner's alone, when missing: whatever opens it later keeps that. */
export const ownersFile = (file: string): void => closeSync(openSync(file, "a", OWNERS_FILE))
