import { existsSync } from "node:fs"
import { DatabaseSync, type StatementSync } from "node:sqlite"
import { Effect } from "effect"
import type { DiskTrouble } from "../../ports/disk-trouble.ts"
import { diskTroubleOf } from "../folder/disk-error.ts"
import { noReserve, type Reserve } from "./reserve.ts"
import { NoRoom, Room, UsedUp } from "./room.ts"

/** A write asked for. `run` may run more than once, so what it changes outside the database belongs in `done`. */
export interface Write<A> {
  readonly run: () => A
  /** After the commit. */
  readonly done: (answer: A) => void
  /** Nothing of it was written. */
  readonly failed: (error: unknown) => void
  /** Whose it is, where it is one tenant's: a kill switch may write when nobody else can. */
  readonly tenant?: string | undefined
  /** It follows from what is recorded, so there is an end to it; refused, it would hold up whoever stops. */
  readonly derived?: boolean
}

/** What surrounds a database. */
export interface Surroundings {
  /** What is kept back for the kill switch; default: nothing. */
  readonly reserve?: Reserve
  /** A start on a full disk needed some of it. */
  readonly lent?: boolean
  /** When the run before was cut off, ms, UTC. */
  readonly cutOffAt?: number
  /** Hears that the write-ahead log holds something, and that all of it is merged. */
  readonly unmerged?: (is: boolean) => void
  /** Hears when the disk begins to refuse writes, of what kind, and when it takes them again. */
  readonly troubled?: (trouble: DiskTrouble | undefined) => void
}

/** `NORMAL`: safe against kill -9, the last moments may be lost when the power fails. `FULL`: safe against that too. */
export type Durability = "NORMAL" | "FULL"

/** Numbers are reserved in blocks of this size, so that one row a block remembers how far they came. */
const BLOCK = 1_000_000

/**
 * One SQLite file with group commit: all writes asked for in the same turn of the event loop are one transaction,
 * answered after it is committed. One that fails does not take the others down.
 */
export class Connection {
  readonly db: DatabaseSync
  /** Wall time, ms. */
  readonly now: () => number
  private readonly begin: StatementSync
  private readonly commit: StatementSync
  private readonly rollback: StatementSync
  private readonly reserve: StatementSync
  /** Who may write when the disk is full. */
  readonly room: Room
  private readonly around: Surroundings
  private refusing: DiskTrouble | undefined
  private over = false
  private noted = false
  private readonly file: string
  /** How many writes were committed. */
  writes = 0
  private queue: Array<Write<unknown>> = []
  private scheduled = false
  private number: number
  private reserved: number

  constructor(file: string, durability: Durability, now: () => number, around: Surroundings = {}) {
    this.file = file
    this.db = new DatabaseSync(file)
    this.now = now
    this.around = around
    this.db.exec(
      `PRAGMA journal_mode=WAL; PRAGMA synchronous=${durability}; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;
       PRAGMA busy_timeout=10000; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864;
       CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;`
    )
    this.begin = this.db.prepare("BEGIN IMMEDIATE")
    this.commit = this.db.prepare("COMMIT")
    this.rollback = this.db.prepare("ROLLBACK")
    this.reserve = this.db.prepare("INSERT OR REPLACE INTO meta VALUES ('reserved', ?)")
    const row = this.db.prepare("SELECT value FROM meta WHERE name = 'reserved'").get()
    this.number = Number(row?.["value"] ?? 0)
    this.reserved = this.number
    this.room = new Room(around.reserve ?? noReserve, now, around.lent)
  }

  /** When the run before was cut off, ms, UTC; undefined when it ended in order. */
  get cutOffAt(): number | undefined {
    return this.around.cutOffAt
  }

  /** What kept the last write from the disk; undefined once one got through. */
  get trouble(): DiskTrouble | undefined {
    return this.refusing
  }

  /** The next write number: they only grow, across restarts too. Call inside `run`. */
  next(): number {
    if (this.number >= this.reserved) {
      this.reserve.run(this.number + BLOCK)
      this.reserved = this.number + BLOCK
    }
    return ++this.number
  }

