import { Schema, SchemaGetter } from "effect"
import { Decimal, fine, fineText, plainNumber } from "@tradetower/domain/number"

/** Digits, with an exponent where there is one; no more of them than any computer writes. */
const WRITTEN = /^-?\d{1,18}(\.\d{1,60})?([eE][+-]?\d{1,2})?$/

/**
 * An amount that somebody added up in floats, or holds finer than we count: read as a `Decimal`, what is finer than that is
 * cut off, towards zero. For what is looked at alone, never for what an order says.
 */
export const CutDecimal = Schema.String.check(Schema.isPattern(WRITTEN, { message: "is no number" })).pipe(
  Schema.decodeTo(Decimal, {
    decode: SchemaGetter.transform((text: string) => fineText(fine(plainNumber(text)))),
    encode: SchemaGetter.transform((text: string) => text)
  })
)
