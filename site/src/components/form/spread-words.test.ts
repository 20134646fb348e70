import { WALKED_DAYS } from "@tradetower/domain/simulation"
import { describe, expect, it } from "vitest"
import { MONTH_DAYS } from "./last-month.ts"
import { beginningsWords, spreadWords } from "./spread-words.ts"

describe("what a preset's earlier starts made", () => {
  it("is said in one sentence", () => {
    expect(spreadWords({ daysAgo: [30, 25, 20, 15, 10], worst: "-1.2", median: "0.9", best: "2.35" })).toBe(
      "Started 30, 25, 20, 15 or 10 days ago, laid out anew each time: −1.20\u202f% at worst, +0.90\u202f% in the middle, +2.35\u202f% at best."
    )
    expect(spreadWords({ daysAgo: [10], worst: "1", median: "1", best: "1" })).toBe(
      "Started 10 days ago: +1.00\u202f%. There are too few days for more starts."
    )
  })

  it("is worked out for own candles over as many days as the domain asks for", () => {
    expect(MONTH_DAYS).toBe(WALKED_DAYS)
  })
})

describe("how often a start by indicators was met", () => {
  const words = (told: Parameters<typeof beginningsWords>[0]) => beginningsWords(told, "30", (at) => `day ${at}`)
  it("is said with the last time", () => {
    expect(words({ count: 3, last: 9, since: 1 })).toBe("Would have begun 3 times in the last 30 days (last on day 9).")
    expect(words({ count: 1, last: 9, since: 1 })).toBe("Would have begun once in the last 30 days (last on day 9).")
  })
  it("is not said where it never was, or can't be told", () => {
    expect(words({ count: 0, since: 1 })).toBe("Its indicators would not have begun it once in the last 30 days.")
    expect(words({ count: 0 })).toContain("can't be told")
  })
})
