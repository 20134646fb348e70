import { expect, it } from "vitest"
import { NumberFormat, shownNumber } from "./number-format.ts"

it("every format shows what it is named after, and any number by it", () => {
  for (const format of NumberFormat.literals)
    expect(shownNumber("1234.5", format).replaceAll("\u00a0", " ")).toBe(format)
  expect(shownNumber("-1234567.00000001", "1.234,5")).toBe("−1.234.567,00000001")
  expect(shownNumber("999", "1 234,5")).toBe("999")
  expect(shownNumber("0.5")).toBe("0.5")
})
