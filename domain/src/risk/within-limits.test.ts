import { describe, expect, it } from "vitest"
import { dcaFutures, perpetual } from "../strategy/futures/futures.fixture.ts"
import { grid } from "../simulation/run.fixture.ts"
import { market } from "../exchange/account.fixture.ts"
import type { Decimal } from "../number/decimal.ts"
import { plan, validateSettings } from "../strategy/validate.ts"
import { planBeyond, problemsWithin } from "./within-limits.ts"

const price = perpetual.roundPrice("100", "DOWN")

describe("settings within a trader's limits", () => {
  it("RISK-9 say what really does: what the market allows is no help to who allows less", () => {
    // The last order lies 40 % below: two thirds of the way to liquidation at 2x, beyond it at 3x and more.
    const deep = dcaFutures({ leverage: 9, safetyOrderStep: "8" as Decimal })
    const does = Number(/: (\d+)x does/.exec(validateSettings(perpetual, deep, price)[0]?.message ?? "")?.[1])
    expect(does).toBeGreaterThan(2)
    const [own] = problemsWithin(perpetual, { maxLeverage: does - 1 }, deep, price)
    expect([own?.field, own?.message]).toEqual(["leverage", expect.stringContaining(`your limit of ${does - 1}x`)])
    expect(problemsWithin(perpetual, { maxLeverage: 8 }, deep, price)[0]?.message).toContain(`${does}x does`)
    expect(problemsWithin(perpetual, { maxLeverage: 100 }, dcaFutures(), price)).toEqual([])
  })

  it("RISK-8 tell of a planned order that would be refused", () => {
    const settings = grid({ investment: "1000" as Decimal })
    const at = market.roundPrice("100", "DOWN")
    const planned = plan(market, settings, at)
    expect(planBeyond(market, { maxOrderNotional: "100000" as Decimal }, planned, at)).toBeUndefined()
    expect(planBeyond(market, { maxOrderNotional: "100" as Decimal }, planned, at)).toMatch(
      /^Its largest order of \d{3}\.\d\d USD is over your limit of 100\.00 USD .* Account > Risk limits\.$/
    )
  })
})
