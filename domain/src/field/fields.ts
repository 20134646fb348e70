import { SchemaAST } from "effect"
import { type FieldNote, noteOf } from "./field.ts"

/** One setting as a form, a page of documentation or an error needs it. */
export interface SettingField {
  readonly name: string
  readonly note: FieldNote
  readonly kind: "DECIMAL" | "COUNT" | "FLAG" | "CHOICE" | "UNION" | "LIST"
  /** Words to choose from; of a CHOICE. */
  readonly choices?: ReadonlyArray<string>
  /** The shapes it may have; of a UNION. */
  readonly variants?: ReadonlyArray<Variant>
  /** What each of its items is; of a LIST. */
  readonly item?: SettingField
  readonly optional: boolean
}

/** One shape of a UNION. */
export interface Variant {
  readonly tag: string
  readonly title: string
  readonly description: string
  readonly fields: ReadonlyArray<SettingField>
}

/** A schema whose annotations say what a form needs to know. */
export interface Annotated {
  readonly ast: SchemaAST.AST
}

type Kind = Pick<SettingField, "kind" | "choices" | "variants" | "item">

const literalsOf = (types: ReadonlyArray<SchemaAST.AST>): ReadonlyArray<string> =>
  types.flatMap((type) => (SchemaAST.isLiteral(type) ? [String(type.literal)] : []))

const variantOf = (ast: SchemaAST.AST): ReadonlyArray<Variant> => {
  const tag = SchemaAST.isObjects(ast) ? ast.propertySignatures.find(({ name }) => name === "_tag")?.type : undefined
  const note = noteOf(ast)
  if (tag === undefined || note === undefined || !SchemaAST.isLiteral(tag)) return []
  return [{ tag: String(tag.literal), title: note.title, description: note.description, fields: fieldsIn(ast) }]
}

const kindOf = (ast: SchemaAST.AST): Kind | undefined => {
  if (SchemaAST.isBoolean(ast)) return { kind: "FLAG" }
  if (SchemaAST.isNumber(ast)) return { kind: "COUNT" }
  if (SchemaAST.isString(ast)) return { kind: "DECIMAL" }
  if (SchemaAST.isLiteral(ast)) return { kind: "CHOICE", choices: literalsOf([ast]) }
  if (SchemaAST.isArrays(ast)) {
    const [type] = ast.rest
    const item = type === undefined ? undefined : fieldOf("", type)
    return item && { kind: "LIST", item }
  }
  if (!SchemaAST.isUnion(ast)) return undefined
  const choices = literalsOf(ast.types)
  return choices.length > 0 ? { kind: "CHOICE", choices } : { kind: "UNION", variants: ast.types.flatMap(variantOf) }
}

/** Optional, or filled in when it is read. */
const mayBeLeftOut = (ast: SchemaAST.AST): boolean => SchemaAST.toEncoded(ast).context?.isOptional ?? false

const fieldOf = (name: string, ast: SchemaAST.AST): SettingField | undefined => {
  const note = noteOf(ast)
  const kind = kindOf(ast)
  return note && kind && { name, note, ...kind, optional: mayBeLeftOut(ast) }
}

/** `takeProfitPercent` and `takeProfitPrice`, both optional, say the same in two ways. */
const ways = { Percent: "In percent", Price: "At a price" } as const
const withWays = (fields: ReadonlyArray<SettingField>): ReadonlyArray<SettingField> =>
  fields.map((field) => {
    const [, stem, own] = /^(\w+)(Percent|Price)$/.exec(field.name) ?? []
    if (stem === undefined || (own !== "Percent" && own !== "Price") || field.note.either !== undefined) return field
    const twin = fields.find(({ name }) => name === `${stem}${own === "Percent" ? "Price" : "Percent"}`)
    if (twin?.optional !== true || !field.optional) return field
    return { ...field, note: { ...field.note, either: { group: stem, way: ways[own] } } }
  })

/** The fields of a struct whose schema says what a form needs to know. */
export const fieldsIn = (ast: SchemaAST.AST): ReadonlyArray<SettingField> =>
  SchemaAST.isObjects(ast)
    ? withWays(ast.propertySignatures.flatMap(({ name, type }) => fieldOf(String(name), type) ?? []))
    : []
