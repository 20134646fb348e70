import { describe, expect, it } from "vitest"
import { changeWords } from "./change-words.ts"
import type { ChangeForeseen } from "../../client/contract.ts"

const order = (side: "BUY" | "SELL", price: string, isNew: boolean, purpose: "GRID" | "STOP_LOSS" = "GRID") => ({
  side,
  price,
  isNew,
  purpose,
  quantity: "1"
})
const foreseen = (change: Partial<ChangeForeseen> = {}): ChangeForeseen => ({
  state: "ACTIVE",
  reason: "Started at 100.00.",
  entered: true,
  cancels: 0,
  trades: [],
  resting: [],
  ...change
})

describe("what a change would do, in words", () => {
  it("tells what is cancelled, traded at market and laid anew, and the stop", () => {
    const resting = [order("BUY", "90", true), order("SELL", "110", true), order("SELL", "80", true, "STOP_LOSS")]
    expect(changeWords(foreseen({ cancels: 20, trades: [{ side: "BUY", quantity: "0.50" }], resting }), "BTC", 2)).toBe(
      "It takes 20 orders back, buys 0.5 BTC at market, places 3 orders (1 to buy, 2 to sell); its stop rests at 80.00."
    )
  })

  it("says so when nothing changes now, and what still holds it", () => {
    expect(changeWords(foreseen({ resting: [order("BUY", "90", false)] }), "BTC", 2)).toBe(
      "It leaves 1 order where it is; no protective stop rests."
    )
    expect(changeWords(foreseen({ state: "PAUSED", reason: "Paused by you." }), "BTC", 2)).toBe(
      "It changes none of its orders now; no protective stop rests. Then: Paused by you."
    )
    expect(changeWords(foreseen({ entered: false, state: "WAITING", reason: "Waits for your hand." }), "BTC", 2)).toBe(
      "It is not in the market, and takes no order back. Waits for your hand."
    )
  })
})
