import type { StatementSync } from "node:sqlite"
import type { Connection } from "../database/connection.ts"
import { type Statement, statement } from "../database/statement.ts"
import { diskTroubleOf } from "../folder/disk-error.ts"
import type { Encoded } from "../../rules/document-codec.ts"
import { pack, unpack } from "./packing.ts"

/** What SQL keeps of an indexed field: numbers and text as they are, truth as a word, anything else not at all. */
export const column = (value: unknown): string | number | null =>
  typeof value === "string" || typeof value === "number"
    ? value
    : typeof value === "boolean"
      ? value
        ? "true"
        : "false"
      : null

/** A document on its way in: its partition key (second part empty when there is none), id, JSON and own lifetime. */
export interface Row {
  readonly p0: string
  readonly p1: string
  readonly id: string
  readonly body: string
  /** What `body` says. */
  readonly document: unknown
  readonly fields: ReadonlyArray<string | number | null>
  /** Wall time after which it is gone; null when the container's retention holds. */
  readonly expires: number | null
}

/** A document as it is written into its container's table. `expires` is wall time, ms. */
export const rowOf = (
  { key: [p0, p1 = ""], id, body, document }: Encoded,
  indexed: ReadonlyArray<string>,
  expires: number | null
): Row => ({ p0, p1, id, body, document, expires, fields: indexed.map((field) => column(document[field])) })

/** A document as found. */
export interface Found {
  readonly version: number
  readonly body: string
}

/** One as a follower finds it. */
export interface Followed extends Found {
  /** The first path of its partition key. */
  readonly p0: string
}

const number = (row: Record<string, unknown> | undefined, name: string): number => Number(row?.[name])
/** A row that has `version`, `body` and `packed`. */
export const foundIn = (row: Record<string, unknown>): Found => {
  const packed = row["packed"]
  return {
    version: number(row, "version"),
    body: packed instanceof Uint8Array ? unpack(packed) : String(row["body"])
  }
}

/**
 * One container in SQLite. A row's number is its version: a write moves the document to the end, so that the table
 * itself is the change feed, in order, and the oldest retention runs out at its beginning.
 */
export class DocumentTable {
  readonly name: string
  /** SQL that holds for documents that are not past their time; its one parameter is the time now. */
  readonly alive: string
  private readonly connection: Connection
  private readonly retention: number | undefined
  private readonly small: boolean
  private readonly made = new Set<string>()
  /** By their SQL, of which there are as many as ways to ask in the code: values are parameters. */
  private readonly prepared = new Map<string, StatementSync>()
  private readonly reading: Statement
  private readonly inserting: Statement
  private readonly putting: Statement
  private readonly replacing: Statement
  private readonly removing: Statement
  private readonly following: Statement
  private readonly sweeping: ReadonlyArray<Statement>

  /** `small`: its documents come in numbers and are packed as they are written. */
  constructor(
    connection: Connection,
    name: string,
    indexed: ReadonlyArray<string>,
    retention: number | undefined,
    small: boolean
  ) {
    this.connection = connection
    this.name = name
    this.small = small
    this.retention = retention === undefined ? undefined : retention * 1000
    const db = connection.db
    const columns = indexed.map((field) => `"f_${field}"`)
    db.exec(
      `CREATE TABLE IF NOT EXISTS "${name}" (version INTEGER PRIMARY KEY, p0 TEXT NOT NULL, p1 TEXT NOT NULL,
         id TEXT NOT NULL, at INTEGER NOT NULL, expires INTEGER, body TEXT NOT NULL,
         ${["packed BLOB", ...columns.map((column) => `${column} ANY`)].join(", ")}) STRICT;
       CREATE UNIQUE INDEX IF NOT EXISTS "${name}.key" ON "${name}" (p0, p1, id);
       CREATE INDEX IF NOT EXISTS "${name}.expires" ON "${name}" (expires) WHERE expires IS NOT NULL;`
    )
    this.addColumns(indexed)
    this.alive =
      this.retention === undefined
        ? "(expires IS NULL OR expires > ?)"
        : `coalesce(expires, at + ${this.retention}) > ?`
    const all = ["version", "p0", "p1", "id", "at", "expires", "body", "packed", ...columns]
    const insert = `INSERT INTO "${name}" (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")})`
    const changed = all.filter((each) => !["p0", "p1", "id"].includes(each))
    const overwrite = changed.map((each) => `${each} = excluded.${each}`).join(", ")
    const key = "p0 = ? AND p1 = ? AND id = ?"
    this.reading = statement(db, `SELECT version, body, packed FROM "${name}" WHERE ${key} AND ${this.alive}`)
    this.inserting = statement(
      db,
      `${insert} ON CONFLICT (p0, p1, id) DO UPDATE SET ${overwrite} WHERE NOT ${this.qualified(this.alive)}`
    )
    this.putting = statement(db, `${insert} ON CONFLICT (p0, p1, id) DO UPDATE SET ${overwrite}`)
    this.replacing = statement(
      db,
      `UPDATE "${name}" SET ${changed.map((each) => `${each} = ?`).join(", ")} WHERE ${key} AND version = ? AND ${this.alive}`
    )
    this.removing = statement(db, `DELETE FROM "${name}" WHERE ${key}`)
    this.following = statement(
      db,
      `SELECT version, p0, body, packed FROM "${name}" WHERE version > ? AND ${this.alive} ORDER BY version LIMIT ?`
    )
    this.sweeping = [
      statement(
        db,
        `DELETE FROM "${name}" WHERE version IN (SELECT version FROM "${name}" WHERE expires <= ? ORDER BY expires LIMIT 500)`
      ),
      ...(this.retention === undefined
        ? []
        : [
            statement(
              db,
              `DELETE FROM "${name}" WHERE at <= ? - ${this.retention} AND version IN
                 (SELECT version FROM "${name}" WHERE expires IS NULL ORDER BY version LIMIT 500)`
            )
          ])
    ]
  }

