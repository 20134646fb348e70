import type { Field } from "../../client/contract.ts"
import { compare, divide, subtract } from "../../format/decimal.ts"
import { typed } from "../../format/number.ts"
import { sliderRange } from "../form/slider.ts"

/** A range of one field, as it is being typed. */
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
  const [low, high, by] = [from, to, step].map(typed)
  if (low === undefined || high === undefined || by === undefined) return undefined
  if (compare(by, "0") <= 0 || compare(high, low) < 0) return undefined
  return Math.floor(Number(divide(subtract(high, low), by, 6) ?? "0") + 1e-6) + 1
}

/** What is wrong with a range; `undefined` when nothing is. */
export const axisProblem = (axis: AxisDraft): string | undefined => {
  const [low, high, by] = [axis.from, axis.to, axis.step].map(typed)
  if (low === undefined || high === undefined || by === undefined) return "Give three numbers: from, to, step."
  if (compare(by, "0") <= 0) return "The step must be above nothing."
  return compare(high, low) < 0 ? "It must not end before it begins." : undefined
}
