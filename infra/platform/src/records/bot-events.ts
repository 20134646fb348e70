import { Schema } from "effect"
import { TermsName } from "@tradetower/domain/terms"
import { ConnectionId, Environment, traded } from "@tradetower/domain/connection"
import { RunSummary, Transition } from "@tradetower/domain/bot"
import { Instrument } from "@tradetower/domain/market"
import { Encoded } from "@tradetower/domain/messages"
import { Decimal } from "@tradetower/domain/number"
import { BotSettings } from "@tradetower/domain/strategy"
import { container } from "../ports/container.ts"
import type { Where } from "../ports/store.ts"
import { runKey } from "./run-key.ts"

/**
 * A run's events, one document a step, `id` = the sequence padded to ten digits, so that two steps can't both be
 * number 124; and the newest snapshot under the id `snapshot`.
 */
export const BotEvents = container(
  "BotEvents",
  Schema.Union([
    /** Sequence 0: what never changes in the run. */
    Schema.Struct({
      ...runKey,
      kind: Schema.Literal("GENESIS"),
      seq: Schema.Literal(0),
      at: Schema.Int,
      /** Through which account it trades. */
      connection: ConnectionId,
      environment: Environment,
      /** By whose rules; the kind ones when absent. */
      terms: Schema.optionalKey(TermsName),
      instrument: Instrument,
      settings: BotSettings,
      /** What the bot's first run was laid around, where it keeps that for ever. */
      anchor: Schema.optionalKey(Decimal)
    }),
    Schema.Struct({
      ...runKey,
      kind: Schema.Literal("STEP"),
      seq: Schema.Int,
      at: Schema.Int,
      /** When it was written (wall clock). */
      recordedAt: Schema.optionalKey(Schema.Int),
      ...traded,
      /** The message this came from: one already recorded is not stepped again. */
      messageId: Schema.String,
      /** Encoded `BotEvent`. */
      event: Encoded,
      /** Encoded `OrderAction`s: the outbox. */
      orders: Schema.Array(Encoded),
      /** Encoded `Wake`, decided at `at`. */
      wake: Encoded,
      transitions: Schema.Array(Transition),
      summary: RunSummary
    }),
    /** A fold kept to load faster; may be thrown away at any time. */
    Schema.Struct({
      ...runKey,
      kind: Schema.Literal("SNAPSHOT"),
      seq: Schema.Int,
      /** Version of the code that folded it; another version folds anew. */
      rules: Schema.Int,
      state: Schema.String
    })
  ])
)
export type BotEventRecord = (typeof BotEvents)["schema"]["Type"]
export type StepRecord = Extract<BotEventRecord, { kind: "STEP" }>
/** The id of step `seq`. */
export const stepId = (seq: number): string => seq.toString().padStart(10, "0")
/**
 * Condition for the steps `from..before` of a run (from 1, without end, when not said), to be ordered by `id`: that is
 * the order of their sequence, and needs no index of its own.
 */
export const stepsWhere = (range: { readonly from?: number; readonly before?: number } = {}): Where => ({
  id: {
    from: stepId(range.from ?? 1),
    // Every digit comes before every letter, so that the snapshot stays out.
    before: range.before === undefined ? "a" : stepId(range.before)
  }
})
