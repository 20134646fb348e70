import type { DatabaseSync } from "node:sqlite"
import type { ReserveOf } from "./database.ts"

/** For tests: a disk of so many pages, of which SQLite itself says that it is full; its `reserve` goes into the options. */
export class SmallDisk {
  private db: () => DatabaseSync | undefined = () => undefined
  private held = true
  /** Whether a start finds it full. */
  lends = false
  room = true
  /** How often what is kept back was freed. */
  freed = 0
  /** Pages that are kept back. */
  readonly kept: number

  constructor(kept = 1_000) {
    this.kept = kept
  }

  readonly reserve: ReserveOf = (db) => {
    this.db = db
    return {
      lend: () => this.lends,
      free: () => {
        const { held } = this
        if (held) this.limit(this.pages() + this.kept)
        this.held = false
        if (held) this.freed++
        return held
      },
      hold: () => {
        if (this.room) this.held = true
        return this.held && this.room
      }
    }
  }
  /** Takes all room that is left, but what is kept back. */
  fill(): void {
    this.room = false
    this.limit(this.pages())
  }
  /** Makes room. */
  empty(): void {
    this.room = true
    this.limit(1_000_000)
  }
  /** How large the database is. */
  pages(): number {
    return Number(this.db()?.prepare("PRAGMA page_count").get()?.["page_count"])
  }
  private limit(pages: number): void {
    this.db()?.exec(`PRAGMA max_page_count=${pages}`)
  }
}