  /** True once nothing is written any more. */
  get closed(): boolean {
    return this.over
  }

  /** The number given last. */
  get last(): number {
    return this.number
  }

  /** Tables as a start needs them: all are made, or none, in one write in place of hundreds. For before the first `submit`. */
  atOnce<A>(make: () => A): A {
    this.db.exec("BEGIN")
    try {
      const made = make()
      this.commit.run()
      return made
    } finally {
      this.rollBack()
    }
  }

  submit<A>(write: Write<A>): void {
    if (this.over) {
      write.failed(new Error("the data folder is closed"))
      return
    }
    this.queue.push(write as Write<unknown>)
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => this.flush())
  }

  /** As an effect; for what is not on a hot path. */
  write<A>(run: () => A, tenant?: string): Effect.Effect<A, unknown> {
    return Effect.callback((resume) =>
      this.submit({
        run,
        tenant,
        done: (answer) => resume(Effect.succeed(answer)),
        failed: (error) => resume(Effect.fail(error))
      })
    )
  }

  close(): void {
    this.flush()
    this.over = true
    this.room.close()
    try {
      // What can't be merged now stays in the log, which must then be there at the next start.
      const busy = this.db.prepare("PRAGMA wal_checkpoint(FULL)").get()?.["busy"]
      if (busy === 0) this.around.unmerged?.(false)
    } catch (error) {
      if (diskTroubleOf(error) === undefined) throw error
    } finally {
      this.db.close()
    }
    if (!existsSync(`${this.file}-wal`)) this.around.unmerged?.(false)
  }

  private flush(): void {
    this.scheduled = false
    const asked = this.queue
    this.queue = []
    const writes = this.room.closed ? asked.filter((write) => this.admitted(write)) : asked
    if (writes.length === 0) return
    const answers: Array<unknown> = []
    if (this.transact(writes, answers) === undefined) {
      for (let i = 0; i < writes.length; i++) writes[i]?.done(answers[i])
      return
    }
    for (const write of writes) {
      const answer: Array<unknown> = []
      let failure = this.transact([write], answer)
      if (failure !== undefined && diskTroubleOf(failure.error) === "FULL" && this.room.makeFor(write.tenant)) {
        answer.length = 0
        failure = this.transact([write], answer)
      }
      if (failure === undefined) write.done(answer[0])
      else write.failed(this.reasonOf(failure.error))
    }
  }

  /** Why a write failed; on a full disk it matters whether a kill switch would still work. */
  private reasonOf(error: unknown): unknown {
    return this.room.usedUp && diskTroubleOf(error) === "FULL" ? new UsedUp() : error
  }

  private admitted(write: Write<unknown>): boolean {
    if (write.derived === true || this.room.admits(write.tenant)) return true
    write.failed(this.reasonOf(new NoRoom()))
    return false
  }

  /** It is written already: a note that can't be made now is made after the next write. */
  private noteUnmerged(): void {
    if (this.noted) return
    try {
      this.around.unmerged?.(true)
      this.noted = true
    } catch (error) {
      if (diskTroubleOf(error) === undefined) throw error
    }
  }

  private turned(trouble: DiskTrouble | undefined): void {
    if (trouble === this.refusing) return
    this.refusing = trouble
    this.around.troubled?.(trouble)
  }

  private transact(writes: ReadonlyArray<Write<unknown>>, answers: Array<unknown>): { error: unknown } | undefined {
    const { number, reserved } = this
    try {
      this.rollBack()
      this.begin.run()
      for (const write of writes) answers.push(write.run())
      this.commit.run()
      this.writes += writes.length
      this.noteUnmerged()
      if (!this.room.closed) this.turned(undefined)
      return undefined
    } catch (error) {
      this.number = number
      this.reserved = reserved
      const trouble = diskTroubleOf(this.reasonOf(error))
      if (trouble !== undefined) this.turned(trouble)
      try {
        this.rollBack()
      } catch {
        // A disk that fails this, too: nothing was committed, and the next transaction tries it again.
      }
      return { error }
    }
  }

  /** A full disk has rolled back by itself. */
  private rollBack(): void {
    if (this.db.isTransaction) this.rollback.run()
  }
}
