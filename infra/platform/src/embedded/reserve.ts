import { randomBytes } from "node:crypto"
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { OWNERS_FILE } from "./owner-only.ts"

/** Room on the disk that is kept back until a kill switch needs it. */
export interface Reserve {
  /** Frees it; false when none was held. */
  readonly free: () => boolean
  /** True when it is held, again or still. */
  readonly hold: () => boolean
}

const BLOCK_BYTES = 65_536
/** A reserve that holds less is none. */
const LEAST_BYTES = 2 * 1024 * 1024

/** A file that takes its room: there until freed, and made again where there is room; smaller on a small disk. */
export const fileReserve = (file: string, bytes: number): Reserve => ({
  free: () => {
    const held = existsSync(file)
    rmSync(file, { force: true })
    return held
  },
  hold: () => {
    if (existsSync(file) && statSync(file).size >= LEAST_BYTES) return true
    try {
      rmSync(file, { force: true })
      const { bavail, bsize } = statfsSync(dirname(file))
      // As much is left to everything else.
      const size = Math.min(bytes, (bavail * bsize) / 2)
      if (size < LEAST_BYTES) return false
      // Not zeros: some file systems keep no room for them.
      const block = randomBytes(BLOCK_BYTES)
      const open = openSync(file, "w", OWNERS_FILE)
      try {
        for (let written = 0; written < size; written += BLOCK_BYTES) writeSync(open, block)
        fsyncSync(open)
      } finally {
        closeSync(open)
      }
      return true
    } catch {
      // Without room for it, or on a disk that can't be written, there is none; it is tried again.
      rmSync(file, { force: true })
      return false
    }
  }
})

/** No room is kept back. */
export const noReserve: Reserve = { free: () => false, hold: () => true }
