import { Schema, SchemaAST } from "effect"
import { DcaSettings } from "./dca/settings.ts"
import type { FieldNote } from "./field.ts"
import { GridSettings } from "./grid/settings.ts"
import type { Strategy } from "./settings.ts"

/** One setting as a form, a page of documentation or an error needs it. */
export interface SettingField {
  readonly name: string
  readonly note: FieldNote
  readonly kind: "DECIMAL" | "COUNT" | "FLAG" | "CHOICE"
  readonly choices?: ReadonlyArray<string>
  readonly optional: boolean
}

const schemas: Record<Strategy, { readonly fields: Schema.Struct.Fields }> = { GRID: GridSettings, DCA: DcaSettings }

const kindOf = (ast: SchemaAST.AST): Pick<SettingField, "kind" | "choices"> | undefined => {
  if (SchemaAST.isBoolean(ast)) return { kind: "FLAG" }
  if (SchemaAST.isNumber(ast)) return { kind: "COUNT" }
  if (SchemaAST.isString(ast)) return { kind: "DECIMAL" }
  if (!SchemaAST.isUnion(ast)) return undefined
  const choices = ast.types.flatMap((type) => (SchemaAST.isLiteral(type) ? [String(type.literal)] : []))
  return { kind: "CHOICE", choices }
}

/**
 * The settings of a strategy in the order of its schema, from the schema's own annotations. `start` is not among
 * them: it has the shape of `StartCondition`, the same for every strategy.
 */
export const fieldsOf = (strategy: Strategy): ReadonlyArray<SettingField> =>
  Object.entries(schemas[strategy].fields).flatMap(([name, schema]) => {
    const note = Schema.resolveAnnotations(schema)?.field
    const kind = kindOf(schema.ast)
    if (note === undefined || kind === undefined) return []
    return [{ name, note, ...kind, optional: schema.ast.context?.isOptional ?? false }]
  })
