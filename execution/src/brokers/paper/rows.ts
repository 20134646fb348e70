import { Schema } from "effect"
import type { AccountChange } from "@tradetower/domain/exchange"

/** A row of a saved account; without text it was removed. */
export const Row = Schema.Struct({ key: Schema.String, text: Schema.optionalKey(Schema.String) })

/** Most characters of rows in one document: far below what a document may hold, also once they are escaped. */
const PART = 128 * 1024

/** Rows in as few parts as documents have room for, in order. */
export const inParts = (
  changes: ReadonlyArray<AccountChange>,
  room = PART
): ReadonlyArray<ReadonlyArray<typeof Row.Type>> => {
  const parts: Array<Array<typeof Row.Type>> = []
  let left = 0
  for (const { key, text } of changes) {
    const size = key.length + (text?.length ?? 0)
    if (parts.length === 0 || size > left) {
      parts.push([])
      left = room
    }
    parts.at(-1)?.push(text === undefined ? { key } : { key, text })
    left -= size
  }
  return parts
}
