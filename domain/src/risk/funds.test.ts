import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { balances, openAccount } from "../exchange/account.ts"
import { market as spot } from "../exchange/account.fixture.ts"
import { place } from "../exchange/place.ts"
import { priceMoved } from "../exchange/price-moved.ts"
import type { Price, Quantity } from "../market/market.ts"
import { toUnits } from "../number/decimal-units.ts"
import { fundsRefusal, needOf } from "./funds.ts"
import { lots, order, perpetual, ticks } from "./order-facts.fixture.ts"

const last = ticks(spot, "100")
const amount = (text: string) => toUnits(text, 18) ?? 0n

describe("funds before an order", () => {
  it("RISK-11 a buy needs its notional and fee, a sale its base, a future its margin; what reduces needs nothing", () => {
    expect(needOf(spot, order(spot), last)).toEqual({ asset: "USD", amount: amount("100.1") })
    expect(needOf(spot, order(spot, { side: "SELL" }), last)).toEqual({ asset: "ABC", amount: amount("1") })
    expect(needOf(spot, order(spot, { type: "MARKET" }), undefined)).toBeUndefined()
    expect(needOf(spot, order(spot, { side: "SELL", purpose: "CLOSE" }), last)).toBeUndefined()
    const leveraged = order(perpetual, { margin: { leverage: 4, type: "ISOLATED" }, quantity: lots(perpetual, "2") })
    expect(needOf(perpetual, leveraged, ticks(perpetual, "100"))).toEqual({ asset: "USD", amount: amount("50") })
  })

  it("RISK-11 the refusal names what is missing", () => {
    const need = { asset: "USD", amount: amount("100.1") }
    expect(fundsRefusal(need, amount("100.1"))).toBeUndefined()
    expect(fundsRefusal(need, amount("99"))).toMatchObject({
      reason: "INSUFFICIENT_FUNDS",
      message: "needs 100.10 USD, 99.00 USD is free",
      missing: { asset: "USD", amount: "1.1" }
    })
  })

  it("RISK-11 no order is refused that the paper exchange would take", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("BUY" as const, "SELL" as const),
        fc.constantFrom("LIMIT" as const, "MARKET" as const, "STOP" as const),
        fc.integer({ min: 5_000, max: 20_000 }),
        fc.integer({ min: 10, max: 20_000 }),
        fc.integer({ min: 0, max: 2_000 }),
        (side, type, price, quantity, funds) => {
          const account = openAccount("ada", { USD: String(funds), ABC: "10" }, { slippage: { _tag: "None" } })
          priceMoved(account, spot, last, 0)
          const free = balances(account)
          const asked = order(spot, { side, type, price: price as Price, quantity: quantity as Quantity })
          const need = needOf(spot, asked, last)
          const [first] = place(account, spot, asked, 1)
          const has = need === undefined ? 0n : amount(free[need.asset]?.free ?? "0")
          if (first?._tag === "OrderAccepted" && need !== undefined) expect(fundsRefusal(need, has)).toBeUndefined()
        }
      )
    )
  })
})
