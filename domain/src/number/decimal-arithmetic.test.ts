import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  compare,
  dividedBy,
  isZero,
  larger,
  minus,
  percentOf,
  plus,
  rounded,
  smaller,
  sum,
  times
} from "./decimal-arithmetic.ts"
import { cut, fine, fineText, fromUnits, isDecimal, toUnits } from "./decimal-units.ts"
import { budget } from "../budget.fixture.ts"

describe("decimals as text", () => {
  it("add and subtract exactly, at any number of decimals", () => {
    expect(plus("0.1", "0.2")).toBe("0.3")
    expect(minus("1", "0.000000000000000001")).toBe("0.999999999999999999")
    expect(sum(["100000", "-0.01", "0.005"])).toBe("99999.995")
    expect(sum([])).toBe("0")
  })

  it("keep every digit of a product, also where no float could hold it", () => {
    expect(times("123456789012345678", "1.000000001")).toBe("123456789135802467.012345678")
    expect(times("0.000000000000000001", "-0.5")).toBe("-0.0000000000000000005")
    expect(times("-2", "3.5")).toBe("-7")
  })

  it("divide with half away from zero, and never by zero", () => {
    expect(dividedBy("1", "8", 2)).toBe("0.13")
    expect(dividedBy("-1", "8", 2)).toBe("-0.13")
    expect(dividedBy("1500", "1.2", 2)).toBe("1250")
    expect(dividedBy("1", "0", 2)).toBeUndefined()
    expect(percentOf("26.05", "1000")).toBe("2.61")
    expect(percentOf("-0.00005", "1")).toBe("-0.01")
    expect(percentOf("5", "0.00")).toBeUndefined()
  })

  it("compare by value, not by text", () => {
    expect(compare("10", "9.99")).toBe(1)
    expect(compare("1.50", "1.5")).toBe(0)
    expect(compare("-2", "1")).toBe(-1)
    expect([larger("10", "9.99"), smaller("10", "9.99")]).toEqual(["10", "9.99"])
    expect([isZero("-0.000"), isZero("0.000000000000000000001")]).toEqual([true, false])
  })

  it("round half away from zero", () => {
    expect([rounded("1.005", 2), rounded("-1.005", 2), rounded("7", 2), rounded("1.50", 2)]).toEqual([
      "1.01",
      "-1.01",
      "7",
      "1.5"
    ])
  })

  it("are read exactly or not at all, and cut where that is asked for", () => {
    expect([toUnits("0.0150", 3), toUnits("0.015", 2), toUnits("-3", 2)]).toEqual([15n, undefined, -300n])
    expect([cut("0.019", 2), cut("-0.019", 2), cut("5", 0)]).toEqual([1n, -1n, 5n])
    expect([isDecimal("-0.5"), isDecimal("1e5"), isDecimal(".5"), isDecimal("01")]).toEqual([true, false, false, false])
  })

  it("come back as they were written, without zeros at the end", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }), fc.nat(30), (units, decimals) => {
        expect(toUnits(fromUnits(units, decimals), decimals)).toBe(units)
      }),
      { numRuns: budget(200) }
    )
    expect(fineText(fine("12.340000000000000001"))).toBe("12.340000000000000001")
  })
})
