import { describe, expect, it } from "vitest"
import { protectionWords } from "./protection-words.ts"

describe("who keeps a stop", () => {
  it("is said in a sentence, with what waits", () => {
    expect(protectionWords({})).toBeUndefined()
    expect(protectionWords({ protection: "DAY" })).toContain("Protected at the broker until the close")
    expect(protectionWords({ protection: "BROKER" })).toBe("Protected at the broker: its stop order rests there.")
    expect(protectionWords({ protection: "HERE", heldBack: 1 })).toMatch(
      /^Protected only while TradingTower runs: .* watched here\. 1 order waits here until the broker takes it\.$/
    )
    expect(protectionWords({ heldBack: 12 })).toBe("12 orders wait here until the broker takes them.")
  })
})
