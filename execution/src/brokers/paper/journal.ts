import { randomUUID } from "node:crypto"
import { Context, Effect, Equal, Semaphore } from "effect"
import {
  type Account,
  accountFromRows,
  drainChanges,
  type FillModel,
  forgetBefore,
  openAccount
} from "@tradetower/domain/exchange"
import type { Connection } from "@tradetower/domain/connection"
import { marketNow, Store, StoreUnavailable } from "@tradetower/platform"
import { patientlyHolding } from "../../patience.ts"
import { bookDocuments, Overtaken, PaperAccounts, type Rows, type WriteDocument } from "./book-documents.ts"
import { inParts } from "./rows.ts"

/** Writes after which the rows they changed are written as documents, and the writes removed. */
export const FoldedEvery = Context.Reference<number>("@tradetower/execution/FoldedEvery", { defaultValue: () => 256 })
/**
 * How many openings of an account stay on record after its writes were removed: a process that stood still while there
 * were no more finds its next write taken.
 */
const OPENINGS_KEPT = 64
/** How often a write is tried for those who wait for it; the disk is not waited for at all. */
const TRIES = 5
/** Documents written or removed at the same time: others have their turn in between. */
const AT_ONCE = 64
/** How long an order that ended stays known, in market time. */
const REMEMBERED = 24 * 60 * 60 * 1000

/** What a paper account begins with, of each money. */
const FUNDS = "100000"

/** An account whose changes are kept: whatever happened to it is answered only once `save` has ended. */
export interface KeptAccount {
  readonly account: Account
  /**
   * Writes everything that changed since the last save; several callers share one write. A failure that is retryable (a
   * full disk) leaves all of it to the next save. Refused for good, or overtaken, what happened since the last save is in
   * memory only, and the account must be opened anew.
   */
  readonly save: Effect.Effect<void, Overtaken | StoreUnavailable>
  /** Whether there is something to save. */
  readonly unsaved: () => boolean
  /** Fails where another process wrote to the book since: what it says is not so any more. */
  readonly current: Effect.Effect<void, Overtaken | StoreUnavailable>
  /** Puts away what was saved, when it is time; nobody needs to wait for it, and a failure leaves it for later. */
  readonly fold: Effect.Effect<void, Overtaken>
  /** Takes the whole book away; from then on nothing of the account is written. */
  readonly erase: Effect.Effect<void, StoreUnavailable>
}

/**
 * Reads a paper account back, or opens it with 100,000 of each money. Others may have it open too (EXEC-38): of two who
 * write after the same write one does, and the other is overtaken.
 */
