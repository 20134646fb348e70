import { expect, it } from "vitest"
import { firstTime } from "./first-time.ts"

it("knows what came before, also after many others, and not for ever", () => {
  const isFirst = firstTime()
  expect([isFirst("a"), isFirst("b"), isFirst("a")]).toEqual([true, true, false])
  for (let n = 0; n < 100; n++) isFirst(String(n))
  expect(isFirst("a")).toBe(false)
  for (let n = 0; n < 1_000; n++) isFirst(String(n))
  expect(isFirst("b")).toBe(true)
})