  read(p0: string, p1: string, id: string): Found | undefined {
    const row = this.reading().get(p0, p1, id, this.connection.now())
    return row === undefined ? undefined : foundIn(row)
  }

  /** Its version, or undefined when one with its id is there. Inside a transaction. */
  insert(row: Row): number | undefined {
    const version = this.connection.next()
    const now = this.connection.now()
    const { changes } = this.inserting().run(
      version,
      row.p0,
      row.p1,
      row.id,
      now,
      row.expires,
      ...this.kept(row.body),
      ...row.fields,
      now
    )
    return changes === 0 ? undefined : version
  }

  put(row: Row): number {
    const version = this.connection.next()
    const body = this.kept(row.body)
    this.putting().run(version, row.p0, row.p1, row.id, this.connection.now(), row.expires, ...body, ...row.fields)
    return version
  }

  /** Its new version, or undefined when it is not at `ifVersion` any more. */
  replace(row: Row, ifVersion: number): number | undefined {
    const version = this.connection.next()
    const now = this.connection.now()
    const key = [row.p0, row.p1, row.id, ifVersion, now]
    return this.replacing().run(version, now, row.expires, ...this.kept(row.body), ...row.fields, ...key).changes === 0
      ? undefined
      : version
  }

  remove(p0: string, p1: string, id: string): void {
    this.removing().run(p0, p1, id)
  }

  /** What was written after `position`, in write order. */
  after(position: number, limit: number): ReadonlyArray<Followed> {
    return this.following()
      .all(position, this.connection.now(), limit)
      .map((row) => ({ ...foundIn(row), p0: String(row["p0"]) }))
  }

  /** Removes up to 500 documents of each kind that are past their time; answers how many. */
  sweep(): number {
    const now = this.connection.now()
    return this.sweeping.reduce((sum, each) => sum + Number(each().run(now).changes), 0)
  }

  all(sql: string, values: ReadonlyArray<string | number | null>): ReadonlyArray<Record<string, unknown>> {
    const known = this.prepared.get(sql)
    const asked = known ?? this.connection.db.prepare(sql)
    if (known === undefined) this.prepared.set(sql, asked)
    return asked.all(...values)
  }

  /** Makes an index the first time a query needs it: a write pays only for what is asked. */
  index(columns: string, where: string): void {
    const name = `${this.name}.${columns}${where}`.replaceAll('"', "")
    if (this.made.has(name)) return
    try {
      this.connection.db.exec(`CREATE INDEX IF NOT EXISTS "${name}" ON "${this.name}" (${columns}) ${where}`)
      this.made.add(name)
    } catch (error) {
      // Reading goes on, only slower, on a disk that takes no writes.
      if (diskTroubleOf(error) === undefined) throw error
    }
  }

  /** The columns `body` and `packed`. */
  private kept(body: string): readonly [string, Uint8Array | null] {
    const packed = this.small ? pack(body) : undefined
    return packed === undefined ? [body, null] : ["", packed]
  }

  /** A field that joins the catalogue later is filled in from the documents. */
  private addColumns(indexed: ReadonlyArray<string>): void {
    const db = this.connection.db
    const there = new Set(
      db
        .prepare(`PRAGMA table_info("${this.name}")`)
        .all()
        .map((row) => String(row["name"]))
    )
    if (!there.has("packed")) db.exec(`ALTER TABLE "${this.name}" ADD COLUMN packed BLOB`)
    if (indexed.every((field) => there.has(`f_${field}`))) return
    db.function("unpacked", { deterministic: true }, (body, packed) =>
      packed instanceof Uint8Array ? unpack(packed) : body
    )
    for (const field of indexed) {
      if (there.has(`f_${field}`)) continue
      const path = `'$.${field}'`
      db.exec(
        `ALTER TABLE "${this.name}" ADD COLUMN "f_${field}" ANY;
         UPDATE "${this.name}" SET "f_${field}" = CASE json_type(unpacked(body, packed), ${path})
           WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
           WHEN 'object' THEN NULL WHEN 'array' THEN NULL ELSE json_extract(unpacked(body, packed), ${path}) END;`
      )
    }
  }

  /** In an upsert, a bare column could be the old row's or the new one's. */
  private qualified(sql: string): string {
    return sql.replace(/\b(expires|at)\b/g, `"${this.name}".$1`)
  }
}
