import { ownsSlot, type Share, slotOf } from "../../rules/slots.ts"
import type { DocumentTable } from "./document-table.ts"

/** One written document, held in memory for followers that are up to date. */
export interface Change {
  readonly version: number
  /** The first path of its partition key. */
  readonly p0: string
  /** Its JSON. */
  readonly body: string
  /** The same, not yet written as text; absent when it was read from the table. */
  readonly document?: unknown
  /** As the last follower decoded it, and by which schema: most read by the same. */
  decoded?: { readonly by: object; readonly value: unknown }
  /** Of `p0`, once someone asked. */
  slot?: number
}

/** Those of a share. */
export const changesOf = (share: Share, changes: ReadonlyArray<Change>): ReadonlyArray<Change> =>
  share.of === 1
    ? changes
    : changes.filter((change) => {
        change.slot ??= slotOf(change.p0)
        return ownsSlot(share, change.slot)
      })

/** How many of the newest changes of a container are kept in memory, while anyone follows it. */
const KEPT = 512

/** Wakes followers right after a commit, and hands them what was committed without asking the database again. */
export class ChangeFeed {
  private readonly table: DocumentTable
  private recent: Array<Change> = []
  /** All changes after this version are in `recent`. */
  private since: number
  private readonly waiting = new Map<() => void, number>()
  private followers = 0

  constructor(table: DocumentTable, last: number) {
    this.table = table
    this.since = last
  }

  /** After a commit, in version order. */
  committed(change: Change): void {
    if (this.followers === 0) {
      this.since = change.version
      return
    }
    this.recent.push(change)
    if (this.recent.length >= 2 * KEPT) {
      this.since = this.recent[KEPT - 1]?.version ?? this.since
      this.recent = this.recent.slice(KEPT)
    }
    for (const [wake, afterMs] of this.waiting)
      setTimeout(() => {
        // Whoever waited may have left meanwhile, and the store been closed.
        if (this.followers > 0) wake()
      }, afterMs)
    this.waiting.clear()
  }

  /** What came after a position, oldest first. */
  after(position: number, limit: number): ReadonlyArray<Change> {
    if (position < this.since) return this.table.after(position, limit)
    let low = 0
    let high = this.recent.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.recent[middle]?.version ?? 0) <= position) low = middle + 1
      else high = middle
    }
    return this.recent.slice(low, low + limit)
  }

  /** Says that someone follows from now on; answers how to stop. */
  join(): () => void {
    this.followers++
    return () => {
      this.followers--
      if (this.followers > 0) return
      this.since = this.recent.at(-1)?.version ?? this.since
      this.recent = []
    }
  }

  /** Calls once, so much after the next change; answers how to withdraw. */
  wait(wake: () => void, afterMs: number): () => void {
    this.waiting.set(wake, afterMs)
    return () => void this.waiting.delete(wake)
  }
}
