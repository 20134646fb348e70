import { fieldView } from "@tradetower/api/contract"
import { fieldsOf } from "@tradetower/domain/strategy"
import { describe, expect, it } from "vitest"
import { axisProblem, firstAxis, ladderProblem, sweepable, valuesIn } from "./axis.ts"

const fields = fieldsOf("GRID").map(fieldView)
const field = (name: string) => {
  const found = fields.find((one) => one.name === name)
  if (found === undefined) throw new Error(`the grid has no ${name}`)
  return found
}

describe("a range of a sweep", () => {
  it("holds both its ends, exactly", () => {
    expect(valuesIn({ field: "gridStep", from: "0.1", to: "0.7", step: "0.1" })).toBe(7)
    expect(valuesIn({ field: "gridLevels", from: "10", to: "55", step: "10" })).toBe(5)
    expect(valuesIn({ field: "gridLevels", from: "10", to: "10", step: "1" })).toBe(1)
  })

  it("says what is wrong with one that can't be walked", () => {
    expect(valuesIn({ field: "gridLevels", from: "10", to: "", step: "1" })).toBeUndefined()
    expect(axisProblem({ field: "gridLevels", from: "10", to: "", step: "1" })).toMatch(/three numbers/)
    expect(axisProblem({ field: "gridLevels", from: "10", to: "20", step: "0" })).toMatch(/step above 0/)
    expect(axisProblem({ field: "gridLevels", from: "20", to: "10", step: "1" })).toMatch(/an end of 20 or more/)
    expect(axisProblem({ field: "gridLevels", from: "10", to: "20", step: "5" })).toBeUndefined()
  })

  it("is refused where the lowest price is never below the highest", () => {
    const low = { field: "lowPrice", from: "100", to: "110", step: "5" }
    expect(ladderProblem([low], { highPrice: "90" })).toMatch(/begins at 100, .* ends at 90/)
    expect(ladderProblem([low], { highPrice: "105" })).toBeUndefined()
    const high = { field: "highPrice", from: "80", to: "100", step: "5" }
    expect(ladderProblem([low, high], {})).toMatch(/No set can run/)
    expect(ladderProblem([low, { ...high, to: "101" }], {})).toBeUndefined()
    expect(ladderProblem([], { lowPrice: "2", highPrice: "1" })).toBeUndefined()
  })

  it("begins around the value it varies, with a handful of values inside the field's limits", () => {
    const levels = firstAxis(field("gridLevels"), "30", "0.01")
    expect(Number(levels.from)).toBeGreaterThanOrEqual(5)
    expect(Number(levels.to)).toBeLessThanOrEqual(100)
    expect(valuesIn(levels)).toBeGreaterThan(4)
    const low = firstAxis(field("lowPrice"), "80000", "0.01")
    expect(Number(low.from)).toBeGreaterThan(70_000)
    expect(Number(low.to)).toBeLessThan(90_000)
    expect(axisProblem(low)).toBeUndefined()
  })

  it("can be of any number that has a value, but of no amount", () => {
    const names = sweepable(fields, { lowPrice: "1", gridLevels: "10", investment: "1000", stopLossPrice: "" })
    expect(names.map(({ name }) => name)).toEqual(["lowPrice", "gridLevels"])
  })
})
