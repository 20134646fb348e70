import { Schema } from "effect"
import { traded } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { LedgerBooks, LedgerEntry, LedgerSums } from "@tradetower/domain/ledger"
import { container } from "../ports/container.ts"
import { stepId } from "./bot-events.ts"

/** Whose money it is: what entries are filtered and added up by. */
const of = {
  id: Schema.String,
  tenantId: TenantId,
  botRunId: RunId,
  botDefinitionId: BotId,
  ...traded,
  /** The strategy's name. */
  strategy: Schema.String,
  /** What is traded, what it is paid in, and whether the position is a contract. */
  base: Schema.String,
  quote: Schema.String,
  futures: Schema.Boolean,
  /** Sequence of the step it was made from. */
  seq: Schema.Int,
  /** When that was (market time, ms). */
  at: Schema.Int
}

/**
 * All that moved the books of a tenant's runs: an entry for each step that did, in parts by month (UTC), in the order of
 * their ids; and where each run's books stand, in the part `runs` under the run's id. Made from the runs' events, from the
 * first on.
 */
export const Ledger = container(
  "Ledger",
  Schema.Union([
    Schema.Struct({
      ...of,
      kind: Schema.Literal("ENTRY"),
      part: Schema.String,
      entry: LedgerEntry,
      /** What the run's entries up to this one come to. */
      sums: LedgerSums
    }),
    Schema.Struct({
      ...of,
      kind: Schema.Literal("RUN"),
      part: Schema.Literal("runs"),
      startedAt: Schema.Int,
      books: LedgerBooks
    })
  ])
)
type LedgerRecord = (typeof Ledger)["schema"]["Type"]
export type LedgerEntryRecord = Extract<LedgerRecord, { kind: "ENTRY" }>
export type LedgerRunRecord = Extract<LedgerRecord, { kind: "RUN" }>

/** The part that holds where each run's books stand. */
export const LEDGER_RUNS = "runs"

/** The part that holds the entries of a moment (ms): `2026-11`. */
export const ledgerMonth = (at: number): string => new Date(at).toISOString().slice(0, 7)

/** Where entries of a moment (ms) begin in the order of ids. */
export const ledgerMoment = (at: number): string => String(at).padStart(15, "0")

/** The id of the entry that a run's step makes: entries of a month are in the order of their time. */
export const ledgerEntryId = ({ at, botRunId, seq }: Pick<LedgerRecord, "at" | "botRunId" | "seq">): string =>
  `${ledgerMoment(at)}.${botRunId}.${stepId(seq)}`
