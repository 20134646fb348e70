import { describe, expect, it } from "vitest"
import { add, compare, divide, multiply, percentOf, round, subtract, sum } from "./decimal.ts"
import { atMost, fixed, signed, trimmed } from "./number.ts"

describe("decimals as text", () => {
  it("adds and subtracts exactly, at any number of decimals", () => {
    expect(add("0.1", "0.2")).toBe("0.3")
    expect(subtract("1", "0.000000000000000001")).toBe("0.999999999999999999")
    expect(sum(["100000", "-0.01", "0.005"])).toBe("99999.995")
  })

  it("keeps every digit of a product no float could hold", () => {
    expect(multiply("123456789012345678", "1.000000001")).toBe("123456789135802467.012345678")
  })

  it("divides with half away from zero, and never by zero", () => {
    expect(divide("1", "8", 2)).toBe("0.13")
    expect(divide("-1", "8", 2)).toBe("-0.13")
    expect(divide("1", "0", 2)).toBeUndefined()
    expect(percentOf("26.05", "1000")).toBe("2.61")
  })

  it("compares by value, not by text", () => {
    expect(compare("10", "9.99")).toBe(1)
    expect(compare("1.50", "1.5")).toBe(0)
    expect(compare("-2", "1")).toBe(-1)
  })

  it("rounds to exactly the decimals asked for", () => {
    expect(round("1.005", 2)).toBe("1.01")
    expect(round("-1.005", 2)).toBe("-1.01")
    expect(round("7", 2)).toBe("7.00")
  })
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
