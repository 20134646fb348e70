import { existsSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { DatabaseSync } from "node:sqlite"
import type { Schema } from "effect"
import { foundIn } from "./document-table.ts"
import { DocumentCodec } from "../../rules/document-codec.ts"
import { databaseFile } from "../folder/folder-format.ts"

interface Looked<A> {
  readonly name: string
  readonly partition: ReadonlyArray<string>
  readonly schema: Schema.Codec<A, unknown>
}

/**
 * A document of a world's folder, by the first part of its partition key and its id, without opening the folder: also
 * while the product runs in it. `undefined` where there is none, or none that can be read.
 */
export const lookAt = <A>(folder: string, container: Looked<A>, partition: string, id: string): A | undefined => {
  const file = databaseFile(folder)
  if (!existsSync(file)) return undefined
  // What was closed in order is read without SQLite's working files beside it.
  const still = existsSync(`${file}-wal`) ? "" : "?immutable=1"
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(`${pathToFileURL(file).href}${still}`, { readOnly: true })
    // Whatever columns there are: an earlier version's folder lacks some.
    const row = db.prepare(`SELECT * FROM "${container.name}" WHERE p0 = ? AND id = ?`).get(partition, id)
    if (row === undefined) return undefined
    const found = DocumentCodec.of(container).decodeJson(foundIn(row).body)
    return found instanceof Error ? undefined : found
  } catch {
    return undefined
  } finally {
    db?.close()
  }
}
