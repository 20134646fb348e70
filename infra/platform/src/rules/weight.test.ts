import { expect, it } from "vitest"
import { heavierThan } from "./weight.ts"

it.each([
  ["letters", "x", 1],
  ["umlauts", "ü", 2],
  ["what takes most for its length", "€", 3],
  ["what is two characters to JavaScript", "🗼", 4]
])("texts are weighed in bytes: %s", (_, text, bytes) => {
  expect(heavierThan(2 * bytes, [text, text])).toBeUndefined()
  expect(heavierThan(2 * bytes - 1, [text, text])).toBe(2 * bytes)
})
