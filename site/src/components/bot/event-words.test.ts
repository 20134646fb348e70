import { describe, expect, it } from "vitest"
import type { BotEvent } from "../../client/contract.ts"
import { happened } from "./event-words.ts"

const step = (seq: number, event: string, details: BotEvent["details"] = {}, decided = false): BotEvent => ({
  runId: "r",
  seq,
  at: seq,
  event,
  details,
  orders: decided ? [{ action: "CANCEL", clientOrderId: "c", rule: "R", why: "" }] : [],
  transitions: [],
  summary: {} as BotEvent["summary"]
})
const price = (seq: number) => step(seq, "PriceReached", { price: "92000.50" }, true)

describe("what a step is headed by", () => {
  it("is its real cause: the time, a candle's close or the trader, and not the price that came next", () => {
    const because = (event: BotEvent) => happened(price(2), [price(2), event], 2)
    expect(because(step(1, "TimerDue"))).toBe("The time had come; the price was 92,000.50")
    expect(because(step(1, "CandleClosed", { timeframe: "1m", close: "91000" }))).toBe(
      "The 1m candle closed at 91,000.00; the price was 92,000.50"
    )
    expect(because(step(1, "EntryRequested"))).toMatch(/^You said “Enter now”; /)
  })

  it("is the price where a price was waited for", () => {
    const reached = "The price reached 92,000.50"
    expect(happened(price(2), [price(2), step(1, "OrderFilled")], 2)).toBe(reached)
    expect(happened(price(2), [price(2), step(1, "TimerDue", {}, true)], 2)).toBe(reached)
    expect(happened(price(2), [price(2)], 2)).toBe(reached)
  })

  it("says where a sum of funding comes from", () => {
    const words = (details: BotEvent["details"]) => happened(step(1, "FundingCharged", details), [], 2)
    expect(words({ amount: "1.50" })).toBe("Paid 1.5 of funding")
    expect(words({ amount: "-1.50", source: "RATE" })).toBe("Received 1.5 of funding, reckoned from its rate")
    expect(words({ amount: "-0.30", source: "BALANCE" })).toBe(
      "Funding came to 0.3 less than was reckoned, by the account’s own balance"
    )
  })
})
