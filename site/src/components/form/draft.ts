import { compare } from "@tradetower/domain/number"
import type { Field, Market, Settings } from "../../client/contract.ts"
import { numberOf, refusal } from "../../format/typed.ts"

/** What is entered (a number as `entered` gives it) and ticked, by the path of its setting: `lowPrice`, `start._tag`, `start.conditions.0.period`. */
export type Values = Readonly<Record<string, string | boolean>>

/** A form as it is being filled in. */
export interface Draft {
  readonly strategy: Settings["_tag"]
  readonly values: Values
  /** Of settings that can be said in several ways, the way chosen, by their group. */
  readonly ways: Readonly<Record<string, string>>
}

/** What is wrong, by path: each says what would work. */
export type Problems = Readonly<Record<string, string>>

const flat = (value: unknown, path: string, into: Record<string, string | boolean>): void => {
  if (typeof value === "boolean" || typeof value === "string") into[path] = value
  else if (typeof value === "number") into[path] = String(value)
  else if (Array.isArray(value)) {
    into[`${path}.length`] = String(value.length)
    value.forEach((item, i) => flat(item, `${path}.${i}`, into))
  } else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value)) flat(inner, path === "" ? name : `${path}.${name}`, into)
}

/** The ways of each group among fields, in order. */
export const waysOf = (fields: ReadonlyArray<Field>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const groups = new Map<string, ReadonlyArray<string>>()
  for (const { either } of fields)
    if (either !== undefined) {
      const known = groups.get(either.group) ?? []
      if (!known.includes(either.way)) groups.set(either.group, [...known, either.way])
    }
  return groups
}

/** A form filled with settings; of several ways that one is chosen that they use. */
export const draftOf = (settings: Settings, fields: ReadonlyArray<Field>): Draft => {
  const { _tag, ...rest } = settings
  const values: Record<string, string | boolean> = {}
  flat(rest, "", values)
  const ways: Record<string, string> = {}
  for (const [group, all] of waysOf(fields)) {
    const used = fields.find(({ either, name }) => either?.group === group && values[name] !== undefined)
    const way = used?.either?.way ?? all[0]
    if (way !== undefined) ways[group] = way
  }
  return { strategy: _tag, values, ways }
}

/** A kind of market, as fields say where they are of use. */
export type MarketKind = NonNullable<Field["on"]>
export const kindOf = ({ assetClass, kind }: Pick<Market["instrument"], "assetClass" | "kind">): MarketKind =>
  kind === "SPOT" && assetClass === "EQUITY" ? "STOCKS" : kind

/** The fields that are of use on a kind of market; all, while that isn't known. */
export const fieldsOn = (fields: ReadonlyArray<Field>, kind: MarketKind | undefined): ReadonlyArray<Field> =>
  fields.filter(
    ({ on }) => on === undefined || kind === undefined || on === kind || (on === "SPOT" && kind === "STOCKS")
  )

/** Whether a field is asked for as the form stands. */
export const isAsked = (field: Field, draft: Draft, prefix = ""): boolean => {
  const { either, when } = field
  if (either !== undefined && draft.ways[either.group] !== undefined && draft.ways[either.group] !== either.way)
    return false
  return when === undefined || (draft.values[prefix + when.field] ?? false) === when.is
}

const limits = ({ min, max }: Field): string =>
  min !== undefined && max !== undefined
    ? `from ${min} to ${max}`
    : min !== undefined
      ? `of at least ${min}`
      : max !== undefined
        ? `of at most ${max}`
        : ""

/** Why a typed number can't be this field's value; `undefined` when it can. */
const problemOf = (field: Field, value: string | undefined): string | undefined => {
  const kind = field.kind === "COUNT" ? "whole number" : "number"
  if (value === undefined) return `Give a ${kind} ${limits(field)}`.trim() + "."
  const { min, max } = field
  const low = min !== undefined && compare(value, min) < 0
  const high = max !== undefined && compare(value, max) > 0
  const fraction = field.kind === "COUNT" && value.includes(".")
  return low || high || fraction ? `Give a ${kind} ${limits(field)}.` : undefined
}

/** The value a field has before anything is typed into it: its default. */
export const first = (field: Field): string | boolean | undefined =>
  field.kind === "FLAG"
    ? field.default === "true"
    : (field.default ?? (field.kind === "CHOICE" ? field.choices?.[0] : undefined))

/** Which shape of a UNION is chosen. */
export const variantOf = (field: Field, draft: Draft, path: string) =>
  field.variants?.find(({ tag }) => tag === (draft.values[`${path}._tag`] ?? field.default)) ?? field.variants?.[0]

/** How many items a LIST has. */
export const itemsOf = (field: Field, draft: Draft, path: string): number =>
  Math.max(Number(field.min ?? 0), Number(draft.values[`${path}.length`] ?? 0))

const readOne = (field: Field, draft: Draft, path: string, problems: Record<string, string>): unknown => {
  const given = draft.values[path]
  const raw = given === undefined || given === "" ? first(field) : given
  switch (field.kind) {
    case "FLAG":
      return raw === true
    case "CHOICE":
      return raw
    case "UNION": {
      const variant = variantOf(field, draft, path)
      return { _tag: variant?.tag, ...readAll(variant?.fields ?? [], draft, `${path}.`, problems) }
    }
    case "LIST": {
      const { item } = field
      const count = itemsOf(field, draft, path)
      return item && Array.from({ length: count }, (_, i) => readOne(item, draft, `${path}.${i}`, problems))
    }
    default: {
      if (field.optional && raw === undefined) return undefined
      const value = numberOf(String(raw ?? ""))
      const problem = refusal(String(raw ?? "")) ?? problemOf(field, value)
      if (problem !== undefined) problems[path] = problem
      return field.kind === "COUNT" ? Number(value) : value
    }
  }
}

const readAll = (
  fields: ReadonlyArray<Field>,
  draft: Draft,
  prefix: string,
  problems: Record<string, string>
): Record<string, unknown> => {
  const read: Record<string, unknown> = {}
  for (const field of fields) {
    const asked = isAsked(field, draft, prefix)
    // What has no default and may be left out is left out until it is touched.
    const untouched = field.optional && field.default === undefined && draft.values[prefix + field.name] === undefined
    if (asked ? untouched && first(field) !== undefined : field.default === undefined) continue
    const value = readOne(field, asked ? draft : { ...draft, values: {} }, prefix + field.name, problems)
    if (value !== undefined) read[field.name] = value
  }
  return read
}

/** Reads a draft by its fields: the settings when every value can be read, and what is wrong. */
export const readDraft = (
  fields: ReadonlyArray<Field>,
  draft: Draft
): { readonly settings: Settings | undefined; readonly problems: Problems } => {
  const problems: Record<string, string> = {}
  const settings = { _tag: draft.strategy, ...readAll(fields, draft, "", problems) }
  // Every field of the schema was read into its own kind just above.
  return { settings: Object.keys(problems).length === 0 ? (settings as Settings) : undefined, problems }
}
