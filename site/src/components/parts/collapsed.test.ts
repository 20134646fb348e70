import { expect, it } from "vitest"
import { collapsed } from "./collapsed.ts"

it("counts neighbours that say the same, and keeps apart what something else stands between", () => {
  const same = Array.from({ length: 20 }, (_, i) => ({ at: 20 - i, text: "No answer" }))
  const all = [...same, { at: 0, text: "Paused" }, { at: -1, text: "No answer" }]
  expect(collapsed(all, ({ text }) => text)).toEqual([
    { entry: { at: 20, text: "No answer" }, times: 20 },
    { entry: { at: 0, text: "Paused" }, times: 1 },
    { entry: { at: -1, text: "No answer" }, times: 1 }
  ])
})
