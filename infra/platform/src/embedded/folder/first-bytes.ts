import { closeSync, openSync, readSync } from "node:fs"

/** The first bytes of a file; zeros where it is shorter. */
export const firstBytes = (file: string, count: number): DataView => {
  const bytes = new DataView(new ArrayBuffer(count))
  const open = openSync(file, "r")
  try {
    readSync(open, bytes, 0, count, 0)
  } finally {
    closeSync(open)
  }
  return bytes
}
