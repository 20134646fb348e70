import { describe, expect, it } from "vitest"
import { Decimal } from "@tradetower/domain"
import { positionProfit } from "./result.ts"

const at = (price: string, position: string, positionCost: string) =>
  positionProfit({ position: Decimal.make(position), positionCost: Decimal.make(positionCost) }, Decimal.make(price))

describe("the profit of a position", () => {
  it("is exact where floats are not", () => {
    expect(at("0.1", "0.2", "0.01")).toBe("0.01")
    expect(at("64250.01", "0.00000003", "0.0019275003")).toBe("0")
    expect(at("123456789.12", "98765.43210987", "0")).toBe("12193263124333.8972606144")
  })

  it("is a gain when a short falls", () => {
    expect(at("90", "-1", "-100")).toBe("10")
  })
})
