import { describe, expect, it } from "vitest"
import type { Urgency } from "./request-pace.ts"
import { RequestWindow } from "./request-window.ts"

const minute = { requests: 200, within: 60_000, kept: 60 }
/** Moments of so many requests that are all asked for at once. */
const moments = (window: RequestWindow, count: number, urgency: Urgency, now = 0): ReadonlyArray<number> =>
  Array.from({ length: count }, () => now + window.turn(now, Infinity, urgency))
/** The most of these moments within any time of that length. */
const most = (at: ReadonlyArray<number>, within: number): number =>
  Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + within).length))

describe("a window of requests", () => {
  it("lets all of it be used at once, and never more than it has", () => {
    const window = new RequestWindow(minute)
    const at = [...moments(window, 500, "USUAL"), ...moments(window, 300, "URGENT")]
    expect(at.filter((one) => one === 0)).toHaveLength(200)
    expect(most(at, 60_000)).toBe(200)
  })

  it("keeps a share for what is urgent, however much else is asked for", () => {
    const window = new RequestWindow(minute)
    moments(window, 140, "USUAL")
    expect([window.turn(0, 0), window.turn(0, 0, "URGENT")]).toEqual([60_000, 0])
    const urgent = moments(new RequestWindow(minute), 200, "URGENT")
    expect(urgent.every((one) => one === 0)).toBe(true)
  })

  it("goes on as what was made leaves the window", () => {
    const window = new RequestWindow({ requests: 2, within: 1_000, kept: 0 })
    expect([window.turn(0), window.turn(300), window.turn(400), window.turn(1_100)]).toEqual([0, 0, 600, 200])
  })

  it("rests when it was too much, and takes no turn for who won't wait", () => {
    const window = new RequestWindow(minute)
    window.rest(1_000, 30_000)
    expect(window.turn(1_000, 5_000)).toBe(30_000)
    expect(window.turn(1_000)).toBe(30_000)
  })

  it("rests less long from what is urgent where that is said, and never longer than from the rest", () => {
    const window = new RequestWindow(minute)
    window.rest(1_000, 30_000, 5_000)
    expect([window.turn(1_000, 0), window.turn(1_000, 0, "URGENT")]).toEqual([30_000, 5_000])
    window.rest(2_000, 1_000, 5_000)
    expect([window.turn(6_000, 0), window.turn(6_000, 0, "URGENT")]).toEqual([25_000, 0])
  })

  it.each([
    ["as quick as the others", 0],
    ["much slower to ask", 450]
  ])("keeps nobody waiting for as long as others ask: neither one that is %s", (_, slower) => {
    const [window, patience, minutes, bots] = [new RequestWindow(minute), 4_000, 10, 30]
    const got = Array.from({ length: bots }, () => 0)
    // Each asks again soon after it was served, or when it was told to.
    const next = Array.from({ length: bots }, (_one, bot) => bot)
    for (let now = 0; now < minutes * 60_000; now = Math.min(...next)) {
      const bot = next.indexOf(now)
      const wait = window.turn(now, patience, "USUAL", `bot ${bot}`)
      got[bot] = (got[bot] ?? 0) + (wait <= patience ? 1 : 0)
      next[bot] = now + Math.max(wait, 50) + (bot === bots - 1 ? slower : 0)
    }
    const share = ((minute.requests - minute.kept) * minutes) / bots
    expect(Math.min(...got)).toBeGreaterThan(share / 3)
    expect(Math.max(...got)).toBeLessThan(1.5 * share)
    expect(got.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0.9 * share * bots)
  })

  it("keeps a share for who does not come for it no longer than a moment", () => {
    const window = new RequestWindow({ requests: 4, within: 1_000, kept: 0 })
    const turnOf = (now: number, whose: string) => window.turn(now, 0, "USUAL", whose)
    for (let nth = 0; nth < 4; nth++) turnOf(0, "a")
    expect([turnOf(0, "b"), turnOf(500, "c")]).toEqual([1_000, 500])
    // Of four, one each is kept for the two that wait.
    expect([turnOf(1_000, "a"), turnOf(1_000, "a"), turnOf(1_000, "a")]).toEqual([0, 0, 1])
    expect([turnOf(1_001, "b"), turnOf(1_001, "c")]).toEqual([0, 0])
    expect(Array.from({ length: 4 }, () => turnOf(9_000, "a"))).toEqual([0, 0, 0, 0])
  })

  it("lets what takes back go on while places of many wait", () => {
    const window = new RequestWindow(minute)
    for (let bot = 0; bot < 300; bot++) window.turn(0, 4_000, "USUAL", `bot ${bot}`)
    expect(moments(window, 60, "URGENT").every((at) => at === 0)).toBe(true)
  })

  it("lets who asks for nobody in particular go on, too, where what is as urgent waits", () => {
    const window = new RequestWindow({ requests: 4, within: 1_000, kept: 2 })
    for (let bot = 0; bot < 10; bot++) window.turn(0, 0, "URGENT", `bot ${bot}`)
    expect(window.turn(1_001, 0, "URGENT")).toBe(0)
  })
})
