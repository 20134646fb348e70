import { Schema } from "effect"
import { freshMemory, type RunMemory } from "../bot/memory.ts"
import { RunId } from "../ids.ts"
import { Decimal } from "../number/decimal.ts"
import { fromUnits, toUnits } from "../number/decimal-units.ts"
import { fieldsOf } from "../strategy/fields.ts"
import { type SettingField } from "../field/fields.ts"
import type { BotSettings } from "../strategy/settings.ts"

/** Whose runs they are called. */
export const SWEPT = RunId.make("sweep")
/** More sets than this are refused. */
export const SWEEP_LIMIT = 10_000
/** Digits a swept value is counted in. */
const DECIMALS = 12

/** One numeric setting over a range, both ends included: `{ field: "gridLevels", from: "10", to: "50", step: "5" }`. */
export const SweepAxis = Schema.Struct({
  field: Schema.String.check(Schema.isMaxLength(100)),
  from: Decimal,
  to: Decimal,
  step: Decimal
}).annotate({
  identifier: "SweepAxis"
})
export type SweepAxis = typeof SweepAxis.Type

/** How one stretch of the candles went for one set. */
export const SweepFigures = Schema.Struct({
  totalPercent: Decimal,
  drawdownPercent: Decimal,
  sharpe: Schema.optionalKey(Decimal),
  trades: Schema.Int,
  fills: Schema.Int,
  /** That the bot did not trade to the end, since when and why (`endWords`); absent where it did. */
  ended: Schema.optionalKey(Schema.String)
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
  /** May be beyond any count. */
  sets: Schema.Finite,
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
  /** Shared by its sets, which are run one after another. */
  readonly memory: RunMemory
  /** The settings of a set, and the values it changes. */
  readonly set: (number: number) => {
    readonly values: Readonly<Record<string, Decimal>>
    readonly settings: BotSettings
  }
}

interface Range {
  readonly field: string
  readonly first: bigint
  readonly step: bigint
  readonly count: number
  /** The setting is a number, not a decimal's text. */
  readonly counts: boolean
}

const invalid = (field: string, problem: string) => new SweepInvalid({ field, problem })

/** The values of an axis, which must lie within the limits of a numeric setting of the strategy. */
const rangeOf = (axis: SweepAxis, fields: ReadonlyArray<SettingField>): Range => {
  const numeric = fields.filter(({ kind }) => kind === "DECIMAL" || kind === "COUNT")
  const field = numeric.find(({ name }) => name === axis.field)
  if (field === undefined)
    throw invalid(axis.field, `is no number: choose from ${numeric.map(({ name }) => name).join(", ")}`)
  const counts = field.kind === "COUNT"
  const digits = counts ? 0 : DECIMALS
  const [first, last, step] = [axis.from, axis.to, axis.step].map((text) => toUnits(text, digits))
  if (first === undefined || last === undefined || step === undefined)
    throw invalid(axis.field, counts ? "takes whole numbers only" : `takes at most ${DECIMALS} decimals`)
  if (step <= 0n) throw invalid(axis.field, "needs a step above zero")
  if (last < first) throw invalid(axis.field, `must not end before it begins, at ${axis.from}`)
  const { max, min } = field.note
  if (min !== undefined && Number(axis.from) < Number(min)) throw invalid(axis.field, `must begin at ${min} or above`)
  if (max !== undefined && Number(axis.to) > Number(max)) throw invalid(axis.field, `must end at ${max} or below`)
  return { field: axis.field, first, step, count: Number((last - first) / step) + 1, counts }
}

/** Settings without what says the same as a swept field in another way: no step when the levels are swept. */
const withoutTwins = (
  settings: BotSettings,
  axes: ReadonlyArray<SweepAxis>,
  fields: ReadonlyArray<SettingField>
): BotSettings => {
  const swept = new Set(axes.map(({ field }) => field))
  const groups = new Set(
    fields.flatMap(({ name, note }) => (swept.has(name) && note.either ? [note.either.group] : []))
  )
  const twins = new Set(
    fields.flatMap(({ name, note }) => (note.either && groups.has(note.either.group) && !swept.has(name) ? [name] : []))
  )
  // What is left out is optional: it was one of two ways to say the same.
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !twins.has(name))) as BotSettings
}

/**
 * All combinations of the ranges, the last axis fastest. The settings are made one by one, when a set is asked for.
 *
 * Throws `SweepTooLarge` beyond `SWEEP_LIMIT` sets, and `SweepInvalid` for a field that is no number or a range that
 * can't be walked (BACKTEST-8).
 */
export const sweepOf = (settings: BotSettings, axes: ReadonlyArray<SweepAxis>): Sweep => {
  const fields = fieldsOf(settings._tag)
  const ranges = axes.map((axis) => rangeOf(axis, fields))
  const twice = axes.find(({ field }, i) => axes.findIndex((other) => other.field === field) < i)
  if (twice !== undefined) throw invalid(twice.field, "is swept twice: give it one range")
  const base = withoutTwins(settings, axes, fields)
  const count = ranges.reduce((product, range) => product * range.count, 1)
  if (count > SWEEP_LIMIT) throw new SweepTooLarge({ sets: count, limit: SWEEP_LIMIT })
  return {
    count,
    memory: freshMemory(SWEPT),
    set: (number) => {
      const values: Record<string, Decimal> = {}
      const changes: Record<string, Decimal | number> = {}
      let left = number
      for (const { count: own, counts, field, first, step } of ranges.toReversed()) {
        const value = fromUnits(first + step * BigInt(left % own), counts ? 0 : DECIMALS)
        left = Math.floor(left / own)
        values[field] = value
        changes[field] = counts ? Number(value) : value
      }
      return { values, settings: { ...base, ...changes } }
    }
  }
}
