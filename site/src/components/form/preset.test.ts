import { fieldView } from "@tradetower/api/contract"
import { fieldsOf } from "@tradetower/domain/strategy"
import { describe, expect, it } from "vitest"
import type { Settings } from "../../client/contract.ts"
import { amountField, forAmount } from "./preset.ts"

const dca: Settings = {
  _tag: "DCA",
  start: { _tag: "IMMEDIATELY" },
  direction: "LONG",
  investment: "1000",
  baseOrderAmount: "99.99",
  baseOrderType: "MARKET",
  averagingOrdersAmount: "900.01",
  averagingOrdersQuantity: 6,
  averagingOrdersStep: "1",
  amountMultiplier: "1.2",
  stepMultiplier: "1.1",
  takeProfitPercent: "1.5",
  reserveFunds: true
}
const fields = fieldsOf("DCA").map(fieldView)

describe("a preset for another amount", () => {
  it("grows everything counted in quote in proportion, exactly", () => {
    expect(amountField(fields)?.name).toBe("investment")
    expect(forAmount(dca, fields, "2500.5")).toMatchObject({
      investment: "2500.5",
      baseOrderAmount: "250.024995",
      averagingOrdersAmount: "2250.475005"
    })
  })

  it("leaves percents, counts and prices alone", () => {
    const { investment: _i, baseOrderAmount: _b, averagingOrdersAmount: _a, ...rest } = dca
    expect(forAmount(dca, fields, "50")).toMatchObject(rest)
  })
})