export const openJournal = Effect.fn("PaperJournal.open")(function* (
  connection: Pick<Connection, "id" | "tenantId" | "terms">,
  fillModel: FillModel,
  money: ReadonlyArray<string> = ["USD"]
): Effect.fn.Return<KeptAccount, StoreUnavailable, Store> {
  const store = yield* Store
  const foldedEvery = yield* FoldedEvery
  const documents = bookDocuments(store, connection)
  const book = yield* documents.read
  const { tenantId, terms } = connection

  const account = yield* Effect.try({
    try: () =>
      book.rows.size === 0
        ? openAccount(tenantId, Object.fromEntries(money.map((asset) => [asset, FUNDS])), fillModel, {
            terms,
            keepsHours: true
          })
        : accountFromRows(Array.from(book.rows, ([key, text]) => ({ key, text }))),
    catch: (error) => new StoreUnavailable({ container: PaperAccounts.name, message: String(error), retryable: false })
  })

  /** Rows changed by writes after the mark, as the last whole write left them. */
  let unfolded: Rows = book.unfolded
  let { saved, written } = book
  /** Until its first write is there: by what it is told apart. */
  let opened: string | undefined = randomUUID()

  /** An earlier try of ours arrived after all, or another wrote it. */
  const isOurs = (document: WriteDocument) =>
    Effect.flatMap(documents.find(document.id), (found) =>
      Equal.equals(found?.value, document) ? Effect.void : Effect.fail(new Overtaken())
    )
  /** Who wrote the write before finds the next one taken if it is; who only read it may find it gone again. */
  const notFolded = (seq: number) =>
    opened === undefined
      ? Effect.void
      : Effect.flatMap(documents.folded, (folded) => (folded >= seq ? Effect.fail(new Overtaken()) : Effect.void))
  const write = Effect.fnUntraced(function* (part: Pick<WriteDocument, "rows" | "more">) {
    const seq = written + 1
    const document = documents.write(seq, { ...part, ...(opened !== undefined && { opened }) })
    yield* Effect.catchTag(store.create(PaperAccounts, document), "AlreadyExists", () => isOurs(document))
    yield* notFolded(seq)
    opened = undefined
    written = seq
  })
  const current = Effect.suspend(() => {
    const seq = written + 1
    return Effect.flatMap(documents.find(documents.writeId(seq)), (next) =>
      next === undefined || seq <= written ? notFolded(seq) : Effect.fail(new Overtaken())
    )
  })

  /** What is to be written next, as it is to be written: later changes wait until all of it is. */
  let batch: {
    readonly changes: ReturnType<typeof drainChanges>
    readonly parts: Array<ReturnType<typeof inParts>[number]>
  } = { changes: [], parts: [] }
  let erased = false
  const unsaved = () => !erased && (batch.parts.length > 0 || account.changed.size > 0)
  const save = Effect.gen(function* () {
    while (unsaved()) {
      if (batch.parts.length === 0) {
        const changes = drainChanges(account)
        batch = { changes, parts: [...inParts(changes)] }
      }
      for (let part = batch.parts[0]; part !== undefined; part = batch.parts[0]) {
        const more = batch.parts.length > 1 && { more: true as const }
        yield* Effect.retry(write({ rows: part, ...more }), { ...patientlyHolding, times: TRIES })
        batch.parts.shift()
      }
      for (const { key, text } of batch.changes) unfolded.set(key, text)
      saved = written
    }
  }).pipe(Effect.uninterruptible)

  /** Rows may be newer than the mark: the writes after it, read again, say the same of them and more. */
  const foldNow = Effect.gen(function* () {
    forgetBefore(account, (yield* marketNow) - REMEMBERED)
    const upTo = saved
    const changed = unfolded
    unfolded = new Map()
    yield* Effect.forEach(changed, ([key, text]) => documents.putRow(key, text, upTo), {
      concurrency: AT_ONCE,
      discard: true
    }).pipe(Effect.tapError(() => Effect.sync(() => (unfolded = new Map([...changed, ...unfolded])))))
    yield* documents.putMark(upTo)
    // All that are there, also those that an earlier time could not remove.
    const replaced = yield* documents.writes(1, upTo + 1)
    const openings = new Set(replaced.filter((one) => one.opened !== undefined).slice(-OPENINGS_KEPT))
    yield* Effect.forEach(replaced, (one) => (openings.has(one) ? Effect.void : documents.remove(one.id)), {
      concurrency: AT_ONCE,
      discard: true
    })
  })
  const folding = yield* Semaphore.make(1)
  let nextAt = book.older ? saved : book.folded + foldedEvery
  const fold = Effect.suspend(() => {
    if (erased || saved < nextAt) return Effect.void
    nextAt = saved + foldedEvery
    return Effect.catchTag(foldNow, "StoreUnavailable", (error) =>
      Effect.logWarning("the paper exchange's book could not be shortened: done with later writes", error)
    )
  }).pipe(folding.withPermits(1))

  const writing = yield* Semaphore.make(1)
  const erase = Effect.gen(function* () {
    erased = true
    yield* Effect.forEach(yield* documents.ids, documents.remove, { concurrency: AT_ONCE, discard: true })
  }).pipe(folding.withPermits(1), writing.withPermits(1))
  return { account, save: writing.withPermits(1)(save), unsaved, current, fold, erase }
})
