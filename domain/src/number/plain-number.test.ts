import { expect, it } from "@effect/vitest"
import { plainNumber } from "./plain-number.ts"

it("a number with an exponent is the same number without", () => {
  const same = {
    "4e-7": "0.0000004",
    "4.20E-07": "0.00000042",
    "1.5e+3": "1500",
    "12.345e1": "123.45",
    "-123e-2": "-1.23",
    "1e18": "1000000000000000000",
    "0e5": "0",
    "0.10": "0.1",
    "95": "95",
    "0.123456789012345678": "0.123456789012345678"
  }
  for (const [written, plain] of Object.entries(same)) expect(plainNumber(written)).toBe(plain)
})

it("what is no number comes back as it is", () => {
  for (const text of ["", "1e", "e5", "1e9999", "0x10", "1,5", "NaN"]) expect(plainNumber(text)).toBe(text)
})
