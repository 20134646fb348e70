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
})
