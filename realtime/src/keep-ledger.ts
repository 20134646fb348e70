import { Effect, Option } from "effect"
import { tradedOf } from "@tradetower/domain/connection"
import type { RunId } from "@tradetower/domain/ids"
import { bookStep, noBooks } from "@tradetower/domain/ledger"
import { OldestOut } from "@tradetower/domain/oldest-out"
import {
  type BotEventRecord,
  BotEvents,
  Ledger,
  LEDGER_RUNS,
  type LedgerEntryRecord,
  ledgerEntryId,
  ledgerMonth,
  type LedgerRunRecord,
  type StepRecord,
  stepId,
  Store,
  type Version
} from "@tradetower/platform"
import { byRun, type Steps } from "./by-run.ts"

/** So many runs' books are kept at hand; others are read when they are needed. */
const AT_HAND = 10_000

interface Books {
  readonly run: LedgerRunRecord
  /** Absent while it was never written. */
  readonly version?: Version
}

/** A run's books before its first step; `undefined` of a run whose beginning is gone. */
const opened = Effect.fnUntraced(function* (step: StepRecord) {
  const { botDefinitionId, botRunId, tenantId } = step
  const store = yield* Store
  const genesis = Option.getOrUndefined(yield* store.read(BotEvents, { tenantId, botRunId }, stepId(0)))?.value
  if (genesis?.kind !== "GENESIS") return undefined
  const { at, instrument, settings } = genesis
  const run: LedgerRunRecord = {
    id: botRunId,
    kind: "RUN",
    part: LEDGER_RUNS,
    tenantId,
    botRunId,
    botDefinitionId,
    ...tradedOf(step),
    strategy: settings._tag,
    base: instrument.base,
    quote: instrument.quote,
    futures: instrument.kind === "FUTURES",
    seq: 0,
    at,
    startedAt: at,
    books: noBooks
  }
  return { run } satisfies Books
})

const found = Effect.fnUntraced(function* (step: StepRecord) {
  const { botRunId, tenantId } = step
  const store = yield* Store
  const stored = Option.getOrUndefined(yield* store.read(Ledger, { tenantId, part: LEDGER_RUNS }, botRunId))
  return stored?.value.kind === "RUN" ? { run: stored.value, version: stored.version } : yield* opened(step)
})

/** What some steps make of a run's books: their entries, and where the books stand after them. */
const book = (before: LedgerRunRecord, steps: Steps) => {
  let run = before
  const entries: Array<LedgerEntryRecord> = []
  for (const { at, event, seq, summary } of steps) {
    if (seq <= run.seq) continue
    const { books, entry } = bookStep(run.books, event, summary)
    if (entry === undefined) continue
    run = { ...run, seq, at, books }
    const { books: _, startedAt: __, ...of } = run
    const id = ledgerEntryId(run)
    entries.push({ ...of, id, kind: "ENTRY", part: ledgerMonth(at), entry, sums: books.sums })
  }
  return { run, entries }
}

/**
 * Writes the ledger of runs from their steps: the entries first, then where each run's books stand, so that whatever is
 * between is written again after a crash, under the same ids. What comes twice changes nothing.
 */
export const makeKeepLedger = Effect.sync(() => {
  const atHand = new OldestOut<RunId, Books>(AT_HAND)

  const once = Effect.fnUntraced(function* (steps: Steps) {
    const [first] = steps
    const before: Books | undefined = atHand.get(first.botRunId) ?? (yield* found(first))
    if (before === undefined) return
    const { entries, run } = book(before.run, steps)
    if (entries.length === 0) return atHand.set(first.botRunId, before)
    const store = yield* Store
    yield* Effect.forEach(
      entries,
      (entry) => Effect.catchTag(store.create(Ledger, entry), "AlreadyExists", () => Effect.void),
      { concurrency: 16, discard: true }
    )
    const version =
      before.version === undefined
        ? yield* store.create(Ledger, run)
        : yield* store.replace(Ledger, run, before.version)
    atHand.set(first.botRunId, { run, version })
  })

  const bookRun = (steps: Steps) =>
    once(steps).pipe(
      Effect.tapError(() => Effect.sync(() => atHand.delete(steps[0].botRunId))),
      // Someone else wrote it meanwhile: look at what they wrote.
      Effect.retry({ times: 20, while: (error) => error._tag !== "StoreUnavailable" })
    )

  return (batch: ReadonlyArray<BotEventRecord>) =>
    Effect.forEach(byRun(batch.filter((event): event is StepRecord => event.kind === "STEP")), bookRun, {
      concurrency: 16,
      discard: true
    })
})
