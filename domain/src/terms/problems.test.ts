import { describe, expect, it } from "vitest"
import { instrument } from "../exchange/account.fixture.ts"
import type { Instrument } from "../market/instrument.ts"
import { marketOf } from "../market/market.ts"
import { dca, grid } from "../simulation/run.fixture.ts"
import { futuresGrid, perpetual } from "../strategy/futures/futures.fixture.ts"
import type { Decimal } from "../number/decimal.ts"
import { TwapSettings } from "../strategy/twap/settings.ts"
import { nettingProblem } from "./netting.ts"
import { changeProblems } from "../strategy/change-problems.ts"
import { validateSettings } from "../strategy/validate.ts"
import type { TermsName } from "./list.ts"

const stock = marketOf(instrument({ assetClass: "EQUITY" }))

describe("two bots on one account and symbol", () => {
  it("TERMS-10 are refused where the broker nets their positions, naming the first", () => {
    const others = [{ name: "Old faithful", symbol: "ABC-USD" }]
    expect(nettingProblem("ibkr", stock.instrument, others)?.message).toContain(
      "“Old faithful” trades it: stop that bot"
    )
    expect(nettingProblem("ibkr", { ...stock.instrument, symbol: "XYZ-USD" as never }, others)).toBeUndefined()
    expect(nettingProblem("coinbase", instrument(), others)).toBeUndefined()
    expect(nettingProblem("paper", instrument(), others)).toBeUndefined()
  })
})

describe("what a broker can't have", () => {
  it("TERMS-8 is refused before a bot starts, naming what could be", () => {
    expect(validateSettings(stock, grid(), undefined, "coinbase")).toEqual([
      { field: "symbol", message: "Coinbase has no stocks over its API: choose one of its coins and futures" }
    ])
    expect(validateSettings(perpetual, futuresGrid(), undefined, "alpaca")).toContainEqual({
      field: "symbol",
      message: "Alpaca has no futures for its customers: choose one of its stocks and coins"
    })
    const isolated = futuresGrid({ marginType: "ISOLATED", leverage: 2 })
    expect(validateSettings(perpetual, isolated, undefined, "ibkr")).toEqual([
      { field: "marginType", message: "Interactive Brokers has no ISOLATED margin: choose CROSS" }
    ])
    expect(validateSettings(perpetual, { ...isolated, marginType: "CROSS" }, undefined, "ibkr")).toEqual([])
    const buying = TwapSettings.make({
      start: { _tag: "IMMEDIATELY" },
      side: "BUY",
      totalAmount: "6" as Decimal,
      duration: 5,
      frequency: 5
    })
    // What is not said is ISOLATED.
    expect(validateSettings(perpetual, buying, undefined, "ibkr")).toMatchObject([{ field: "marginType" }])
    const reducing = { ...buying, marginType: "CROSS", reduceOnly: true } as const
    expect(validateSettings(perpetual, reducing, undefined, "ibkr")).toEqual([
      { field: "reduceOnly", message: "Interactive Brokers has no reduce-only orders: leave it off" }
    ])
    expect(validateSettings(perpetual, { ...reducing, reduceOnly: false }, undefined, "ibkr")).toEqual([])
    expect(validateSettings(perpetual, reducing)).toEqual([])
    expect(validateSettings(perpetual, isolated)).toEqual([])
  })

  it("TERMS-17 fractions are refused where there are none, naming what is in the way and what would work", () => {
    const split = dca({ fractions: true })
    const told = (terms: TermsName | undefined, of: Partial<Instrument> = {}) => {
      const on = marketOf({ ...stock.instrument, ...of })
      return validateSettings(on, split, undefined, terms).flatMap(({ field, message }) =>
        field === "fractions" ? [message] : []
      )
    }
    expect(told("alpaca")).toEqual([])
    expect(told("ibkr")).toEqual([
      "Interactive Brokers takes no orders for fractions of a share: leave it off, or trade on an account by the rules of Alpaca"
    ])
    expect(told(undefined)[0]).toContain("by the rules of Alpaca")
    expect(told("alpaca", { fractionable: false })).toEqual([
      "Alpaca takes orders for whole shares of ABC only: leave it off, or choose another share"
    ])
    expect(told("alpaca", { assetClass: "CRYPTO" })).toEqual(["ABC is no share, and is split anyway: leave it off"])
    expect(validateSettings(stock, dca({ fractions: false }), undefined, "ibkr")).toEqual([])
  })

  it("TERMS-17 fractions stay as they were chosen", () => {
    const [split, whole] = [dca({ fractions: true }), dca({})]
    expect(changeProblems(whole, split)).toMatchObject([{ field: "fractions" }])
    expect(changeProblems(split, whole, false)).toMatchObject([{ field: "fractions" }])
    expect(changeProblems(whole, dca({ fractions: false }))).toEqual([])
  })
})
