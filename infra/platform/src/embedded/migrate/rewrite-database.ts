import { DatabaseSync } from "node:sqlite"
import { catalogue } from "../../ports/containers.ts"
import { column, foundIn } from "../store/document-table.ts"
import { pack } from "../store/packing.ts"
import { nameConnections, nameInMessage, RENAMED, venueOf } from "./name-connections.ts"

/** Said in the database itself: whoever finds it in its place knows that it was rewritten. */
const REWRITTEN_TO = 3
/** Rows read at a time: a large database is not read into memory. */
const PAGE = 500

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const namesOf = (db: DatabaseSync, sql: string, ...values: ReadonlyArray<string>): ReadonlyArray<string> =>
  db
    .prepare(sql)
    .all(...values)
    .map((row) => String(row["name"]))

/** Every row of a table, by the number it is kept under. */
function* rowsOf(db: DatabaseSync, table: string, number: string): Generator<Record<string, unknown>> {
  const page = db.prepare(`SELECT * FROM ${quoted(table)} WHERE ${number} > ? ORDER BY ${number} LIMIT ${PAGE}`)
  let last = -1
  for (;;) {
    const rows = page.all(last)
    yield* rows
    const end = rows.at(-1)?.[number]
    if (end === undefined) return
    last = Number(end)
  }
}

/** What the folder's prices were; of a folder that never had any, nothing depends on it. */
const worldOf = (db: DatabaseSync, tables: ReadonlyArray<string>): string => {
  const first = tables.includes("Markets") ? db.prepare(`SELECT body, packed FROM "Markets" LIMIT 1`).get() : undefined
  const market: unknown = first === undefined ? undefined : JSON.parse(foundIn({ version: 0, ...first }).body)
  return venueOf(typeof market === "object" && market !== null && "source" in market ? market.source : undefined)
}

const rewriteDocuments = (db: DatabaseSync, container: string, venue: string): void => {
  const columns = namesOf(db, `SELECT name FROM pragma_table_info(?)`, container)
  if (!columns.includes("packed")) db.exec(`ALTER TABLE ${quoted(container)} ADD COLUMN packed BLOB`)
  const fields = columns.filter((name) => name.startsWith("f_"))
  const set = ["p0", "id", "body", "packed", ...fields].map((name) => `${quoted(name)} = ?`).join(", ")
  const update = db.prepare(`UPDATE ${quoted(container)} SET ${set} WHERE version = ?`)
  for (const row of rowsOf(db, container, "version")) {
    const { document, partition } = nameConnections(container, JSON.parse(foundIn(row).body), venue)
    const body = JSON.stringify(document)
    const packed = row["packed"] === null ? undefined : pack(body)
    update.run(
      partition ?? String(row["p0"]),
      String(document["id"]),
      packed === undefined ? body : "",
      packed ?? null,
      ...fields.map((field) => column(document[field.slice(2)])),
      Number(row["version"])
    )
  }
}

const rewriteMessages = (
  db: DatabaseSync,
  table: string,
  topicOf: (row: Record<string, unknown>) => string,
  venue: string
) => {
  const update = db.prepare(`UPDATE ${quoted(table)} SET message = ? WHERE seq = ?`)
  for (const row of rowsOf(db, table, "seq"))
    update.run(
      JSON.stringify(nameInMessage(JSON.parse(String(row["message"])), topicOf(row), venue)),
      Number(row["seq"])
    )
}

/** Under its new name, with the indexes that the store makes anew when it opens it. */
const renameTable = (db: DatabaseSync, before: string, after: string): void => {
  for (const index of namesOf(db, `SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?`, before))
    if (!index.startsWith("sqlite_")) db.exec(`DROP INDEX ${quoted(index)}`)
  // No earlier version wrote it.
  db.exec(`DROP TABLE IF EXISTS ${quoted(after)}; ALTER TABLE ${quoted(before)} RENAME TO ${quoted(after)}`)
}

/** No field is called so any more. */
const dropColumn = (db: DatabaseSync, table: string, name: string): void => {
  if (!namesOf(db, "SELECT name FROM pragma_table_info(?)", table).includes(name)) return
  const using = `SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND instr(sql, '"' || ? || '"')`
  for (const index of namesOf(db, using, table, name)) db.exec(`DROP INDEX ${quoted(index)}`)
  db.exec(`ALTER TABLE ${quoted(table)} DROP COLUMN ${quoted(name)}`)
}

/** Makes a database of format 2 one of format 3, in one transaction; answers whose prices its folder has. */
export const rewriteDatabase = (file: string): string => {
  const db = new DatabaseSync(file)
  try {
    db.exec("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; BEGIN IMMEDIATE")
    const tables = namesOf(db, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    const venue = worldOf(db, tables)
    for (const table of tables) {
      if (table in catalogue) {
        rewriteDocuments(db, table, venue)
        dropColumn(db, table, "f_exchange")
        const renamed = RENAMED[table]
        if (renamed !== undefined) renameTable(db, table, renamed)
      } else if (table === "bus scheduled") rewriteMessages(db, table, (row) => String(row["topic"]), venue)
      else if (/^(bus|dead) .+\//.test(table))
        rewriteMessages(db, table, () => table.replace(/^\w+ |\/.*$/g, ""), venue)
    }
    db.exec(`PRAGMA user_version=${REWRITTEN_TO}; COMMIT`)
    return venue
  } finally {
    db.close()
  }
}
