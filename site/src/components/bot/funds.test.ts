import { describe, expect, it } from "vitest"
import type { Bot, Market } from "../../client/contract.ts"
import { fundsOf, helpOf, problemOf } from "./funds.ts"

const market = { instrument: { base: "BTC", quote: "USD" } } as Market
/** Of a bot only what is read of its run. */
const botWith = (summary: object) => ({ run: { summary: { invested: "1000", ...summary } } }) as unknown as Bot
const funds = (summary: object) => fundsOf(botWith(summary), market)

describe("taking funds out on the screen", () => {
  it("FUNDS-6 says how much can be taken at the most, why not more, and what it may use afterwards", () => {
    const some = funds({ takeable: "612.3456" })
    expect(helpOf(some, "TAKE", undefined)).toBe(
      "At most 612.34 USD can be taken out now: the rest is tied up in what the bot holds. Orders not filled yet shrink in proportion; filled ones stay as they are."
    )
    expect(helpOf(some, "TAKE", "250")).toMatch(/^It may then use 750\.00 USD\./)
    expect(problemOf(some, "TAKE", "612.35", undefined)).toMatch(/^At most 612\.34 USD .* Stop the bot/)
    expect(problemOf(some, "TAKE", "612.34", undefined)).toBeUndefined()
    expect(problemOf(some, "ADD", "5000", undefined)).toBeUndefined()
  })

  it("FUNDS-6 says when nothing can be taken: all tied up, on its way out, or of one that gives none back", () => {
    expect(helpOf(funds({ takeable: "0" }), "TAKE", undefined)).toMatch(/^Nothing can be taken out now/)
    expect(helpOf(funds({ takeable: "1", taking: "40" }), "TAKE", undefined)).toContain("40.00 USD is on its way out")
    expect(problemOf(funds({}), "TAKE", "1", undefined)).toBe(
      "It gives no funds back while it runs. Stop it to have them."
    )
  })

  it("FUNDS-6 counts base where the bot does, and says that a liquidation comes nearer", () => {
    const dips = funds({ takeable: "0.0512345", ofBase: { invested: "0.1", tradingProfit: "0", held: "0.1" } })
    expect(helpOf(dips, "TAKE", undefined)).toContain("At most 0.0512345 BTC")
    expect(helpOf(funds({ takeable: "5", liquidationPrice: "3" }), "TAKE", "1")).toContain("comes nearer")
  })
})
