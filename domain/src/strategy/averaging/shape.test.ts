import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { asPrice } from "../../number/exact.ts"
import { averagingAmounts, averagingPrices, mostAveragingOrders } from "./shape.ts"
import { budget } from "../../budget.fixture.ts"

const shape = (change: Partial<Parameters<typeof averagingPrices>[0]> = {}) => ({
  direction: "LONG" as const,
  count: 3,
  step: "1",
  stepMultiplier: "1",
  amountMultiplier: "1",
  ...change
})

describe("averaging", () => {
  it("AVG-1 order k lies step * (1 + m + ... + m^(k-1)) percent from the base", () => {
    expect(averagingPrices(shape(), asPrice(10_000))).toEqual([9900, 9800, 9700])
    expect(averagingPrices(shape({ stepMultiplier: "2" }), asPrice(10_000))).toEqual([9900, 9700, 9300])
    expect(averagingPrices(shape({ direction: "SHORT", stepMultiplier: "1.5" }), asPrice(10_000))).toEqual([
      10_100, 10_250, 10_475
    ])
  })

  it("AVG-1 buys round down, sells up", () => {
    expect(averagingPrices(shape({ step: "0.5", count: 1 }), asPrice(9999))).toEqual([9949])
    expect(averagingPrices(shape({ step: "0.5", count: 1, direction: "SHORT" }), asPrice(9999))).toEqual([10_049])
  })

  it("AVG-1 counts how many orders fit above zero", () => {
    expect(mostAveragingOrders(shape({ step: "40", count: 5 }))).toBe(2)
    expect(mostAveragingOrders(shape({ step: "50", count: 2 }))).toBe(1)
    expect(mostAveragingOrders(shape({ step: "50", count: 9, direction: "SHORT" }))).toBe(9)
  })

  it("AVG-2 amounts are in the proportions 1, a, a^2, ... and never more than the total", () => {
    expect(averagingAmounts(shape({ amountMultiplier: "2" }), 700n)).toEqual([100n, 200n, 400n])
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 100, max: 200 }),
        fc.bigInt({ min: 10n ** 6n, max: 10n ** 20n }),
        (count, multiplier, total) => {
          const amounts = averagingAmounts(shape({ count, amountMultiplier: (multiplier / 100).toFixed(2) }), total)
          const sum = amounts.reduce((a, b) => a + b, 0n)
          expect(sum).toBeLessThanOrEqual(total)
          expect(total - sum).toBeLessThan(BigInt(count))
          amounts.forEach((amount, index) => expect(amount).toBeGreaterThanOrEqual(amounts[index - 1] ?? 0n))
        }
      ),
      { numRuns: budget(50) }
    )
  })
})
