import { describe, expect, it } from "vitest"
import { botName } from "./words.ts"

describe("the name suggested for a bot", () => {
  it("leaves what is spelt in capitals", () => {
    expect(botName("BTC", "GRID", "MID_TERM")).toBe("BTC grid, mid term")
    expect(botName("BTC", "TWAP", undefined)).toBe("BTC TWAP")
    expect(botName("ETH", "DCA_FUTURES", "LONG_TERM")).toBe("ETH DCA futures, long term")
  })
})
