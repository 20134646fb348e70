import { expect, it } from "vitest"
import { Effect } from "effect"
import { keyWords } from "./tell-start.ts"

const otherKey = (madeAnew: boolean, names: ReadonlyArray<string>) => ({
  id: "id",
  file: "/config/tradetower.key",
  madeAnew,
  names,
  accepted: Effect.void
})

it("says which key is not the folder's, what that means and what to do", () => {
  const missing = keyWords(otherKey(true, ["exchange-key", "tunnel"]), true)
  expect(missing).toMatch(
    /\/config\/tradetower\.key, was missing, and was made anew\..*exchange-key, tunnel.*enter them again/
  )
  expect(missing).toContain("nobody is signed out")
  expect(keyWords(otherKey(false, ["exchange-key"]), true)).toContain("is another than")
  expect(keyWords(otherKey(true, []), true)).toContain("nothing is lost")
})

it("names no secret on a page, where it may be another's, and at most ten in the terminal", () => {
  const names = Array.from({ length: 12 }, (_, each) => `secret-${each}`)
  expect(keyWords(otherKey(true, names), false)).not.toContain("secret-")
  expect(keyWords(otherKey(true, names), true)).toContain("secret-9 and 2 more")
})
