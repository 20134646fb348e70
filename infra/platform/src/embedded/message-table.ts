import type { StatementSync } from "node:sqlite"
import { Option, Schema } from "effect"
import type { Connection } from "./database.ts"

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

/** The messages of one subscription in SQLite: rows are only added at the end and removed near it. */
export class MessageTable {
  private readonly connection: Connection
  private readonly adding: StatementSync
  private readonly removing: StatementSync
  private readonly failing: StatementSync
  private readonly loading: StatementSync
  private readonly counting: StatementSync
  private readonly burying: StatementSync
  private readonly exhuming: StatementSync
  private readonly countingDead: StatementSync
  private readonly removingDead: StatementSync

  constructor(connection: Connection, name: string) {
    this.connection = connection
    const { db } = connection
    const live = `"bus ${name}"`
    const dead = `"dead ${name}"`
    db.exec(
      `CREATE TABLE IF NOT EXISTS ${live} (seq INTEGER PRIMARY KEY, session TEXT NOT NULL, enqueued_at INTEGER NOT NULL,
         failures INTEGER NOT NULL, message TEXT NOT NULL) STRICT;
       CREATE TABLE IF NOT EXISTS ${dead} (seq INTEGER PRIMARY KEY, enqueued_at INTEGER NOT NULL,
         failures INTEGER NOT NULL, message TEXT NOT NULL, reason TEXT NOT NULL, description TEXT NOT NULL,
         dead_at INTEGER NOT NULL) STRICT;`
    )
    this.adding = db.prepare(
      `INSERT INTO ${live} (seq, session, enqueued_at, failures, message) VALUES (?, ?, ?, 0, ?)`
    )
    this.removing = db.prepare(`DELETE FROM ${live} WHERE seq = ?`)
    this.failing = db.prepare(`UPDATE ${live} SET failures = ? WHERE seq = ?`)
    this.loading = db.prepare(`SELECT * FROM ${live} WHERE seq > ? ORDER BY seq LIMIT ?`)
    this.counting = db.prepare(`SELECT count(*) AS n FROM ${live}`)
    this.burying = db.prepare(
      `INSERT INTO ${dead} (seq, enqueued_at, failures, message, reason, description, dead_at) VALUES (?, ?, ?, ?, ?, ?, ?)`
    )
    this.exhuming = db.prepare(`SELECT * FROM ${dead} ORDER BY dead_at, seq LIMIT ?`)
    this.countingDead = db.prepare(`SELECT count(*) AS n FROM ${dead}`)
    this.removingDead = db.prepare(`DELETE FROM ${dead} WHERE seq = ?`)
  }

  add(session: string, message: string, now: number): Waiting {
    const seq = this.connection.next()
    this.adding.run(seq, session, now, message)
    return { seq, session, tenant: tenantIn(message), text: message, enqueuedAt: now, failures: 0 }
  }

  remove(seq: number): void {
    this.removing.run(seq)
  }

  failed(seq: number, failures: number): void {
    this.failing.run(failures, seq)
  }

  bury(message: Waiting, reason: string, description: string, now: number): void {
    this.removing.run(message.seq)
    this.burying.run(message.seq, message.enqueuedAt, message.failures, message.text, reason, description, now)
  }

  load(after: number, limit: number): ReadonlyArray<Waiting> {
    return this.loading.all(after, limit).map((row) => ({
      seq: integer(row, "seq"),
      session: text(row, "session"),
      tenant: tenantIn(text(row, "message")),
      text: text(row, "message"),
      enqueuedAt: integer(row, "enqueued_at"),
      failures: integer(row, "failures")
    }))
  }

  dead(limit: number): ReadonlyArray<Dead> {
    return this.exhuming.all(limit).map((row) => ({
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
    this.removingDead.run(seq)
  }

  count(): { readonly active: number; readonly dead: number } {
    return { active: integer(this.counting.get() ?? {}, "n"), dead: integer(this.countingDead.get() ?? {}, "n") }
  }
}
