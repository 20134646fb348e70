import { Effect, Schema, SchemaAST } from "effect"
import { Decimal } from "../number/decimal.ts"

/** What a form, an API page and an error need to know about one setting, kept in its schema's annotations. */
export interface FieldNote {
  /** The label: `"Lowest price"`. */
  readonly title: string
  /** One sentence of help. */
  readonly description: string
  readonly unit: "QUOTE" | "BASE" | "PRICE" | "PERCENT" | "COUNT" | "NONE"
  readonly min?: string
  readonly max?: string
  /** What counts when the setting is left out: see `byDefault`. */
  readonly default?: string
  /** Folded away until asked for. */
  readonly advanced?: boolean
  /**
   * One of several ways to say the same: of a `group`, only the fields of one `way` are given. A form shows a switch
   * between the ways, by their words. `needed`: one of them must be given, though each is optional.
   */
  readonly either?: { readonly group: string; readonly way: string; readonly needed?: boolean }
  /** Of use on a market of this kind only; STOCKS: shares themselves. */
  readonly on?: "SPOT" | "FUTURES" | "STOCKS"
  /**
   * Kept in a bot that was made (LIFE-7): for good, or while it runs, when adding funds changes it. What says nothing may
   * be changed at any time.
   */
  readonly kept?: "FOR_GOOD" | "WHILE_RUNNING"
  /** Asked for only while another setting of the same form has this value. */
  readonly when?: { readonly field: string; readonly is: string | boolean }
}

/** The note a schema carries. */
export const noteOf = (ast: SchemaAST.AST): FieldNote | undefined => SchemaAST.resolveAt<FieldNote>("field")(ast)

declare module "effect/Schema" {
  namespace Annotations {
    interface Annotations {
      readonly field?: FieldNote | undefined
    }
  }
}

const compare = (a: string, b: string): number => Number(a) - Number(b)

/** A decimal setting between its limits. */
export const decimalField = (note: FieldNote) =>
  Decimal.check(
    Schema.makeFilter((value: string) => {
      const low = note.min !== undefined && compare(value, note.min) < 0
      const high = note.max !== undefined && compare(value, note.max) > 0
      if (!low && !high) return undefined
      return note.max === undefined
        ? `must be at least ${note.min}`
        : note.min === undefined
          ? `must be at most ${note.max}`
          : `must be between ${note.min} and ${note.max}`
    })
  ).annotate({ field: note })

/** An amount of quote. */
export const quoteField = (title: string, description: string) =>
  decimalField({ title, description, unit: "QUOTE", min: "0" })

/** What a bot may use, in quote. */
export const investmentField = (title: string, description: string) =>
  decimalField({ title, description, unit: "QUOTE", min: "0", kept: "WHILE_RUNNING" })

/** A price, in quote per base. */
export const priceField = (title: string, description: string, more: Pick<FieldNote, "advanced" | "when"> = {}) =>
  decimalField({ title, description, unit: "PRICE", min: "0", ...more })

/** A whole number between its limits. */
export const countField = (note: FieldNote & { readonly min: string; readonly max: string }) =>
  Schema.Int.check(
    Schema.isBetween(
      { minimum: Number(note.min), maximum: Number(note.max) },
      { message: `must be a whole number between ${note.min} and ${note.max}` }
    )
  ).annotate({ field: note })

/** One of several shapes, told apart by their `_tag`; each carries a note of its own (`variant`). */
export const unionField = <const Members extends ReadonlyArray<Schema.Constraint>>(note: FieldNote, members: Members) =>
  Schema.Union(members).annotate({ field: note })

/** The words for one shape of a `unionField`. */
export const variantNote = (title: string, description: string): { readonly field: FieldNote } => ({
  field: { title, description, unit: "NONE" }
})

/** A few of the same. */
export const listField = <S extends Schema.Constraint>(
  note: FieldNote & { readonly min: string; readonly max: string },
  item: S
) =>
  Schema.Array(item)
    .check(
      Schema.isMinLength(Number(note.min), { message: `give at least ${note.min}` }),
      Schema.isMaxLength(Number(note.max), { message: `give at most ${note.max}` })
    )
    .annotate({ field: note })

/** A yes or no. */
export const flagField = (note: FieldNote) => Schema.Boolean.annotate({ field: note })

/** One of a few words. */
export const choiceField = <const L extends ReadonlyArray<string>>(note: FieldNote, literals: L) =>
  Schema.Literals(literals).annotate({ field: note })

/** A default as a form shows it; of a shape, its tag. */
const shown = (value: unknown): string =>
  typeof value === "object" && value !== null && "_tag" in value ? String(value._tag) : String(value)

/**
 * Lets a setting be left out: reading fills in what counts then. The one place of a default; form, documentation and
 * errors have it from here. To the compiler the setting is always there: what we keep, tell and send is complete, and
 * only what others write may leave it out.
 *
 * @example spacing: choiceField(note, ["GEOMETRIC", "ARITHMETIC"]).pipe(byDefault("GEOMETRIC"))
 */
export const byDefault =
  <S extends Schema.Constraint>(value: S["Encoded"]) =>
  (setting: S): Schema.Codec<S["Type"], S["Encoded"]> => {
    const note = noteOf(setting.ast)
    const noted = Schema.make<Schema.Codec<S["Encoded"]>>(setting.ast).annotate({
      default: value,
      ...(note !== undefined && { field: { ...note, default: shown(value) } })
    })
    const fill = Schema.withDecodingDefaultKey<Schema.Codec<S["Encoded"]>>(Effect.succeed(value))
    return Schema.make<Schema.Codec<S["Type"], S["Encoded"]>>(fill(noted).ast)
  }
