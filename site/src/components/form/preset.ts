import { dividedBy, times } from "@tradetower/domain/number"
import type { Field, Settings } from "../../client/contract.ts"

/** Presets are asked for at this amount; see {@link forAmount}. */
export const REFERENCE = "1000"

const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text)

/** The setting that says how much a bot may use: the investment, else its first amount. */
export const amountField = (fields: ReadonlyArray<Field>): Field | undefined =>
  fields.find(({ name }) => name === "investment") ??
  fields.find(({ kind, unit }) => kind === "DECIMAL" && (unit === "QUOTE" || unit === "BASE"))

/** What a setting is, as text; nothing when it isn't a plain value. */
export const textOf = (settings: Settings, name: string): string | undefined => {
  const value = Object.entries(settings).find(([own]) => own === name)?.[1] as unknown
  return typeof value === "string" ? value : undefined
}

/** A preset's settings for another amount: everything counted in the same unit grows in proportion. */
export const forAmount = (settings: Settings, fields: ReadonlyArray<Field>, amount: string): Settings => {
  const main = amountField(fields)
  const before = main && textOf(settings, main.name)
  if (main === undefined || before === undefined) return settings
  const scaled = fields
    .filter(({ kind, unit }) => kind === "DECIMAL" && unit === main.unit)
    .flatMap(({ name }) => {
      const value = textOf(settings, name)
      if (value === undefined) return []
      const share = name === main.name ? amount : trimZeros(dividedBy(times(value, amount), before, 8) ?? value)
      return [[name, share] as const]
    })
  // Only values change, each for one of its own kind.
  return { ...settings, ...Object.fromEntries(scaled) } as Settings
}
