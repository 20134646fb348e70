import { describe, expect, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { fieldProblems, problemText, strictly } from "./field-problems.ts"
import { nearest } from "./nearest.ts"

const Bot = Schema.Struct({
  name: Schema.String,
  settings: Schema.Struct({ lowPrice: Schema.String, stopLossPrice: Schema.optionalKey(Schema.String) })
})
const read = Schema.decodeUnknownResult(Bot, strictly)
const problems = (value: unknown) =>
  Result.match(read(value), { onSuccess: () => [], onFailure: ({ issue }) => fieldProblems(issue).map(problemText) })

describe("the problems of a value's fields", () => {
  it("name fields nobody knows, with the one that was meant, and all others beside", () => {
    expect(problems({ settings: { stopLosPrice: "1", colour: "red" } })).toEqual([
      "name is missing",
      "settings.stopLosPrice is not known: did you mean stopLossPrice?",
      "settings.colour is not known",
      "settings.lowPrice is missing"
    ])
    expect(problems({ name: "x", settings: { lowPrice: "1" } })).toEqual([])
  })
})

describe("a number where text belongs", () => {
  it("is told how to write it, with an exponent or without", () => {
    const written = '{"name": "x", "settings": {"lowPrice": 4e-7, "stopLossPrice": 12}}'
    expect(problems(JSON.parse(written))).toEqual([
      "settings.lowPrice must be text, in quotes",
      "settings.stopLossPrice must be text, in quotes"
    ])
  })
})

describe("the nearest name", () => {
  it("is one a slip away, whatever its capitals, and none when nothing is near", () => {
    expect(nearest("stoplossprice", ["lowPrice", "stopLossPrice"])).toBe("stopLossPrice")
    expect(nearest("gridLevel", ["gridStep", "gridLevels"])).toBe("gridLevels")
    expect(nearest("tenantId", ["name", "symbol"])).toBeUndefined()
    expect(nearest("a".repeat(10_000), ["aaa"])).toBeUndefined()
  })
})

describe("the problems of a value that is all wrong", () => {
  it("are the first twenty, and say back no more than a hundred characters of it", () => {
    const strangers = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`${i}${"n".repeat(500)}`, 1]))
    const told = problems({ ...strangers, name: 1, settings: "s".repeat(5_000) })
    expect(told).toHaveLength(20)
    expect(Math.max(...told.map((text) => text.length))).toBeLessThan(300)
    const Colour = Schema.Struct({ colour: Schema.Literals(["RED", "BLUE"]) })
    const [only] = Result.match(Schema.decodeUnknownResult(Colour)({ colour: `"\\${"x".repeat(5_000)}` }), {
      onSuccess: () => [],
      onFailure: ({ issue }) => fieldProblems(issue)
    })
    expect(only?.message.length).toBeLessThan(200)
  })
})
