import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { FINE, nthRoot, power } from "./root.ts"
import { budget } from "../budget.fixture.ts"

describe("nthRoot", () => {
  it("LADDER-1 finds whole roots exactly", () => {
    expect(nthRoot(16n * FINE, 4)).toBe(2n * FINE)
    expect(nthRoot(FINE, 7)).toBe(FINE)
  })

  it("LADDER-1 is the largest number whose power does not pass the value", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: FINE, max: 1000n * FINE }), fc.integer({ min: 1, max: 100 }), (value, n) => {
        const root = nthRoot(value, n)
        expect(power(root, n)).toBeLessThanOrEqual(value)
        expect(power(root + 1n, n)).toBeGreaterThan(value)
      }),
      { numRuns: budget(40) }
    )
  })
})
