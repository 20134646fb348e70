import { Schema } from "effect"
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
  /** Folded away until asked for. */
  readonly advanced?: boolean
}

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

/** A whole number between its limits. */
export const countField = (note: FieldNote & { readonly min: string; readonly max: string }) =>
  Schema.Int.check(
    Schema.isBetween(
      { minimum: Number(note.min), maximum: Number(note.max) },
      { message: `must be a whole number between ${note.min} and ${note.max}` }
    )
  ).annotate({ field: note })

/** A yes or no. */
export const flagField = (note: FieldNote) => Schema.Boolean.annotate({ field: note })

/** One of a few words. */
export const choiceField = <const L extends ReadonlyArray<string>>(note: FieldNote, literals: L) =>
  Schema.Literals(literals).annotate({ field: note })
