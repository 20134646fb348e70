import { describe, expect, it } from "vitest"
import { Gaps } from "./gaps.ts"

const minutes = (...of: ReadonlyArray<number>) => of.map((minute) => minute * 60_000)
const inMinutes = (stretch: { from: number; to: number } | undefined) =>
  stretch === undefined ? undefined : [stretch.from / 60_000, stretch.to / 60_000]
/** All that is lacking, newest first. */
const all = (gaps: Gaps) => {
  const found: Array<unknown> = []
  for (let until = Infinity, i = 0; i < 20; i++) {
    const to = gaps.newestEnd(until)
    if (to === undefined) break
    let from = to
    while (gaps.newestEnd(from) === from) from -= 60_000
    found.push([from / 60_000, to / 60_000])
    until = from
  }
  return found
}

describe("minutes whose candles are still to be fetched", () => {
  it("are what lies between those that are there, not only before and after", () => {
    expect(all(Gaps.between(minutes(3, 4, 7, 9), 0, 12 * 60_000))).toEqual([
      [10, 12],
      [8, 9],
      [5, 7],
      [0, 3]
    ])
    expect(Gaps.between(minutes(0, 1, 2), 0, 180_000).minutes).toBe(0)
    expect(Gaps.between([], 0, 180_000).minutes).toBe(3)
  })

  it("grow by the minutes a moment lies in, and shrink by what came", () => {
    const gaps = Gaps.between(minutes(0, 1, 2, 3, 4, 5), 0, 360_000)
    gaps.add(130_000, 131_000)
    gaps.add(190_000, 250_000)
    expect(all(gaps)).toEqual([[2, 5]])
    gaps.remove(180_000, 240_000)
    expect(all(gaps)).toEqual([
      [4, 5],
      [2, 3]
    ])
    expect([gaps.minutes, gaps.before(120_000), gaps.before(130_000)]).toEqual([2, false, true])
  })

  it("are asked for newest first, near ones together, none that goes on yet", () => {
    const gaps = Gaps.between(minutes(3, 4, 7, 9), 0, 12 * 60_000)
    expect(inMinutes(gaps.newest(Infinity, 4 * 60_000))).toEqual([8, 12])
    expect(inMinutes(gaps.newest(11 * 60_000, 300 * 60_000))).toEqual([0, 11])
    expect(inMinutes(gaps.newest(7 * 60_000, 3 * 60_000))).toEqual([5, 7])
    expect(inMinutes(gaps.newest(2 * 60_000, 60_000))).toEqual([1, 2])
    expect(gaps.newest(0, 60_000)).toBeUndefined()
  })
})
