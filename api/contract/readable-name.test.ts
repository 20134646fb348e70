import { Schema } from "effect"
import { expect, it } from "vitest"
import { ReadableName } from "./readable-name.ts"

const is = Schema.is(ReadableName)

it("the name of a bot or an account can be read, whatever it is written in", () => {
  for (const name of ["Grid", "بوت", "می‌خواهم", "👨‍👩‍👧 fund", "é".normalize("NFD"), "<b>", "-", "😀".repeat(60)])
    expect(is(name), JSON.stringify(name)).toBe(true)
})

it("is nothing that can't be seen, turns round what stands beside it, or is no character", () => {
  for (const name of [
    "",
    " ",
    "\u200b",
    "\u200d\ufeff",
    "a\u0000",
    "a\u0085",
    "\u202egnp.exe",
    "a\u2066b",
    "\ud800",
    "a\u2028b"
  ])
    expect(is(name), JSON.stringify(name)).toBe(false)
})
