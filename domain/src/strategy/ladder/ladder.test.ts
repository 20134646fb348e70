import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { asPrice } from "../../number/exact.ts"
import { cellsForStep, ladderOf, stepForCells } from "./ladder.ts"
import { budget } from "../../budget.fixture.ts"

const levels = (low: number, high: number, count: number, spacing: "GEOMETRIC" | "ARITHMETIC") => {
  const ladder = ladderOf({ low: asPrice(low), high: asPrice(high), count, spacing })
  return Array.from({ length: count + 1 }, (_, level) => [ladder.buyPrice(level), ladder.sellPrice(level)] as const)
}

describe("ladder", () => {
  it("LADDER-1 geometric levels have equal ratios, exactly on the tick where they fall on one", () => {
    expect(levels(10_000, 160_000, 4, "GEOMETRIC").map(([buy]) => buy)).toEqual([
      10_000, 20_000, 40_000, 80_000, 160_000
    ])
    expect(levels(10_000, 160_000, 4, "GEOMETRIC").map(([, sell]) => sell)).toEqual([
      10_000, 20_000, 40_000, 80_000, 160_000
    ])
  })

  it("LADDER-1 continues beyond the trader's bounds in the same ratio", () => {
    const ladder = ladderOf({ low: asPrice(20_000), high: asPrice(80_000), count: 2, spacing: "GEOMETRIC" })
    expect([ladder.buyPrice(-1), ladder.buyPrice(3), ladder.buyPrice(4)]).toEqual([10_000, 160_000, 320_000])
  })

  it("LADDER-2 arithmetic levels have equal differences; buys round down and sells up", () => {
    expect(levels(100, 200, 3, "ARITHMETIC")).toEqual([
      [100, 100],
      [133, 134],
      [166, 167],
      [200, 200]
    ])
  })

  it("LADDER-2 levels that would share a tick rounded down and up, but not to the nearest, round to the nearest", () => {
    const five = [40, 41, 42, 43, 44, 45].map((tick) => [tick, tick])
    expect(levels(40, 45, 5, "GEOMETRIC")).toEqual(five)
    expect(levels(40, 45, 5, "ARITHMETIC")).toEqual(five)
    // Four on the same ticks have prices of their own rounded down and up, and keep them.
    expect(levels(40, 45, 4, "GEOMETRIC")[1]).toEqual([41, 42])
    // Where nothing keeps them apart nothing changes.
    expect(levels(40, 45, 8, "GEOMETRIC")[1]).toEqual([40, 41])
  })

  it("LADDER-2 every cell sells above what it buys at, beyond the bounds too", () => {
    const ladder = ladderOf({ low: asPrice(40), high: asPrice(45), count: 5, spacing: "GEOMETRIC" })
    for (let level = -30; level < 30; level++)
      expect(ladder.sellPrice(level + 1)).toBeGreaterThan(ladder.buyPrice(level))
  })

  it("LADDER-1 LADDER-2 rise from bound to bound, and a level's sell is its buy or one tick above", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 10_000_000 }),
        fc.integer({ min: 200, max: 10_000_000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom("GEOMETRIC" as const, "ARITHMETIC" as const),
        (low, width, count, spacing) => {
          const all = levels(low, low + width, count, spacing)
          expect(all[0]).toEqual([low, low])
          expect(all.at(-1)).toEqual([low + width, low + width])
          all.forEach(([buy, sell], level) => {
            expect(sell - buy === 0 || sell - buy === 1).toBe(true)
            if (level > 0) expect(buy).toBeGreaterThanOrEqual(all[level - 1]?.[0] ?? 0)
          })
        }
      ),
      { numRuns: budget(60) }
    )
  })

  it("LADDER-3 a step is the whole number of cells nearest to it, and says what it implies", () => {
    const low = asPrice(10_000)
    expect(cellsForStep(low, asPrice(11_000), "1", "GEOMETRIC")).toBe(10)
    expect(cellsForStep(low, asPrice(11_046), "1", "GEOMETRIC")).toBe(10)
    expect(cellsForStep(low, asPrice(12_000), "2", "ARITHMETIC")).toBe(10)
    expect(cellsForStep(low, asPrice(12_090), "2", "ARITHMETIC")).toBe(10)
    expect(stepForCells(low, asPrice(12_000), 10, "ARITHMETIC")).toBe("2.00")
    expect(stepForCells(low, asPrice(11_000), 10, "GEOMETRIC")).toBe("0.95")
  })
})
