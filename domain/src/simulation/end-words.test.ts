import { describe, expect, it } from "vitest"
import { endWords } from "./end-words.ts"

const to = Date.UTC(2024, 0, 31)
const since = Date.UTC(2024, 0, 2, 3, 4)

describe("how a run ended, in words", () => {
  it("BACKTEST-10 names the state, since when and why, for every state that does not trade", () => {
    for (const state of ["PAUSED", "WAITING", "CLOSING", "INITIALIZING"] as const)
      expect(endWords({ state, since, to, reason: "2.92 USD is missing." })).toBe(
        `The bot was ${state} from 2024-01-02 03:04 UTC on, for the last 28 days 20 h: 2.92 USD is missing.`
      )
    for (const state of ["STOPPED", "COMPLETED"] as const)
      expect(endWords({ state, since, to, reason: "Its target was met." })).toBe(
        `The bot was ${state} on 2024-01-02 03:04 UTC, 28 days 20 h before the end: Its target was met.`
      )
    expect(endWords({ state: "ERROR", since, to, reason: "Refused" })).toContain("was in ERROR from 2024-01-02 03:04")
    expect(endWords({ state: "FUNDS_RESERVED", since, to, reason: "" })).toContain("FUNDS RESERVED")
  })

  it("BACKTEST-10 says nothing of a bot that traded to the end, and knows results without a moment", () => {
    for (const state of ["ACTIVE", "TRAILING", "PUMP"] as const)
      expect(endWords({ state, since, to, reason: "" })).toBeUndefined()
    expect(endWords({ state: "STOPPED", to, reason: "Its stop was met." })).toBe(
      "The bot was STOPPED at the end: Its stop was met."
    )
  })
})
