import { expect, it } from "vitest"
import { faultTitle, rehearsalSentence, unprotectedWords } from "./rehearsal-words.ts"

it("calls a fault by its name", () => {
  expect(faultTitle("GAP")).toBe("Gap over the stop")
})

it("says what can be started only of real money", () => {
  expect(rehearsalSentence("FAILED", true)).toContain("until then it can’t be started")
  expect(rehearsalSentence("PASSED", true)).toBe("It came through everything, and may be started.")
  expect(rehearsalSentence("PASSED", true, true)).toBe(
    "It lost no order and its books are right, so it may be started. But it has no stop: nothing protects what it holds."
  )
  expect(rehearsalSentence("PASSED", false)).toBe("It came through everything.")
})

it("does not say that a trader changed what an update may have", () => {
  expect(rehearsalSentence("OUTDATED", true)).toBe(
    "Its settings, its market’s rules or those it trades by are others than when it was rehearsed: rehearse it again before its next start."
  )
})

it("tells how long nobody protected what was held, and how long the bot alone", () => {
  expect(unprotectedWords({ unprotectedSeconds: 0, watchedSeconds: 0 })).toEqual({ title: "Never", beside: "" })
  expect(unprotectedWords({ unprotectedSeconds: 90, watchedSeconds: 25 })).toEqual({
    title: "90 s",
    beside: "25 s by the bot alone"
  })
})
