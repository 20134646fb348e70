import { randomBytes } from "node:crypto"
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeSync
} from "node:fs"
import { dirname, join } from "node:path"
import { diskTroubleOf } from "../folder/disk-error.ts"
import { OWNERS_FILE } from "../folder/owner-only.ts"

/** Room on the disk that is kept back until a kill switch needs it. */
export interface Reserve {
  /** Before a start on a full disk: gives back what a start needs; true when it had to, and could. */
  readonly lend: () => boolean
  /** Frees it; false when none was held. */
  readonly free: () => boolean
  /** True when it is held, again or still. Once lent or freed, it is held again when somebody made room. */
  readonly hold: () => boolean
}

const BLOCK_BYTES = 65_536
/** A reserve that holds less is none. */
const LEAST_BYTES = 2 * 1024 * 1024
/** What a start writes at the most: the index of the write-ahead log, and small files. */
const START_BYTES = 1024 * 1024

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

const roomOf = (file: string): number => {
  const { bavail, bsize } = statfsSync(dirname(file))
  return bavail * bsize
}

/** Makes the file this large, or leaves it as it is. Not with zeros: some file systems keep no room for them. */
const grow = (file: string, size: number): void => {
  const block = randomBytes(BLOCK_BYTES)
  const open = openSync(file, "a", OWNERS_FILE)
  const before = sizeOf(file)
  try {
    for (let written = before; written < size; written += BLOCK_BYTES) writeSync(open, block)
    fsyncSync(open)
  } catch (error) {
    ftruncateSync(open, before)
    throw error
  } finally {
    closeSync(open)
  }
}

/** Whether a start finds no room for what it writes. */
const isFull = (file: string): boolean => {
  const probe = `${file}.probe`
  try {
    grow(probe, START_BYTES)
    return false
  } catch (error) {
    return diskTroubleOf(error) === "FULL"
  } finally {
    rmSync(probe, { force: true })
  }
}

/** A file that takes its room: there until freed, and made again where there is room; smaller on a small disk. */
export const fileReserve = (file: string, bytes: number, roomAt = roomOf): Reserve => {
  /** How large it was before it was lent or freed, and the least room seen since. */
  let had = 0
  let least = Infinity
  return {
    lend: () => {
      const size = sizeOf(file)
      if (size < LEAST_BYTES || !isFull(file)) return false
      had = size
      truncateSync(file, size - START_BYTES)
      return true
    },
    free: () => {
      try {
        const size = sizeOf(file)
        rmSync(file, { force: true })
        had = Math.max(had, size)
        least = Infinity
        return size > 0
      } catch {
        // A folder that can't be changed: nothing is to be had from it.
        return false
      }
    },
    hold: () => {
      try {
        const size = sizeOf(file)
        const room = roomAt(file)
        const whole = size + room >= had + LEAST_BYTES
        least = had === 0 ? Infinity : Math.min(least, room)
        // What a stop has left is for stopping, until somebody makes room.
        if (had > 0 && !whole && room - least < LEAST_BYTES) return false
        // As much is left to everything else.
        const wanted = Math.max(whole ? had : 0, Math.min(bytes, Math.floor((size + room) / 2)))
        if (wanted < LEAST_BYTES) return false
        if (size < wanted) grow(file, wanted)
        had = 0
        return true
      } catch {
        // Without room for it, or on a disk that can't be written, it stays as it is; it is tried again.
        return had === 0 && sizeOf(file) >= LEAST_BYTES
      }
    }
  }
}

/** For tests, which begin many folders: as little as a reserve may be. */
export const leastReserve = (folder: string) => (): Reserve => fileReserve(join(folder, "reserve"), LEAST_BYTES)

/** No room is kept back. */
export const noReserve: Reserve = { lend: () => false, free: () => false, hold: () => true }
