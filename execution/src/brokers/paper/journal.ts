import { Effect, Option, Schema, Semaphore } from "effect"
import {
  type Account,
  accountFromRows,
  drainChanges,
  type FillModel,
  forgetBefore,
  openAccount
} from "@tradetower/domain/exchange"
import { type Connection, type ConnectionId, PAPER } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import { container, marketNow, queryAll, stepId, Store, StoreUnavailable } from "@tradetower/platform"
import { patientlyHolding } from "../../patience.ts"
import { inParts, Row } from "./rows.ts"

const NAME = "PaperAccounts"
/**
 * A paper account's book: writes, each with the rows it changed and named by its number; the rows as the writes before
 * the mark left them, a document each; and the mark. No document grows with the account.
 */
const PaperAccounts = container(
  NAME,
  Schema.Union([
    Schema.Struct({
      /** Padded sequence, or `snapshot`: up to here all writes are in the rows. Its own rows are of an older format. */
      id: Schema.String,
      tenantId: TenantId,
      seq: Schema.Int,
      rows: Schema.Array(Row),
      /** The next document belongs to the same write. */
      more: Schema.optionalKey(Schema.Literal(true))
    }),
    Schema.Struct({ id: Schema.String, tenantId: TenantId, ...Row.fields })
  ])
)

const MARK = "snapshot"
/** Writes after which the rows they changed are written as documents, and the writes removed. */
const FOLDED_EVERY = 256
/** How often a write is tried for those who wait for it; the disk is not waited for at all. */
const TRIES = 5
/** Documents written or removed at the same time: others have their turn in between. */
const AT_ONCE = 64
/** How long an order that ended stays known, in market time. */
const REMEMBERED = 24 * 60 * 60 * 1000

/** What a paper account begins with, of each money. */
const FUNDS = "100000"

/** Ids of rows come after those of all writes, which are digits. */
const rowId = (key: string): string => `row:${encodeURIComponent(key)}`

/** An account whose changes are kept: whatever happened to it is answered only once `save` has ended. */
export interface KeptAccount {
  readonly account: Account
  /**
   * Writes everything that changed since the last save; several callers share one write. A failure that is retryable (a
   * full disk) leaves all of it to the next save. Refused for good, what happened since the last save is in memory
   * only, and the account must be opened anew.
   */
  readonly save: Effect.Effect<void, StoreUnavailable>
  /** Whether there is something to save. */
  readonly unsaved: () => boolean
  /** Puts away what was saved, when it is time; nobody needs to wait for it, and a failure leaves it for later. */
  readonly fold: Effect.Effect<void>
  /** Takes the whole book away; from then on nothing of the account is written. */
  readonly erase: Effect.Effect<void, StoreUnavailable>
}

/** Before the ids of all accounts but the one that everybody has: after those of its writes and of its rows. */
const prefixOf = (id: ConnectionId): string => (id === PAPER ? "" : `~${id}:`)

