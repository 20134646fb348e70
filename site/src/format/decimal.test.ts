import { describe, expect, it } from "vitest"
import { round } from "./decimal.ts"
import { atMost, fixed, signed, trimmed } from "./number.ts"

it("rounds to exactly the decimals asked for", () => {
  expect(round("1.005", 2)).toBe("1.01")
  expect(round("-1.005", 2)).toBe("-1.01")
  expect(round("7", 2)).toBe("7.00")
  expect(round("7.4", 0)).toBe("7")
})

describe("numbers for the eye", () => {
  it("separates thousands and keeps the decimals", () => {
    expect(fixed("1234567.5", 2)).toBe("1,234,567.50")
    expect(fixed("-999.999", 2)).toBe("−1,000.00")
    expect(trimmed("0.01230000")).toBe("0.0123")
    expect(trimmed("1200")).toBe("1,200")
  })

  it("never shows more of what is free than there is", () => {
    expect(atMost("1234.5699", 2)).toBe("1,234.56")
    expect(atMost("0.999999999", 8)).toBe("0.99999999")
    expect(atMost("7", 2)).toBe("7.00")
  })

  it("always shows the sign of a result, and none on nothing", () => {
    expect(signed("26.05")).toBe("+26.05")
    expect(signed("-12.05")).toBe("−12.05")
    expect(signed("-0.001")).toBe("0.00")
  })
})
