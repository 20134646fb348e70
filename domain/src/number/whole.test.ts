import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ceilDiv } from "./exact.ts"
import {
  absolute,
  add,
  big,
  divided,
  dividedUp,
  negated,
  proportion,
  smaller,
  sub,
  times,
  type Whole,
  whole
} from "./whole.ts"
import { budget } from "../budget.fixture.ts"

const safe = BigInt(Number.MAX_SAFE_INTEGER)
/** Small, around the last safe number, and far beyond it, of either sign. */
const any = fc
  .tuple(
    fc.oneof(
      fc.bigInt({ min: -1000n, max: 1000n }),
      fc.bigInt({ min: safe - 3n, max: safe + 3n }),
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    ),
    fc.boolean()
  )
  .map(([value, turned]) => (turned ? -value : value))
const above = any.map((value) => (value < 0n ? -value : value) + 1n)

/** An amount is told apart by `Object.is`: one form each, and no zero with a sign. */
const isForm = (value: Whole, of: bigint): void => {
  expect(big(value)).toBe(of)
  expect(Object.is(value, whole(of))).toBe(true)
  expect(typeof value).toBe(of <= safe && of >= -safe ? "number" : "bigint")
}

describe("a whole number", () => {
  it("LEDGER-7 is what a bigint is, in one form, whatever is done with it", () => {
    fc.assert(
      fc.property(any, any, above, (a, b, c) => {
        const [x, y, z] = [whole(a), whole(b), whole(c)]
        isForm(x, a)
        isForm(add(x, y), a + b)
        isForm(sub(x, y), a - b)
        isForm(times(x, y), a * b)
        isForm(divided(x, z), a / c)
        isForm(proportion(x, y, z), (a * b) / c)
        isForm(negated(x), -a)
        isForm(absolute(x), a < 0n ? -a : a)
        isForm(smaller(x, y), a < b ? a : b)
        expect([x < y, x > y, x === y]).toEqual([a < b, a > b, a === b])
      }),
      { numRuns: budget(2_000) }
    )
  })

  it("LEDGER-7 is divided up to the next", () => {
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 200 }), (a, b) =>
        isForm(dividedUp(whole(a), b), ceilDiv(a, BigInt(b)))
      )
    )
  })
})
