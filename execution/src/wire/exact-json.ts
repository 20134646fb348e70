import { Option } from "effect"
import { plainNumber } from "@tradetower/domain/number"

/** A number as it was written, plain: none of its digits is lost, however many it has. */
const written = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" ? plainNumber(context?.source ?? String(value)) : value

/** Reads JSON with its numbers as text, digit for digit; none where it is no JSON. */
export const exactJson = (text: string): Option.Option<unknown> =>
  Option.liftThrowable((json: string): unknown => JSON.parse(json, written))(text)
