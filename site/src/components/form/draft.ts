import type { fieldsOf } from "@tradetower/domain"
import type { Settings } from "../../client/contract.ts"
import { compare } from "../../format/decimal.ts"
import { typed } from "../../format/number.ts"

export type Field = ReturnType<typeof fieldsOf>[number]
type Start = Settings["start"]

/** A form as it is being filled in: text as typed, ticks as ticked. */
export interface Draft {
  readonly strategy: Settings["_tag"]
  readonly values: Readonly<Record<string, string | boolean>>
  readonly start: Start["_tag"]
  readonly startPercent: string
  readonly startAction: "BUY" | "SELL"
}

/** What is wrong, by field: each says what would work. */
export type Problems = Readonly<Record<string, string>>

export const draftOf = (settings: Settings): Draft => {
  const values: Record<string, string | boolean> = {}
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === "boolean" || typeof value === "string") values[name] = value
    if (typeof value === "number") values[name] = String(value)
  }
  const { start } = settings
  return {
    strategy: settings._tag,
    values,
    start: start._tag,
    startPercent: start._tag === "PRICE_CHANGE" ? start.percent : "-2",
    startAction: start._tag === "TRADINGVIEW" ? start.action : "BUY"
  }
}

const limits = ({ note }: Field): string =>
  note.min !== undefined && note.max !== undefined
    ? `from ${note.min} to ${note.max}`
    : note.min !== undefined
      ? `of at least ${note.min}`
      : note.max !== undefined
        ? `of at most ${note.max}`
        : ""

/** Why a typed number can't be this field's value; `undefined` when it can. */
const problemOf = (field: Field, value: string | undefined): string | undefined => {
  const kind = field.kind === "COUNT" ? "whole number" : "number"
  if (value === undefined) return `Give a ${kind} ${limits(field)}`.trim() + "."
  const { min, max } = field.note
  const low = min !== undefined && compare(value, min) < 0
  const high = max !== undefined && compare(value, max) > 0
  const fraction = field.kind === "COUNT" && value.includes(".")
  return low || high || fraction ? `Give a ${kind} ${limits(field)}.` : undefined
}

const startOf = (draft: Draft, problems: Record<string, string>): Start => {
  switch (draft.start) {
    case "PRICE_CHANGE": {
      const percent = typed(draft.startPercent)
      if (percent === undefined || compare(percent, "-99") < 0 || compare(percent, "1000") > 0)
        problems["start"] = "Give a percent from -99 to 1000; negative means down."
      return { _tag: "PRICE_CHANGE", percent: percent ?? "0" }
    }
    case "TRADINGVIEW":
      return { _tag: "TRADINGVIEW", action: draft.startAction }
    default:
      return { _tag: draft.start }
  }
}

/** Reads a draft by its fields: the settings when every value can be read, and what is wrong. */
export const readDraft = (
  fields: ReadonlyArray<Field>,
  draft: Draft
): { readonly settings: Settings | undefined; readonly problems: Problems } => {
  const problems: Record<string, string> = {}
  const settings: Record<string, unknown> = { _tag: draft.strategy, start: startOf(draft, problems) }
  for (const field of fields) {
    const raw = draft.values[field.name]
    if (field.kind === "FLAG") settings[field.name] = raw === true
    else if (field.kind === "CHOICE") settings[field.name] = raw
    else if (field.optional && (raw === undefined || raw === "")) continue
    else {
      const value = typed(String(raw ?? ""))
      const problem = problemOf(field, value)
      if (problem !== undefined) problems[field.name] = problem
      else settings[field.name] = field.kind === "COUNT" ? Number(value) : value
    }
  }
  // Every field of the schema was read into its own kind just above.
  return { settings: Object.keys(problems).length === 0 ? (settings as Settings) : undefined, problems }
}
