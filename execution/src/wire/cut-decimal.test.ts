import { Option, Schema } from "effect"
import { expect, it } from "vitest"
import { CutDecimal } from "./cut-decimal.ts"

const read = (text: string) => Option.getOrUndefined(Schema.decodeUnknownOption(CutDecimal)(text))

it("a number of any digits is read as far as we count", () => {
  expect(read("0.00030000000000000003")).toBe("0.0003")
  expect(read("-0.1234567890123456789")).toBe("-0.123456789012345678")
  expect(read("0E-8")).toBe("0")
  expect(read("1.5e-7")).toBe("0.00000015")
  expect(read("12.50")).toBe("12.5")
  for (const none of ["", "dear", "1e400", ".5", "1234567890123456789"]) expect(read(none)).toBeUndefined()
})
