import { expect, it } from "vitest"
import { knownNow } from "./use-known-now.ts"

it("what is shown goes on as long as the server is heard, and stands still at its last word", () => {
  expect(knownNow({ lost: false, heard: 4_000, now: 9_000 })).toBe(9_000)
  expect(knownNow({ lost: true, heard: 4_000, now: 9_000 })).toBe(4_000)
  expect(knownNow({ lost: true, heard: undefined, now: 9_000 })).toBe(9_000)
})
