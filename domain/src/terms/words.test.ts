import { describe, expect, it } from "vitest"
import { brokerTerms, termsNames } from "./list.ts"
import { termsWords } from "./words.ts"

describe("what a broker's terms mean", () => {
  it("TERMS-15 is said in sentences, of which one that is true of some classes only names them", () => {
    expect(termsWords("alpaca")).toEqual([
      "A stop or an order at market is refused while a limit order of the other side rests.",
      "Stocks: a stop stands beside one exit at most, and either ends the other.",
      "Coins: a stop is refused beside an exit.",
      "Coins: a stop turns into a limit order, which a jump of the price may pass.",
      "Stocks: fractions of a share are for the day only, so bots trade whole ones unless they are set to trade fractions.",
      "An account has one position a symbol, so one bot at a time trades it.",
      "Stocks: limit orders work before and after regular hours, too; all others in them.",
      "Stocks: fees are those of its lowest tier.",
      "Coins: fees are those of its lowest tier where no other is said.",
      "Alpaca has no futures for its customers."
    ])
    expect(termsWords("paper")).toEqual([expect.stringMatching(/^Kinder than any broker/)])
  })

  it("TERMS-15 is said of every broker: what it nets, and what it does not trade", () => {
    for (const name of termsNames) {
      const words = termsWords(name).join(" ")
      const { of, title, without } = brokerTerms(name)
      expect(words.includes("one position a symbol"), name).toBe(Object.values(of).some(({ netting }) => netting))
      for (const why of Object.values(without)) expect(words).toContain(`${title} ${why}.`)
    }
    expect(termsWords("ibkr")).toContain("More than 15 resting orders of one side are refused.")
    expect(termsWords("coinbase")).toContain(
      "Futures: an account has one position a symbol, so one bot at a time trades it."
    )
  })
})
