import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Every file below a folder, by its path, with its bytes. */
export const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file).toString("base64")])
  )
