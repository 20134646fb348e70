import { describe, expect, it } from "vitest"
import { balances, openAccount } from "./account.ts"
import { market, order, price, told } from "./account.fixture.ts"
import { expireDay } from "./expire.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"

describe("orders for the day", () => {
  it("PAPER-20 end with the session, and no others do", () => {
    const account = openAccount("ada", { USD: "1000" })
    const { symbol } = market.instrument
    priceMoved(account, market, price("100"), 1)
    place(account, market, order("day", "BUY", "1", { price: "98", timeInForce: "DAY" }), 1)
    place(account, market, order("rests", "BUY", "1", { price: "97" }), 1)
    expect(told(expireDay(account, symbol, 3))).toEqual(["expired day"])
    expect(balances(account)["USD"]).toEqual({ free: "902.903", reserved: "97.097" })
    expect(expireDay(account, symbol, 4)).toEqual([])
    expect(told(priceMoved(account, market, price("97"), 5))).toEqual(["filled rests 1@97 MAKER"])
  })
})
