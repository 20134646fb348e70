import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { checkOrder } from "./check-order.ts"
import { defaultRiskLimits, orderLimits } from "./limits.ts"
import { d, facts, lots, order } from "./order-facts.fixture.ts"
import type { ExposureFacts } from "./order-facts.ts"

const usd = (text: string) => market.quote(text)
const limits = orderLimits({ ...defaultRiskLimits, maxExposurePercent: d("200"), maxPairPercent: d("100") })
/** An order of so many at 100, on an account. */
const asking = (side: "BUY" | "SELL", quantity: string, exposure: ExposureFacts) =>
  checkOrder(facts(market, { limits, exposure, order: order(market, { side, quantity: lots(market, quantity) }) }))

describe("exposure before an order", () => {
  it("RISK-14 all positions, and those of one pair, stay within their share of what the account is worth", () => {
    const account = { equity: usd("1000"), total: usd("1500"), pair: usd("600") }
    expect(asking("BUY", "4", account)).toEqual([])
    const [only, ...more] = asking("BUY", "4.5", account)
    expect(more).toEqual([])
    expect(only?.message).toContain("the position in ABC-USD would become 105.0 % of what the account is worth")
    expect(asking("BUY", "5.1", account).map(({ rule }) => rule)).toEqual(["RISK-14", "RISK-14"])
    expect(asking("BUY", "0.01", { ...account, equity: 0n })).toEqual([])
  })

  it("RISK-14 what makes a position smaller passes, long or short, also above the limit", () => {
    const long = { equity: usd("100"), total: usd("900"), pair: usd("900") }
    expect(asking("SELL", "9", long)).toEqual([])
    expect(asking("BUY", "0.1", long)).toHaveLength(2)
    const short = { ...long, pair: -usd("900") }
    expect(asking("BUY", "9", short)).toEqual([])
    expect(asking("SELL", "0.1", short)).toHaveLength(2)
  })

  it("RISK-14 an order that passes leaves the account within its limits, or no worse than it was", () => {
    const amount = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n })
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 13n }),
        amount,
        fc.bigInt({ min: 0n, max: 10n ** 13n }),
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.constantFrom("BUY" as const, "SELL" as const),
        (equity, pair, others, quantity, side) => {
          const size = pair < 0n ? -pair : pair
          const account = { equity, pair, total: size + others }
          const asked = order(market, { side, quantity: quantity as never })
          const refusals = checkOrder(facts(market, { limits, exposure: account, order: asked })).filter(
            ({ rule }) => rule === "RISK-14"
          )
          const notional = market.notional(asked.price ?? (0 as never), asked.quantity)
          const after = pair + (side === "BUY" ? notional : -notional)
          const sizeAfter = after < 0n ? -after : after
          const within = sizeAfter <= equity && sizeAfter + others <= 2n * equity
          expect(refusals.length === 0).toBe(within || sizeAfter <= size)
        }
      )
    )
  })
})
