import { Schema } from "effect"
import { Decimal, fromUnits, toUnits } from "../number/decimal.ts"
import type { BotSettings } from "../strategy/settings.ts"

/** More sets than this are refused. */
export const SWEEP_LIMIT = 10_000
/** Digits a swept value is counted in. */
const DECIMALS = 12

/** One numeric setting over a range, both ends included: `{ field: "gridLevels", from: "10", to: "50", step: "5" }`. */
export const SweepAxis = Schema.Struct({ field: Schema.String, from: Decimal, to: Decimal, step: Decimal }).annotate({
  identifier: "SweepAxis"
})
export type SweepAxis = typeof SweepAxis.Type

/** How one stretch of the candles went for one set. */
export const SweepFigures = Schema.Struct({
  totalPercent: Decimal,
  drawdownPercent: Decimal,
  sharpe: Schema.optionalKey(Decimal),
  trades: Schema.Int,
  fills: Schema.Int
}).annotate({ identifier: "SweepFigures" })
export type SweepFigures = typeof SweepFigures.Type

/** One set of values: how it did where it was chosen, and beside it where nobody looked. */
export const SweepRow = Schema.Struct({
  /** Which of the sweep's sets, from 0. */
  number: Schema.Int,
  values: Schema.Record(Schema.String, Decimal),
  /** Why these settings can't run; then there are no figures. */
  problem: Schema.optionalKey(Schema.String),
  /** The first two thirds: what the ranking goes by. */
  chosenOn: Schema.optionalKey(SweepFigures),
  /** The held-out last third, run anew. */
  heldOut: Schema.optionalKey(SweepFigures)
}).annotate({ identifier: "SweepRow" })
export type SweepRow = typeof SweepRow.Type

/** What a sweep is ranked by. */
export const SweepRanking = Schema.Literals(["RETURN", "SHARPE", "RETURN_PER_DRAWDOWN"])
export type SweepRanking = typeof SweepRanking.Type

/** A sweep's rows, best first, and what to beware of. */
export const SweepResult = Schema.Struct({
  by: SweepRanking,
  rows: Schema.Array(SweepRow),
  /** In words: how much of the best sets' success did not last in the held-out third. */
  warning: Schema.String
}).annotate({ identifier: "SweepResult" })
export type SweepResult = typeof SweepResult.Type

/** The ranges have more combinations than a sweep may have. */
export class SweepTooLarge extends Schema.TaggedError<SweepTooLarge>()("SweepTooLarge", {
  sets: Schema.Int,
  limit: Schema.Int
}) {
  override get message(): string {
    return `the ranges make ${this.sets} sets, at most ${this.limit} are run: take larger steps or fewer fields`
  }
}

/** A range that can't be walked, or a field that has no number. */
export class SweepInvalid extends Schema.TaggedError<SweepInvalid>()("SweepInvalid", {
  field: Schema.String,
  problem: Schema.String
}) {
  override get message(): string {
    return `${this.field}: ${this.problem}`
  }
}

/** The sets of a sweep, by number. */
export interface Sweep {
  readonly count: number
  /** The settings of a set, and the values it changes. */
  readonly set: (number: number) => {
    readonly values: Readonly<Record<string, Decimal>>
    readonly settings: BotSettings
  }
}

const steps = (axis: SweepAxis): { readonly first: bigint; readonly step: bigint; readonly count: number } => {
  const [first, last, step] = [axis.from, axis.to, axis.step].map((text) => toUnits(text, DECIMALS))
  if (first === undefined || last === undefined || step === undefined)
    throw new SweepInvalid({ field: axis.field, problem: `write ranges with at most ${DECIMALS} decimals` })
  if (step <= 0n) throw new SweepInvalid({ field: axis.field, problem: "the step must be above zero" })
  if (last < first)
    throw new SweepInvalid({ field: axis.field, problem: `the range must not end before it begins at ${axis.from}` })
  return { first, step, count: Number((last - first) / step) + 1 }
}

/** Where a path such as `start.percent` leads in settings, replaced. */
const replaced = (of: Readonly<Record<string, unknown>>, path: ReadonlyArray<string>, value: Decimal): unknown => {
  const [name = "", ...rest] = path
  const before = of[name]
  if (rest.length > 0)
    // Only an object can be gone into; anything else is replaced whole and refused by the settings' schema.
    return { ...of, [name]: replaced((before ?? {}) as Readonly<Record<string, unknown>>, rest, value) }
  return { ...of, [name]: typeof before === "number" ? Number(value) : value }
}

/**
 * All combinations of the ranges, the last axis fastest. Any numeric field can be swept; fields inside others are
 * written with dots (`start.percent`). The settings are made one by one, when a set is asked for.
 *
 * Throws `SweepTooLarge` beyond `SWEEP_LIMIT` sets and `SweepInvalid` for a range that can't be walked.
 */
export const sweepOf = (settings: BotSettings, axes: ReadonlyArray<SweepAxis>): Sweep => {
  const ranges = axes.map((axis) => ({ path: axis.field.split("."), field: axis.field, ...steps(axis) }))
  const count = ranges.reduce((product, range) => product * range.count, 1)
  if (count > SWEEP_LIMIT) throw new SweepTooLarge({ sets: count, limit: SWEEP_LIMIT })
  return {
    count,
    set: (number) => {
      const values: Record<string, Decimal> = {}
      let made: unknown = settings
      let left = number
      for (const range of ranges.toReversed()) {
        const value = fromUnits(range.first + range.step * BigInt(left % range.count), DECIMALS)
        left = Math.floor(left / range.count)
        values[range.field] = value
        made = replaced(made as Readonly<Record<string, unknown>>, range.path, value)
      }
      // The fields are those of the settings given; a value out of its field's limits is found by their check.
      return { values, settings: made as BotSettings }
    }
  }
}
