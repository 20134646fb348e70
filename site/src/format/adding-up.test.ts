import { sum } from "@tradetower/domain/number"
import { expect, it } from "vitest"
import { addingUp } from "./adding-up.ts"
import { round } from "./decimal.ts"

it("shows parts so that they are the sum that is shown beside them", () => {
  expect(addingUp(["2.364", "-5.136"])).toEqual(["2.37", "-5.14"])
  expect(addingUp(["-4.218", "6.195", "-2.523"])).toEqual(["-4.22", "6.19", "-2.52"])
  expect(addingUp(["1.004", "1.004", "-0.5"])).toEqual(["1.01", "1", "-0.5"])
})

it("leaves what needs no rounding, above all nothing", () => {
  expect(addingUp(["2.364", "0", "-5.136"])).toEqual(["2.37", "0", "-5.14"])
  expect(addingUp(["12.5", "-3", "0"])).toEqual(["12.5", "-3", "0"])
  expect(addingUp([])).toEqual([])
})

it("is never a whole cent off any part, and always adds up", () => {
  const amounts = Array.from({ length: 200 }, (_, i) => ((((i * 7_919) % 20_011) - 10_000) / 1e4).toFixed(4))
  for (let first = 0; first + 4 < amounts.length; first++) {
    const parts = amounts.slice(first, first + 1 + (first % 4))
    const shown = addingUp(parts)
    expect(round(sum(shown), 2), parts.join()).toBe(round(sum(parts), 2))
    for (const [index, part] of parts.entries())
      expect(Math.abs(Number(shown[index]) - Number(part)), part).toBeLessThan(0.00995)
  }
})
