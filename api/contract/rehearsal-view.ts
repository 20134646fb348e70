import { Schema } from "effect"
import { Decimal } from "@tradetower/domain/number"
import { Fault, RehearsalRow, RehearsalState, Waiver } from "@tradetower/domain/rehearsal"

/** How a bot's configuration came through its rehearsal. */
export const RehearsalView = Schema.Struct({
  /**
   * NONE: never rehearsed. OUTDATED: it was another configuration, or the market or this version goes by other rules now. PASSED and WAIVED: it may be started with real money.
   * FAILED: not before it passes, or each fault that it did not pass is waived by name.
   */
  state: RehearsalState,
  /** When it was rehearsed (ms, UTC), and at which price it began. Of a configuration that is no more, nothing else is told. */
  at: Schema.optionalKey(Schema.Int),
  price: Schema.optionalKey(Decimal),
  /** A row for each fault; empty where there is none of this configuration. */
  rows: Schema.Array(RehearsalRow),
  waived: Schema.optionalKey(Waiver)
}).annotate({ identifier: "Rehearsal" })
export type RehearsalView = typeof RehearsalView.Type

/** Faults that a trader accepts, by their names. */
export const NamedFaults = Schema.Array(Fault).check(Schema.isNonEmpty(), Schema.isMaxLength(Fault.literals.length))

/** Each that the bot did not pass. */
export const RehearsalWaiver = Schema.Struct({ faults: NamedFaults }).annotate({ identifier: "RehearsalWaiver" })
