import type { StatementSync } from "node:sqlite"
import type { Topic } from "../../ports/bus.ts"
import type { Connection } from "../database/connection.ts"

/** A timer stands still while the computer sleeps, and a clock may be set: a check now and then is cheap. */
const LONGEST_WAIT_MS = 30_000

/** Messages that wait for their time before they join their subscriptions. */
export class Schedule {
  private readonly connection: Connection
  private readonly enqueue: (topic: Topic, session: string, text: string) => () => void
  private readonly adding: StatementSync
  private readonly due: StatementSync
  private readonly removing: StatementSync
  private readonly next: StatementSync
  private timer: NodeJS.Timeout | undefined
  private closed = false

  constructor(connection: Connection, enqueue: (topic: Topic, session: string, text: string) => () => void) {
    this.connection = connection
    this.enqueue = enqueue
    const { db } = connection
    db.exec(
      `CREATE TABLE IF NOT EXISTS "bus scheduled" (seq INTEGER PRIMARY KEY, due INTEGER NOT NULL, topic TEXT NOT NULL,
         session TEXT NOT NULL, message TEXT NOT NULL) STRICT;
       CREATE INDEX IF NOT EXISTS "bus scheduled.due" ON "bus scheduled" (due, seq);`
    )
    this.adding = db.prepare(`INSERT INTO "bus scheduled" (seq, due, topic, session, message) VALUES (?, ?, ?, ?, ?)`)
    this.due = db.prepare(
      `SELECT seq, topic, session, message FROM "bus scheduled" WHERE due <= ? ORDER BY due, seq LIMIT 500`
    )
    this.removing = db.prepare(`DELETE FROM "bus scheduled" WHERE seq = ?`)
    this.next = db.prepare(`SELECT min(due) AS due FROM "bus scheduled"`)
    this.arm()
  }

  /** Inside a transaction; answers what to do after it. */
  add(topic: Topic, session: string, text: string, due: number): () => void {
    this.adding.run(this.connection.next(), due, topic, session, text)
    return () => this.arm()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
  }

  private arm(): void {
    clearTimeout(this.timer)
    if (this.closed) return
    const due = this.next.get()?.["due"]
    if (typeof due !== "number") return
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(0, due - this.connection.now()))
    this.timer = setTimeout(() => this.release(), wait)
  }

  private release(): void {
    this.connection.submit<ReadonlyArray<() => void>>({
      run: () =>
        this.due.all(this.connection.now()).map((row) => {
          this.removing.run(Number(row["seq"]))
          // Only `add` writes the column, from a Topic.
          return this.enqueue(String(row["topic"]) as Topic, String(row["session"]), String(row["message"]))
        }),
      done: (released) => {
        for (const each of released) each()
        this.arm()
      },
      failed: () => {
        this.timer = setTimeout(() => this.release(), 1_000)
      }
    })
  }
}
