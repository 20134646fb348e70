import { isDecimal } from "@tradetower/domain/number"
import { trimmed } from "../format/number.ts"
import type { Field, Market, Settings } from "../client/contract.ts"
import { choiceWords } from "./words.ts"

/** One setting for the eye. */
export interface SettingLine {
  /** `start.conditions.0.period` */
  readonly path: string
  readonly title: string
  readonly text: string
}

type Names = Pick<Market["instrument"], "base" | "quote">

/** The unit of a field as the market calls it. */
export const unitOf = (field: Field, { base, quote }: Names): string | undefined => {
  switch (field.unit) {
    case "QUOTE":
    case "PRICE":
      return quote
    case "BASE":
      return base
    case "PERCENT":
      return "%"
    default:
      return undefined
  }
}

const plain = (value: unknown, field: Field, names: Names | undefined): string => {
  if (typeof value === "boolean") return value ? "Yes" : "No"
  if (typeof value === "number") return String(value)
  if (typeof value !== "string") return "–"
  if (!isDecimal(value)) return choiceWords(value)
  const unit =
    names === undefined && field.unit !== "PERCENT" ? undefined : unitOf(field, names ?? { base: "", quote: "" })
  return unit === undefined ? trimmed(value) : `${trimmed(value)} ${unit}`
}

/** Every setting as a line, those inside others after them. */
const linesOf = (field: Field, value: unknown, path: string, names: Names | undefined): ReadonlyArray<SettingLine> => {
  if (value === undefined) return []
  if (field.kind === "LIST" && Array.isArray(value))
    return value.flatMap((one, i) => (field.item ? linesOf(field.item, one, `${path}.${i}`, names) : []))
  if (field.kind !== "UNION" || typeof value !== "object" || value === null)
    return [{ path, title: field.title, text: plain(value, field, names) }]
  const inner: Readonly<Record<string, unknown>> = { ...value }
  const variant = field.variants?.find(({ tag }) => tag === inner["_tag"])
  return [
    { path, title: field.title, text: variant?.title ?? "" },
    ...(variant?.fields ?? []).flatMap((one) => linesOf(one, inner[one.name], `${path}.${one.name}`, names))
  ]
}

/** A strategy's settings, a line each, in the order of its fields; amounts with their unit where the market is known. */
export const settingLines = (
  fields: ReadonlyArray<Field>,
  settings: Settings,
  names?: Names
): ReadonlyArray<SettingLine> => {
  const values: Readonly<Record<string, unknown>> = { ...settings }
  return fields.flatMap((field) => linesOf(field, values[field.name], field.name, names))
}
