import type { DatabaseSync } from "node:sqlite"
import { Option, Schema } from "effect"
import { COUNTED } from "../../rules/bus-rules.ts"
import type { Connection } from "../database/connection.ts"
import { type Statement, statement } from "../database/statement.ts"

/** A message that waits in a subscription. */
export interface Waiting {
  /** Its row, and its place in the order. */
  readonly seq: number
  /** Empty where the topic has no sessions. */
  readonly session: string
  /** Whose it is; empty on a topic that is nobody's. */
  readonly tenant: string
  /** The outgoing message as JSON. */
  readonly text: string
  readonly enqueuedAt: number
  /** How often it was handed out and came back. */
  failures: number
}

/** A message given up. */
export interface Dead {
  readonly seq: number
  readonly text: string
  readonly enqueuedAt: number
  readonly failures: number
  readonly reason: string
  readonly description: string
  readonly deadAt: number
}

const ownerIn = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ properties: Schema.Struct({ tenantId: Schema.String }) }))
)
const tenantIn = (message: string): string =>
  Option.match(ownerIn(message), { onNone: () => "", onSome: ({ properties }) => properties.tenantId })

const integer = (row: Record<string, unknown>, name: string): number => Number(row[name])
const text = (row: Record<string, unknown>, name: string): string => String(row[name])

/** Says in a column whose each message is; messages of before it was there say so themselves. */
const ownedBy = (db: DatabaseSync, table: string): void => {
  const columns = db.prepare(`SELECT name FROM pragma_table_info(?)`).all(table.slice(1, -1))
  if (columns.some(({ name }) => name === "tenant")) return
  db.exec(
    `ALTER TABLE ${table} ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
     UPDATE ${table} SET tenant = iif(json_valid(message), coalesce(message ->> '$.properties.tenantId', ''), '');`
  )
}

/** The messages of one subscription in SQLite: rows are only added at the end and removed near it. */
export class MessageTable {
  private readonly connection: Connection
  private readonly adding: Statement
  private readonly removing: Statement
  private readonly failing: Statement
  private readonly loading: Statement
  private readonly owning: Statement
  private readonly counting: Statement
  private readonly burying: Statement
  private readonly exhuming: Statement
  private readonly countingDead: Statement
  private readonly removingDead: Statement

  constructor(connection: Connection, name: string) {
    this.connection = connection
    const { db } = connection
    const live = `"bus ${name}"`
    const dead = `"dead ${name}"`
    db.exec(
      `CREATE TABLE IF NOT EXISTS ${live} (seq INTEGER PRIMARY KEY, session TEXT NOT NULL, enqueued_at INTEGER NOT NULL,
         failures INTEGER NOT NULL, message TEXT NOT NULL, tenant TEXT NOT NULL DEFAULT '') STRICT;
       CREATE TABLE IF NOT EXISTS ${dead} (seq INTEGER PRIMARY KEY, enqueued_at INTEGER NOT NULL,
         failures INTEGER NOT NULL, message TEXT NOT NULL, reason TEXT NOT NULL, description TEXT NOT NULL,
         dead_at INTEGER NOT NULL, tenant TEXT NOT NULL DEFAULT '') STRICT;`
    )
    ownedBy(db, live)
    ownedBy(db, dead)
    db.exec(`CREATE INDEX IF NOT EXISTS "bus ${name}.tenant" ON ${live} (tenant, seq)`)
    this.adding = statement(
      db,
      `INSERT INTO ${live} (seq, session, enqueued_at, failures, message, tenant) VALUES (?, ?, ?, 0, ?, ?)`
    )
    this.removing = statement(db, `DELETE FROM ${live} WHERE seq = ?`)
    this.failing = statement(db, `UPDATE ${live} SET failures = ? WHERE seq = ?`)
    this.loading = statement(db, `SELECT * FROM ${live} WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?`)
    this.owning = statement(db, `SELECT DISTINCT tenant FROM ${live}`)
    this.counting = statement(db, `SELECT count(*) AS n FROM (SELECT 1 FROM ${live} LIMIT ${COUNTED})`)
    this.burying = statement(
      db,
      `INSERT INTO ${dead} (seq, enqueued_at, failures, message, reason, description, dead_at, tenant)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
    )
    this.exhuming = statement(
      db,
      `SELECT *, row_number() OVER (PARTITION BY tenant ORDER BY dead_at, seq) AS turn FROM ${dead}
       ORDER BY turn, dead_at, seq LIMIT ?`
    )
    this.countingDead = statement(db, `SELECT count(*) AS n FROM (SELECT 1 FROM ${dead} LIMIT ${COUNTED})`)
    this.removingDead = statement(db, `DELETE FROM ${dead} WHERE seq = ?`)
  }

  add(session: string, message: string, now: number): Waiting {
    const seq = this.connection.next()
    const tenant = tenantIn(message)
    this.adding().run(seq, session, now, message, tenant)
    return { seq, session, tenant, text: message, enqueuedAt: now, failures: 0 }
  }

  remove(seq: number): void {
    this.removing().run(seq)
  }

  failed(seq: number, failures: number): void {
    this.failing().run(failures, seq)
  }

  bury(message: Waiting, reason: string, description: string, now: number): void {
    this.removing().run(message.seq)
    const { enqueuedAt, failures, seq, tenant, text } = message
    this.burying().run(seq, enqueuedAt, failures, text, reason, description, now, tenant)
  }

  /** Whose messages wait. */
  tenants(): ReadonlyArray<string> {
    return this.owning()
      .all()
      .map((row) => text(row, "tenant"))
  }

  /** A tenant's oldest messages after the one named. */
  load(tenant: string, after: number, limit: number): ReadonlyArray<Waiting> {
    return this.loading()
      .all(tenant, after, limit)
      .map((row) => ({
        seq: integer(row, "seq"),
        session: text(row, "session"),
        tenant,
        text: text(row, "message"),
        enqueuedAt: integer(row, "enqueued_at"),
        failures: integer(row, "failures")
      }))
  }

  /** Dead letters, each tenant's oldest first, tenants in turn. */
  dead(limit: number): ReadonlyArray<Dead> {
    return this.exhuming()
      .all(limit)
      .map((row) => ({
        seq: integer(row, "seq"),
        text: text(row, "message"),
        enqueuedAt: integer(row, "enqueued_at"),
        failures: integer(row, "failures"),
        reason: text(row, "reason"),
        description: text(row, "description"),
        deadAt: integer(row, "dead_at")
      }))
  }

  removeDead(seq: number): void {
    this.removingDead().run(seq)
  }

  count(): { readonly active: number; readonly dead: number } {
    return { active: integer(this.counting().get() ?? {}, "n"), dead: integer(this.countingDead().get() ?? {}, "n") }
  }
}
