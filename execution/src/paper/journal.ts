import { Effect, Option, Schema, Semaphore } from "effect"
import {
  type Account,
  type AccountChange,
  accountFromRows,
  drainChanges,
  encodeAccount,
  type FillModel,
  forgetBefore,
  openAccount,
  TenantId
} from "@tradetower/domain"
import { container, marketNow, stepId, Store, type StoreUnavailable } from "@tradetower/platform"
import { untilItWorks } from "../patience.ts"

const Row = Schema.Struct({ key: Schema.String, text: Schema.optionalKey(Schema.String) })

/** A paper account's book: what changed, one document a write, and now and then the whole. */
const PaperAccounts = container(
  "PaperAccounts",
  Schema.Struct({
    /** Padded sequence, or `snapshot`. */
    id: Schema.String,
    tenantId: TenantId,
    seq: Schema.Int,
    rows: Schema.Array(Row)
  })
)
const readRows = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Row)))

const SNAPSHOT = "snapshot"
/** Writes between two snapshots; more when the account is large, so that snapshots stay a small part of all writing. */
const SNAPSHOT_EVERY = 256
/** Writes that a snapshot replaced are removed so many at once. */
const REMOVED_AT_ONCE = 64
/** How long an order that ended stays known, in market time. */
const REMEMBERED = 24 * 60 * 60 * 1000

/** What a paper account begins with. */
const FUNDS = { USD: "100000" }

/** An account whose changes are kept: whatever happened to it is answered only once `save` has ended. */
export interface KeptAccount {
  readonly account: Account
  /** Writes everything that changed since the last save; several callers share one write. */
  readonly save: Effect.Effect<void>
}

/** Reads a tenant's paper account back, or opens it with 100,000 USD. */
export const openJournal = Effect.fn("PaperJournal.open")(function* (
  tenantId: TenantId,
  fillModel: FillModel
): Effect.fn.Return<KeptAccount, StoreUnavailable, Store> {
  const store = yield* Store
  const snapshot = Option.getOrUndefined(yield* store.read(PaperAccounts, { tenantId }, SNAPSHOT))?.value
  const rows = new Map<string, AccountChange>()
  const apply = (changes: ReadonlyArray<typeof Row.Type>) => {
    for (const { key, text } of changes) rows.set(key, { key, text })
  }
  apply(snapshot?.rows ?? [])
  let saved = snapshot?.seq ?? 0
  let continuation: string | undefined
  do {
    const page = yield* store.query(
      PaperAccounts,
      { tenantId },
      {
        where: { seq: { after: snapshot?.seq ?? 0 } },
        orderBy: { field: "seq", direction: "ASC" },
        limit: 1000,
        ...(continuation !== undefined && { continuation })
      }
    )
    for (const { value } of page.items) {
      apply(value.rows)
      saved = value.seq
    }
    continuation = page.continuation
  } while (continuation !== undefined)

  const account = rows.size === 0 ? openAccount(tenantId, FUNDS, fillModel) : accountFromRows(rows.values())
  const writing = yield* Semaphore.make(1)
  let snapshotAt = snapshot?.seq ?? 0
  let snapshotRows = snapshot?.rows.length ?? 0

  const shorten = Effect.gen(function* () {
    forgetBefore(account, (yield* marketNow) - REMEMBERED)
    account.changed.clear()
    const from = snapshotAt + 1
    snapshotAt = saved
    const whole = readRows(encodeAccount(account))
    snapshotRows = whole.length
    yield* store.upsert(PaperAccounts, { id: SNAPSHOT, tenantId, seq: saved, rows: whole })
    const replaced = Array.from({ length: saved - from + 1 }, (_, i) => stepId(from + i))
    yield* Effect.forEach(replaced, (id) => store.remove(PaperAccounts, { tenantId }, id), {
      concurrency: REMOVED_AT_ONCE,
      discard: true
    })
  })

  const save = Effect.gen(function* () {
    const changes = drainChanges(account)
    if (changes.length === 0) return
    saved += 1
    const kept = changes.map(({ key, text }) => (text === undefined ? { key } : { key, text }))
    yield* untilItWorks(
      "writing the paper exchange's book",
      store
        .create(PaperAccounts, { id: stepId(saved), tenantId, seq: saved, rows: kept })
        // Only we write it: an earlier try arrived after all.
        .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
    )
    if (saved - snapshotAt >= Math.max(SNAPSHOT_EVERY, snapshotRows))
      yield* untilItWorks("shortening the paper exchange's book", shorten)
  }).pipe(Effect.uninterruptible, writing.withPermits(1))

  return { account, save }
})
