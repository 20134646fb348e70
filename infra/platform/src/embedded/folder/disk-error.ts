import type { DiskTrouble } from "../../ports/disk-trouble.ts"

const byCode: Readonly<Record<string, DiskTrouble>> = {
  ENOSPC: "FULL",
  EDQUOT: "FULL",
  EFBIG: "FULL",
  EROFS: "READ_ONLY",
  EACCES: "DENIED",
  EPERM: "DENIED",
  EMFILE: "TOO_MANY_FILES",
  ENFILE: "TOO_MANY_FILES",
  EIO: "FAILING",
  ENXIO: "FAILING",
  ESTALE: "FAILING"
}

/** SQLite's primary result codes. */
const bySqlite: Readonly<Record<number, DiskTrouble>> = {
  3: "DENIED",
  8: "READ_ONLY",
  10: "FAILING",
  13: "FULL",
  14: "FAILING"
}
/** No room for the index of the write-ahead log. */
const IOERR_SHMSIZE = 4_874
const BUSY = [5, 6]

const sqliteCode = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode : undefined

/** What an error of the file system or of SQLite says of the disk; undefined when it is about something else. */
export const diskTroubleOf = (error: unknown): DiskTrouble | undefined => {
  if (!(error instanceof Error)) return undefined
  if ("usedUp" in error) return "USED_UP"
  const sqlite = sqliteCode(error)
  if (sqlite === IOERR_SHMSIZE) return "FULL"
  if (sqlite !== undefined) return bySqlite[sqlite & 0xff]
  return "code" in error && typeof error.code === "string" ? byCode[error.code] : undefined
}

/** True when another connection of the database is at it just now. */
export const isBusy = (error: unknown): boolean => BUSY.includes((sqliteCode(error) ?? 0) & 0xff)
