import type { StatementSync } from "node:sqlite"
import { type Topic, topics } from "../../ports/bus.ts"
import { topicRules } from "../../rules/bus-rules.ts"
import type { Connection } from "../database/connection.ts"
import { RecentIds } from "./recent-ids.ts"

const windowOf = (topic: Topic): number => topicRules[topic].duplicateMinutes * 60_000
/** No id counts longer, on whichever topic. */
const LONGEST_MS = Math.max(...topics.map(windowOf))
const SWEEP_MS = 10_000

/** Message ids that still count, also before a restart: one row each, only ever added at the end. */
export class SentIds {
  private readonly connection: Connection
  private readonly recent: RecentIds
  private readonly adding: StatementSync
  private readonly finding: StatementSync
  private readonly sweeping: StatementSync
  private readonly timer: NodeJS.Timeout

  constructor(connection: Connection) {
    this.connection = connection
    const { db } = connection
    db.exec(
      `CREATE TABLE IF NOT EXISTS "bus sent" (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, id TEXT NOT NULL) STRICT`
    )
    this.adding = db.prepare(`INSERT INTO "bus sent" (seq, at, id) VALUES (?, ?, ?)`)
    this.finding = db.prepare(`SELECT 1 FROM "bus sent" WHERE seq = ? AND id = ? AND at > ?`)
    this.sweeping = db.prepare(
      `DELETE FROM "bus sent" WHERE seq <=
         (SELECT max(seq) FROM (SELECT seq, at FROM "bus sent" ORDER BY seq LIMIT 5000) WHERE at <= ?)`
    )
    const now = connection.now()
    this.recent = new RecentIds(LONGEST_MS, now)
    const young = db.prepare(`SELECT seq, id FROM "bus sent" WHERE at > ? ORDER BY seq`)
    for (const row of young.iterate(now - LONGEST_MS)) this.recent.add(String(row["id"]), Number(row["seq"]), now)
    this.timer = setInterval(() => this.sweep(), SWEEP_MS)
  }

  /** Notes the id and answers true, or false when one that still counts was noted. Inside a transaction. */
  first(topic: Topic, messageId: string, now: number): boolean {
    const id = `${topic}/${messageId}`
    if (this.recent.some(id, (seq) => this.finding.get(seq, id, now - windowOf(topic)) !== undefined)) return false
    const seq = this.connection.next()
    this.adding.run(seq, now, id)
    this.recent.add(id, seq, now)
    return true
  }

  close(): void {
    clearInterval(this.timer)
  }

  private sweep(): void {
    this.connection.submit({
      run: () => Number(this.sweeping.run(this.connection.now() - LONGEST_MS).changes),
      done: (removed) => {
        if (removed >= 1000) setImmediate(() => this.sweep())
      },
      // Old rows are not looked at; the next round removes them.
      failed: () => undefined
    })
  }
}