/** Reads a paper account back, or opens it with 100,000 of each money. */
export const openJournal = Effect.fn("PaperJournal.open")(function* (
  { id: connection, tenantId, terms }: Pick<Connection, "id" | "tenantId" | "terms">,
  fillModel: FillModel,
  money: ReadonlyArray<string> = ["USD"]
): Effect.fn.Return<KeptAccount, StoreUnavailable, Store> {
  const store = yield* Store
  const rows = new Map<string, string | undefined>()
  /** Rows changed by writes after the mark. */
  let unfolded = new Map<string, string | undefined>()
  const prefix = prefixOf(connection)
  /** Documents of the account whose ids lie in `[from, before)`, by id. */
  const documents = (from: string, before: string) =>
    Effect.provideService(
      queryAll(
        PaperAccounts,
        { tenantId },
        { where: { id: { from: prefix + from, before: prefix + before } }, limit: 500 }
      ),
      Store,
      store
    )
  const remove = (id: string) => store.remove(PaperAccounts, { tenantId }, id)

  const mark = Option.getOrUndefined(yield* store.read(PaperAccounts, { tenantId }, prefix + MARK))?.value
  const folded = mark !== undefined && "seq" in mark ? mark.seq : 0
  const older = mark !== undefined && "rows" in mark ? mark.rows : []
  for (const { key, text } of older) {
    rows.set(key, text)
    unfolded.set(key, text)
  }
  for (const row of yield* documents("row:", "row;")) if ("key" in row) rows.set(row.key, row.text)
  let saved = folded
  let whole: Array<typeof Row.Type> = []
  const cutOff: Array<string> = []
  for (const write of yield* documents(stepId(folded + 1), "a")) {
    if (!("rows" in write)) continue
    cutOff.push(write.id)
    whole.push(...write.rows)
    if (write.more) continue
    for (const { key, text } of whole) {
      rows.set(key, text)
      unfolded.set(key, text)
    }
    saved = write.seq
    whole = []
    cutOff.length = 0
  }
  // Parts of a write that was never answered.
  yield* Effect.forEach(cutOff, remove, { discard: true })

  const account = yield* Effect.try({
    try: () =>
      rows.size === 0
        ? openAccount(tenantId, Object.fromEntries(money.map((asset) => [asset, FUNDS])), fillModel, {
            terms,
            keepsHours: true
          })
        : accountFromRows(Array.from(rows, ([key, text]) => ({ key, text }))),
    catch: (error) => new StoreUnavailable({ container: NAME, message: String(error), retryable: false })
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
        yield* store
          .create(PaperAccounts, { id: prefix + stepId(saved + 1), tenantId, seq: saved + 1, rows: part, ...more })
          .pipe(
            // Only we write it: an earlier try arrived after all.
            Effect.catchTag("AlreadyExists", () => Effect.void),
            Effect.retry({ ...patientlyHolding, times: TRIES })
          )
        saved++
        batch.parts.shift()
      }
      for (const { key, text } of batch.changes) unfolded.set(key, text)
    }
  }).pipe(Effect.uninterruptible)

  /** Rows may be newer than the mark: the writes after it, read again, say the same of them and more. */
  const foldNow = Effect.gen(function* () {
    forgetBefore(account, (yield* marketNow) - REMEMBERED)
    const upTo = saved
    const changed = unfolded
    unfolded = new Map()
    const put = ([key, text]: readonly [string, string | undefined]) =>
      text === undefined
        ? remove(prefix + rowId(key))
        : Effect.asVoid(store.upsert(PaperAccounts, { id: prefix + rowId(key), tenantId, key, text }))
    yield* Effect.forEach(changed, put, { concurrency: AT_ONCE, discard: true }).pipe(
      Effect.tapError(() => Effect.sync(() => (unfolded = new Map([...changed, ...unfolded]))))
    )
    yield* store.upsert(PaperAccounts, { id: prefix + MARK, tenantId, seq: upTo, rows: [] })
    // All that are there, also those that an earlier time could not remove.
    const replaced = yield* documents(stepId(1), stepId(upTo + 1))
    yield* Effect.forEach(replaced, ({ id }) => remove(id), { concurrency: AT_ONCE, discard: true })
  })
  const folding = yield* Semaphore.make(1)
  let nextAt = older.length > 0 ? saved : folded + FOLDED_EVERY
  const fold = Effect.suspend(() => {
    if (erased || saved < nextAt) return Effect.void
    nextAt = saved + FOLDED_EVERY
    return Effect.catch(foldNow, (error) =>
      Effect.logWarning("the paper exchange's book could not be shortened: done with later writes", error)
    )
  }).pipe(folding.withPermits(1))

  const writing = yield* Semaphore.make(1)
  const erase = Effect.gen(function* () {
    erased = true
    const all = [...(yield* documents(stepId(1), "a")), ...(yield* documents("row:", "row;"))]
    yield* Effect.forEach([...all.map(({ id }) => id.slice(prefix.length)), MARK], (id) => remove(prefix + id), {
      concurrency: AT_ONCE,
      discard: true
    })
  }).pipe(folding.withPermits(1), writing.withPermits(1))
  return { account, save: writing.withPermits(1)(save), unsaved, fold, erase }
})
