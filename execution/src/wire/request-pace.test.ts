import { describe, expect, it } from "vitest"
import { publicLimits } from "../venues/coinbase/coinbase-pace.ts"
import { RequestPace, type Urgency } from "./request-pace.ts"

const HOUR = 3_600_000
/** Moments at which so many requests are made one after the other. */
const moments = (
  pace: RequestPace,
  count: number,
  urgency: (turn: number) => Urgency = () => "USUAL"
): ReadonlyArray<number> => {
  let now = 1_000_000
  return Array.from({ length: count }, (_, turn) => (now += pace.turn(now, Infinity, urgency(turn))))
}
/** The most of these moments within any time of that length. */
const most = (at: ReadonlyArray<number>, within: number): number => {
  let highest = 0
  for (let from = 0, to = 0; to < at.length; to++) {
    while ((at[to] ?? 0) - (at[from] ?? 0) >= within) from++
    highest = Math.max(highest, to - from + 1)
  }
  return highest
}

describe("the pace of requests", () => {
  it("keeps to the second's and the hour's limit, whatever is asked for", () => {
    const at = moments(new RequestPace(publicLimits), 25_000)
    expect(most(at, 1_000)).toBeLessThanOrEqual(10)
    expect(most(at, HOUR)).toBeLessThanOrEqual(10_000)
  })

  it("keeps to both also where some is urgent, which waits for nothing that was asked for before", () => {
    const at = moments(new RequestPace(publicLimits), 25_000, (turn) => (turn % 3 === 0 ? "URGENT" : "USUAL"))
    expect(most(at, 1_000)).toBeLessThanOrEqual(10)
    expect(most(at, HOUR)).toBeLessThanOrEqual(10_000)
    const pace = new RequestPace([{ requests: 4, within: 1_000, burst: 1, urgent: 1 }])
    expect([pace.turn(0, 0), pace.turn(0, 0), pace.turn(0, 0, "URGENT"), pace.turn(0, 0, "URGENT")]).toEqual([
      0, 250, 0, 250
    ])
  })

  it("lets what a first start needs come at once", () => {
    const at = moments(new RequestPace(publicLimits), 600)
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeLessThan(80_000)
  })

  it("rests when it was too much", () => {
    const pace = new RequestPace(publicLimits)
    pace.turn(0)
    pace.rest(1_000, 30_000)
    // Whoever won't wait takes no turn.
    expect(pace.turn(1_000, 5_000)).toBe(30_000)
    expect(pace.turn(1_000)).toBe(30_000)
  })

  it("rests less long from what is urgent where that is said", () => {
    const pace = new RequestPace(publicLimits)
    pace.rest(1_000, 30_000, 5_000)
    expect([pace.turn(1_000, 0), pace.turn(1_000, 0, "URGENT")]).toEqual([30_000, 5_000])
  })

  it.each([
    ["as quick as the others", 0],
    ["much slower to ask", 450]
  ])("keeps nobody waiting for as long as others ask: neither one that is %s", (_, slower) => {
    const [pace, patience, seconds, bots] = [
      new RequestPace([{ requests: 8, within: 1_000, burst: 3 }]),
      2_000,
      120,
      30
    ]
    const got = Array.from({ length: bots }, () => 0)
    // The first asks for many at once, each other again soon after it was served, or when it was told to.
    const next = Array.from({ length: bots }, (_one, bot) => bot)
    for (let now = 0; now < seconds * 1_000; now = Math.min(...next)) {
      const bot = next.indexOf(now)
      const waits = Array.from({ length: bot === 0 ? 40 : 1 }, () => pace.turn(now, patience, "USUAL", `bot ${bot}`))
      got[bot] = (got[bot] ?? 0) + waits.filter((wait) => wait <= patience).length
      next[bot] = now + Math.max(...waits, 50) + (bot === bots - 1 ? slower : 0)
    }
    const share = (5 * seconds) / bots
    expect(Math.min(...got)).toBeGreaterThan(share / 3)
    expect(Math.max(...got)).toBeLessThan(2 * share)
    expect(got.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0.8 * share * bots)
  })

  it("lets who does not say who it is, as a cancel, go on while places of many wait", () => {
    const pace = new RequestPace([{ requests: 8, within: 1_000, burst: 3, urgent: 2 }])
    for (let bot = 0; bot < 300; bot++) pace.turn(0, 2_000, "URGENT", `bot ${bot}`)
    expect(pace.turn(2_500, 0, "URGENT")).toBe(0)
  })
})
