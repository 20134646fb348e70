import { describe, expect, it } from "vitest"
import { heatScale, type HeatScale, minusPath, ticksAmong, toneOf, tonePaths, tonesOf } from "./heat-scale.ts"

const scale = (values: ReadonlyArray<number>, worse = false): HeatScale => {
  const made = heatScale(values, worse)
  if (made === undefined) throw new Error("there are no values")
  return made
}

describe("the tones of a heat map", () => {
  it("stretch over the values there are, however close together", () => {
    const close = scale([10.1, 10.2, 10.3])
    expect([10.1, 10.2, 10.3].map((value) => toneOf(close, value))).toEqual([0, 3, 6])
    expect(tonesOf(close)).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it("part at zero where both signs occur, equally strong on both sides", () => {
    const both = scale([-2, 4])
    expect([-2, 0, 2, 4].map((value) => toneOf(both, value))).toEqual([-3, 0, 3, 6])
  })

  it("are those of losses where all lose, or where more is worse", () => {
    const losses = scale([-8, -2])
    expect([-8, -2].map((value) => toneOf(losses, value))).toEqual([-6, 0])
    expect([1, 5].map((value) => toneOf(scale([1, 5], true), value))).toEqual([0, -6])
    expect(heatScale([], false)).toBeUndefined()
  })

  it("are one path each, the first row at the bottom, neighbours in one piece", () => {
    const paths = tonePaths(
      [
        ["1", "1", null],
        ["5", "1", "1"]
      ],
      scale([1, 5])
    )
    expect(Object.fromEntries([...paths].map(([tone, path]) => [String(tone), path]))).toEqual({
      "0": "M0 1h2v1h-2zM1 0h2v1h-2z",
      "6": "M0 0h1v1h-1z",
      undefined: "M2 1h1v1h-1z"
    })
  })

  it("carry a minus where the value is below zero", () => {
    expect(
      minusPath([
        ["-1", "2", null],
        ["0", "-0.5", "1"]
      ])
    ).toBe("M0.3 1.5h0.4M1.3 0.5h0.4")
  })

  it("have ticks at both ends and evenly between", () => {
    expect(ticksAmong(100, 5)).toEqual([0, 25, 50, 74, 99])
    expect(ticksAmong(3, 5)).toEqual([0, 1, 2])
    expect(ticksAmong(1, 5)).toEqual([0])
  })
})
