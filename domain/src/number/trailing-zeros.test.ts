import { expect, it } from "vitest"
import { plainNumber } from "./plain-number.ts"
import { withoutTrailingZeros } from "./trailing-zeros.ts"

it("takes the zeros at the end, and no others", () => {
  expect(["", "0", "00", "100", "0010", "1"].map(withoutTrailingZeros)).toEqual(["", "", "", "1", "001", "1"])
})

// Looked for from each zero anew, these would take hours.
it("looks at each zero of a long number once", () => {
  const zeros = "0".repeat(3_000_000)
  expect(withoutTrailingZeros(`${zeros}1`)).toHaveLength(3_000_001)
  expect(plainNumber(`1.${zeros}1e1`)).toBe(`10.${zeros.slice(1)}1`)
})
