import { decimalsOf } from "@tradetower/domain/number"
import type { Field } from "../../client/contract.ts"

/** Where a slider goes, for moving a value by hand: floats do, because what it gives is read as text on its grid. */
export interface SliderRange {
  readonly min: number
  readonly max: number
  readonly step: number
}

/** 1, 2 or 5 times a power of ten, at most `value`. */
const nice = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  const share = value / power
  return (share >= 5 ? 5 : share >= 2 ? 2 : 1) * power
}

const clamp = (value: number, field: Field): number =>
  Math.min(Math.max(value, Number(field.min ?? -Infinity)), Number(field.max ?? Infinity))

/**
 * The range a slider covers around a preset's value (`anchor`): wide enough to play with, narrow enough to hit what is
 * meant. Absent for what has no preset value, and for amounts.
 */
export const sliderRange = (field: Field, anchor: string | undefined, tickSize: string): SliderRange | undefined => {
  const at = Number(anchor)
  if (anchor === undefined || anchor === "" || !Number.isFinite(at)) return undefined
  switch (field.unit) {
    case "PRICE": {
      if (at <= 0) return undefined
      const step = Math.max(nice(at / 400), Number(tickSize))
      const grid = (price: number): number => Number((Math.round(price / step) * step).toFixed(12))
      return { min: grid(at * 0.6), max: grid(at * 1.4), step }
    }
    case "PERCENT": {
      const max = clamp(Math.max(at * 4, 2), field)
      const min = clamp(Number(field.min ?? 0), field)
      return { min, max, step: max - min > 20 ? 0.5 : 0.1 }
    }
    case "COUNT":
      return { min: clamp(0, field), max: clamp(Math.max(at * 3, 12), field), step: 1 }
    case "NONE":
      return field.kind === "DECIMAL" && field.min !== undefined && field.max !== undefined
        ? { min: Number(field.min), max: Number(field.max), step: 0.05 }
        : undefined
    default:
      return undefined
  }
}

/** A slider's position as text on its own grid: `0.30000000000000004` is `0.3`. */
export const slid = (value: number, { min, step }: SliderRange): string => {
  const decimals = Math.max(decimalsOf(plain(step)), decimalsOf(plain(min)))
  return value
    .toFixed(decimals)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "")
}

const plain = (value: number): string => value.toFixed(8).replace(/\.?0+$/, "")
