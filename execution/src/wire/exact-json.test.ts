import { Option } from "effect"
import { expect, it } from "vitest"
import { exactJson } from "./exact-json.ts"

it("reads numbers as text, digit for digit", () => {
  const json = '{"i":9007199254740993123,"p":[61.2401,4e-7,-0.10],"s":"1.50","n":null,"b":true}'
  expect(Option.getOrThrow(exactJson(json))).toEqual({
    i: "9007199254740993123",
    p: ["61.2401", "0.0000004", "-0.1"],
    s: "1.50",
    n: null,
    b: true
  })
})

it("is none of what is no JSON", () => {
  expect(Option.isNone(exactJson("<html>401</html>"))).toBe(true)
  expect(Option.isNone(exactJson(""))).toBe(true)
})
