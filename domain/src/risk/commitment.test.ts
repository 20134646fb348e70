import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { desk } from "../bot/desk.fixture.ts"
import { entitledTo } from "../bot/entitled.ts"
import type { Decimal } from "../number/decimal.ts"
import { dca, grid } from "../simulation/run.fixture.ts"
import { bringsOf } from "../strategy/brings.ts"
import type { TwapSettings } from "../strategy/twap/settings.ts"
import { commitmentBeyond, commitmentOf, judgeCommitment, uncommitted } from "./commitment.ts"

const usd = (amount: string) => [{ asset: "USD", amount: amount as Decimal }]
const twap = (side: "BUY" | "SELL", totalAmount: string): TwapSettings => ({
  _tag: "TWAP",
  start: { _tag: "IMMEDIATELY" },
  side,
  totalAmount: totalAmount as Decimal,
  duration: 5,
  frequency: 60
})
const price = market.roundPrice("100", "DOWN")

describe("what is committed", () => {
  it("FUNDS-4 is refused beyond what is free, to the last unit, with both sums", () => {
    expect(judgeCommitment(usd("93893.000000000000000001"), usd("93893")).refusal).toMatch(
      /^93,893\.01 USD is needed, and 93,893\.00 USD is free/
    )
    expect(judgeCommitment(usd("93893"), usd("93893")).refusal).toBeUndefined()
    expect(judgeCommitment(usd("1"), []).refusal).toContain("free")
  })

  it("FUNDS-5 asks at more than half of what is free, and not at half", () => {
    expect(judgeCommitment(usd("500"), usd("1000"))).toEqual({})
    expect(judgeCommitment(usd("500.01"), usd("1000")).question).toBe(
      "This commits 500.01 USD, more than half of the 1,000.00 USD that is free."
    )
  })

  it("FUNDS-4 of a TWAP is what all its slices may cost, or the base it sells", () => {
    const [buy] = commitmentOf(market, twap("BUY", "1000000"), price)
    expect(buy?.asset).toBe("USD")
    expect(Number(buy?.amount)).toBeGreaterThan(100_000_000)
    expect(commitmentOf(market, twap("SELL", "2"), price)).toEqual([
      { asset: market.instrument.base, amount: expect.stringMatching(/^2(\.0*)?$/) as string }
    ])
  })

  it("FUNDS-4 of changed settings is what they commit more than before", () => {
    expect(commitmentBeyond(usd("150"), usd("100"))).toEqual(usd("50"))
    expect(commitmentBeyond(usd("100"), usd("150"))).toEqual([])
  })

  it("FUNDS-4 leaves free what no running bot may still use, and never less than nothing", () => {
    expect(uncommitted("1000", ["300.5", "200"])).toBe("499.5")
    expect(uncommitted("1000", ["2000"])).toBe("0")
  })
})

describe("what a run may still use", () => {
  const quoteOf = (it: ReturnType<typeof desk>) => market.quoteText(entitledTo(it.config, it.state).quote)

  it("FUNDS-4 is all it was given before it enters, and what its orders don't hold after", () => {
    const it = desk(grid())
    it.start("100")
    it.settle()
    const { ledger, reserved } = it.state
    expect(entitledTo(it.config, it.state).quote).toBe(BigInt(ledger.quote.cash) - BigInt(reserved))
    expect(reserved).not.toBe(0)
    const waiting = desk(dca({ start: { _tag: "MANUAL" } }))
    waiting.start("100")
    expect(quoteOf(waiting)).toBe(market.quoteText(waiting.state.investment))
  })

  it("FUNDS-4 shrinks with what a TWAP has bought, and what it bought is the trader's", () => {
    const it = desk(twap("BUY", "5"))
    it.start("100")
    const whole = bringsOf(market, twap("BUY", "5"), price).quote
    it.fill(it.sole("TWAP_SLICE").id)
    const after = entitledTo(it.config, it.state)
    expect(after.quote).toBe(whole + BigInt(it.state.ledger.quote.capital))
    expect(after.quote).toBeLessThan(whole)
    expect(after.base).toBe(0n)
  })

  it("FUNDS-4 is nothing once it has ended", () => {
    const it = desk(grid())
    it.start("100")
    it.settle()
    it.stop("NONE")
    expect(entitledTo(it.config, it.state)).toEqual({ quote: 0n, base: 0n })
  })
})
