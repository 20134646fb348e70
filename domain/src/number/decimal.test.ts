import { Result, Schema } from "effect"
import { expect, it } from "vitest"
import { Decimal } from "./decimal.ts"

const read = Schema.decodeUnknownResult(Decimal)

it.each(["12", "0.015", "-3.5", "9".repeat(18), `0.${"1".repeat(18)}`])("%s is a decimal", (text) => {
  expect(Result.isSuccess(read(text))).toBe(true)
})

it.each(["1000000000000000000", `0.${"1".repeat(19)}`, "1e3", "1,5", "007", ""])(
  "“%s” is none, and what would be is said, its most digits too",
  (text) => {
    const found = read(text)
    expect(Result.isFailure(found) && String(found.failure)).toMatch(
      /such as 12 or 0\.015: at most 18 digits before the point/
    )
  }
)
