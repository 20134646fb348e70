import { Schema } from "effect"
import { BotState } from "../bot/life.ts"

/**
 * What goes wrong in a rehearsal. CRASH: the process dies with an order on its way. STREAM: prices and fills are not
 * told. RATE_LIMIT: every request is put off (429). PARTIAL_FILL: orders fill bit by bit. STOP_REFUSED: the exchange
 * takes no stop, and the price comes to it. GAP: the price jumps over the stop. HALT: the market takes no orders.
 */
export const Fault = Schema.Literals(["CRASH", "STREAM", "RATE_LIMIT", "PARTIAL_FILL", "STOP_REFUSED", "GAP", "HALT"])
export type Fault = typeof Fault.Type
export const faults = Fault.literals

/** Decisions that follow one another by the same rule, as one. */
export const Decision = Schema.Struct({
  /** Seconds since the fault began. */
  after: Schema.Int,
  kind: Schema.Literals(["PLACE", "CANCEL", "STATE"]),
  /** How many of them. */
  count: Schema.Int,
  /** The rule of SPEC.md that asked for it; of a change of state absent. */
  rule: Schema.optionalKey(Schema.String),
  /** The state it changed to. */
  state: Schema.optionalKey(BotState),
  /** Why, in words: of several the first. */
  why: Schema.String
})
export type Decision = typeof Decision.Type

/** How a bot came through one fault. */
export const RehearsalRow = Schema.Struct({
  fault: Fault,
  /** What happened, in a sentence. */
  happened: Schema.String,
  /** What the bot did, oldest first; at most `MOST_DECISIONS`. */
  did: Schema.Array(Decision),
  /** How many more there were, after the first `FIRST_DECISIONS`. */
  more: Schema.Int,
  /** For how long something of what it held nothing would have sold: neither a stop at the exchange, nor the bot itself. */
  unprotectedSeconds: Schema.Int,
  /** Of that at least a part had no stop by its settings: that is told, and not judged. */
  bare: Schema.Boolean,
  /** For how long nothing but the bot itself watched its stop (EXIT-11). */
  watchedSeconds: Schema.Int,
  passed: Schema.Boolean,
  /** Not passed for nothing but its stop, which could not be kept all the time: without one it would have been. */
  forStopAlone: Schema.optionalKey(Schema.Boolean),
  /** Why it passed, or why not, in sentences. */
  why: Schema.String
}).annotate({ identifier: "RehearsalRow" })
export type RehearsalRow = typeof RehearsalRow.Type

/** The faults that a bot did not come through. */
export const failedFaults = (rows: ReadonlyArray<RehearsalRow>): ReadonlyArray<Fault> =>
  rows.filter(({ passed }) => !passed).map(({ fault }) => fault)
