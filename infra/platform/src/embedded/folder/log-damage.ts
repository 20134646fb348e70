import { existsSync, statSync } from "node:fs"
import { firstBytes } from "./first-bytes.ts"

const HEADER_BYTES = 32
const MAGIC = 0x377f0682

/** The checksum of a write-ahead log's header, as SQLite's file format describes it. */
const checksum = (header: DataView, littleEndian: boolean): readonly [number, number] => {
  let first = 0
  let second = 0
  for (let at = 0; at < 24; at += 8) {
    first = (first + header.getUint32(at, littleEndian) + second) >>> 0
    second = (second + header.getUint32(at + 4, littleEndian) + first) >>> 0
  }
  return [first, second]
}

/**
 * What is wrong with a database's write-ahead log, or undefined. SQLite takes a log whose beginning it can't read for
 * an empty one, and throws it away with all that was written last. `expected`: the last process to write did not end
 * cleanly, so that there must be one.
 */
export const logDamage = (file: string, expected: boolean): string | undefined => {
  const log = `${file}-wal`
  const size = existsSync(log) ? statSync(log).size : 0
  if (size === 0) return expected ? `its write-ahead log ${log} is missing: what was written last was in it` : undefined
  const header = firstBytes(log, HEADER_BYTES)
  const magic = header.getUint32(0)
  const [first, second] = checksum(header, magic === MAGIC)
  const whole = (magic | 1) === (MAGIC | 1) && first === header.getUint32(24) && second === header.getUint32(28)
  return whole ? undefined : `the beginning of its write-ahead log ${log} can't be read`
}
