import { compare, decimalsOf, dividedBy, minus } from "@tradetower/domain/number"
import type { Field } from "../../client/contract.ts"
import { trimmed } from "../../format/number.ts"
import { numberOf, refusal } from "../../format/typed.ts"
import type { Values } from "../form/draft.ts"
import { sliderRange } from "../form/slider.ts"

/** A range of one field, as it is being entered. */
export interface AxisDraft {
  readonly field: string
  readonly from: string
  readonly to: string
  readonly step: string
}

/** More sets than this are refused by the server. */
export const MOST_SETS = 10_000

/** The fields that can be swept: plain numbers that have a value. */
export const sweepable = (fields: ReadonlyArray<Field>, values: Readonly<Record<string, unknown>>) =>
  fields.filter(
    ({ kind, name, unit }) =>
      (kind === "DECIMAL" || kind === "COUNT") && unit !== "QUOTE" && unit !== "BASE" && (values[name] ?? "") !== ""
  )

const plain = (value: number): string => value.toFixed(8).replace(/\.?0+$/, "")

/** A first range for a field, around its value: about nine values. */
export const firstAxis = (field: Field, value: string, tickSize: string): AxisDraft => {
  const range = sliderRange(field, value, tickSize)
  if (range === undefined) return { field: field.name, from: value, to: value, step: "1" }
  const at = Number(value)
  // A ladder's bounds must stay on their sides of the price: prices are varied less.
  const share = field.unit === "PRICE" ? 0.15 : 0.5
  const low = Math.max(range.min, at - (at - range.min) * share)
  const high = Math.min(range.max, at + (range.max - at) * share)
  const step = Math.max(range.step, Math.round((high - low) / 8 / range.step) * range.step)
  const on = (price: number) => plain(Math.max(range.min, Math.round(price / step) * step))
  return { field: field.name, from: on(low), to: on(high), step: plain(step) }
}

/** How many values a range has; `undefined` while it can't be walked. */
export const valuesIn = ({ from, step, to }: AxisDraft): number | undefined => {
  const [low, high, by] = [from, to, step].map(numberOf)
  if (low === undefined || high === undefined || by === undefined) return undefined
  if (compare(by, "0") <= 0 || compare(high, low) < 0) return undefined
  return Math.floor(Number(dividedBy(minus(high, low), by, 6) ?? "0") + 1e-6) + 1
}

/** Decimals that show every value of a range, and none more. */
export const axisDecimals = ({ from, step }: Pick<AxisDraft, "from" | "step">): number =>
  Math.max(decimalsOf(from), decimalsOf(step))

/** What is wrong with a range; `undefined` when nothing is. */
export const axisProblem = (axis: AxisDraft): string | undefined => {
  const [low, high, by] = [axis.from, axis.to, axis.step].map(numberOf)
  const unread = refusal(axis.from) ?? refusal(axis.to) ?? refusal(axis.step)
  if (unread !== undefined) return unread
  if (low === undefined || high === undefined || by === undefined) return "Give three numbers: from, to, step."
  if (compare(by, "0") <= 0) return "Give a step above 0."
  return compare(high, low) < 0 ? `It goes upwards: give an end of ${axis.from} or more.` : undefined
}

/**
 * That no set can run because the lowest price of a ladder is never below its highest; `undefined` when some may. Ranges
 * come first, then the form's own values.
 */
export const ladderProblem = (axes: ReadonlyArray<AxisDraft>, values: Values): string | undefined => {
  const axisOf = (name: string) => axes.find(({ field }) => field === name)
  if (axisOf("lowPrice") === undefined && axisOf("highPrice") === undefined) return undefined
  const low = numberOf(axisOf("lowPrice")?.from ?? String(values["lowPrice"] ?? ""))
  const high = numberOf(axisOf("highPrice")?.to ?? String(values["highPrice"] ?? ""))
  return low === undefined || high === undefined || compare(low, high) < 0
    ? undefined
    : `No set can run: the lowest price begins at ${trimmed(low)}, and the highest price ends at ${trimmed(high)}.`
}
