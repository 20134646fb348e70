import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Result, Schema } from "effect"
import { OWNERS_FILE } from "./owner-only.ts"

/**
 * The layout this code writes; it reads every earlier one, which is changed at the start. 2: documents may be packed. 3:
 * accounts are connections, and prices are a venue's.
 */
export const FORMAT = 3

/** What `format.json` says: the layout, and which parts were made, by their paths within the folder. */
const FolderFormat = Schema.Struct({ format: Schema.Int, parts: Schema.optionalKey(Schema.Array(Schema.String)) })
type FolderFormat = typeof FolderFormat.Type
const decode = Schema.decodeUnknownResult(Schema.fromJsonString(FolderFormat))

/** What every folder in use holds. */
const ALWAYS = ["tradetower.sqlite", "blobs", "secrets"]

export const formatFile = (folder: string): string => join(folder, "format.json")
export const databaseFile = (folder: string): string => join(folder, "tradetower.sqlite")

/** What the folder's `format.json` says; a failure when it can't be read. */
export const readFormat = (folder: string): Result.Result<FolderFormat, unknown> =>
  decode(readFileSync(formatFile(folder), "utf8"))

/** Writes it in full or not at all. */
export const writeFormat = (folder: string, parts: ReadonlyArray<string>): void => {
  const draft = `${formatFile(folder)}.tmp`
  writeFileSync(draft, `${JSON.stringify({ format: FORMAT, parts })}\n`, { mode: OWNERS_FILE })
  renameSync(draft, formatFile(folder))
}

/** The parts a folder in use must hold. */
export const partsOf = ({ parts = [] }: FolderFormat): ReadonlyArray<string> => [...new Set([...ALWAYS, ...parts])]

/** The first part that a folder in use lacks. */
export const missingPart = (folder: string, format: FolderFormat): string | undefined =>
  partsOf(format).find((part) => !existsSync(join(folder, part)))

/** Answers how to note that a part was made: from then on the folder is refused without it. */
export const partsNoted = (folder: string): ((part: string) => void) => {
  const known = new Set<string>()
  return (part) => {
    if (known.has(part)) return
    const format = readFormat(folder)
    const parts = Result.isSuccess(format) ? partsOf(format.success) : ALWAYS
    if (!parts.includes(part)) writeFormat(folder, [...parts, part])
    for (const each of [...parts, part]) known.add(each)
  }
}
