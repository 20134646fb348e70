import { existsSync, mkdirSync } from "node:fs"
import { dirname } from "node:path"

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined)

/** The first folder of a path that is not there. */
const firstMissing = (folder: string): string => {
  const above = dirname(folder)
  return above === folder || existsSync(above) ? folder : firstMissing(above)
}

/**
 * Makes a folder with those above it, where missing. Node says ENOENT of a disk that can only be read when it makes several:
 * then the first of them says why. `make`: as Node's `mkdirSync`.
 */
export const makeFolder = (
  folder: string,
  mode?: number,
  make: (path: string, options: { readonly recursive: boolean; readonly mode?: number }) => unknown = mkdirSync
): void => {
  const options = mode === undefined ? {} : { mode }
  try {
    make(folder, { ...options, recursive: true })
  } catch (error) {
    if (codeOf(error) === "ENOENT") make(firstMissing(folder), { ...options, recursive: false })
    throw error
  }
}
