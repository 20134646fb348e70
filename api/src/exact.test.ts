import { describe, expect, it } from "@effect/vitest"
import { Decimal } from "@tradetower/domain/number"
import { minus, percentOf, plus, rounded, scaled, times } from "./exact.ts"

const d = (text: string) => Decimal.make(text)

describe("exact decimals", () => {
  it("adds and takes away without a float's error", () => {
    expect(plus(d("0.1"), d("0.2"))).toBe("0.3")
    expect(minus(d("1"), d("0.000000000000000001"))).toBe("0.999999999999999999")
  })
  it("multiplies price by quantity exactly", () => {
    expect(times(d("64250.01"), d("0.00012345"))).toBe("7.9316637345")
    expect(times(d("-2"), d("3.5"))).toBe("-7")
  })
  it("rounds percents half away from zero to two decimals", () => {
    expect(percentOf(d("1"), d("3"))).toBe("33.33")
    expect(percentOf(d("-0.00005"), d("1"))).toBe("-0.01")
    expect(percentOf(d("5"), d("0"))).toBe("0")
  })
  it("scales and rounds", () => {
    expect(scaled(d("1000"), d("1.5"), d("1.2"), 2)).toBe("1250")
    expect(rounded(d("1.005"), 2)).toBe("1.01")
  })
})
