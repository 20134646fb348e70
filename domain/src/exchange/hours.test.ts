import { describe, expect, it } from "vitest"
import { marketOf } from "../market/market.ts"
import { type Account, balances, openAccount, openOrders } from "./account.ts"
import { instrument, market as coin, order, price, told } from "./account.fixture.ts"
import { copyAccount } from "./copy.ts"
import { passTime } from "./hours.ts"
import { decodeAccount, encodeAccount } from "./persist.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"

const stock = marketOf(instrument({ assetClass: "EQUITY" }))
const { symbol } = stock.instrument
/** Of Monday, 5 January 2026, in New York. */
const at = (hour: number, minute = 0, day = 5): number => Date.UTC(2026, 0, day, hour + 5, minute)
const extended = { session: "EXTENDED", timeInForce: "DAY" } as const
const day = { timeInForce: "DAY" } as const

/** An account by Interactive Brokers' rules, at a price of 100 at that moment. */
const open = (when: number): Account => {
  const account = openAccount("ada", { USD: "10000", ABC: "100" }, undefined, { terms: "ibkr", keepsHours: true })
  priceMoved(account, stock, price("100"), when)
  return account
}
const send = (account: Account, when: number, ...args: Parameters<typeof order>) =>
  told(place(account, stock, order(...args), when))
const move = (account: Account, to: string, when: number) => told(priceMoved(account, stock, price(to), when))

describe("orders for the day", () => {
  it("PAPER-20 end with their session, each with its own, and no others do", () => {
    const account = open(at(15))
    send(account, at(15), "regular", "BUY", "1", { ...day, price: "90" })
    send(account, at(15), "extended", "BUY", "1", { ...extended, price: "91" })
    send(account, at(15), "rests", "BUY", "1", { price: "92" })
    expect(told(passTime(account, symbol, at(15, 59)))).toEqual([])
    const [expired] = passTime(account, symbol, at(18))
    expect([told(expired === undefined ? [] : [expired]), expired?.at]).toEqual([["expired regular"], at(16)])
    expect(told(passTime(account, symbol, at(21)))).toEqual(["expired extended"])
    expect(openOrders(account).map(({ request }) => request.clientOrderId)).toEqual(["rests"])
    expect(passTime(account, symbol, at(15, 0, 6))).toEqual([])
    expect(move(account, "92", at(15, 1, 6))).toEqual(["filled rests 1@92 MAKER"])
  })

  it("PAPER-20 that come in the evening are for the next day", () => {
    const account = open(at(17))
    send(account, at(17), "next", "BUY", "1", { ...day, price: "90" })
    expect(passTime(account, symbol, at(15, 59, 6))).toEqual([])
    expect(told(passTime(account, symbol, at(16, 0, 6)))).toEqual(["expired next"])
    expect(balances(account)["USD"]?.reserved).toBe("0")
  })
})

describe("orders outside the regular session", () => {
  it("PAPER-22 wait for it, but for limit orders that are given for before and after it", () => {
    const account = open(at(17))
    const waits = [
      send(account, at(17), "market", "BUY", "1", day),
      send(account, at(17), "crosses", "BUY", "2", { ...day, price: "105" }),
      send(account, at(17), "stop", "SELL", "3", { price: "95", type: "STOP" }),
      send(account, at(17), "limit", "BUY", "4", { price: "98" })
    ]
    expect(waits.flat()).toEqual(["market", "crosses", "stop", "limit"].map((id) => `accepted ${id}`))
    expect(send(account, at(17), "works", "BUY", "5", { ...extended, price: "98" })).toEqual(["accepted works"])
    expect(Number(balances(account)["USD"]?.reserved)).toBeGreaterThan(1_100)
    expect(move(account, "94", at(18))).toEqual(["filled works 5@98 MAKER"])
    expect(move(account, "104", at(9, 0, 6))).toEqual([])
    for (const one of [account, decodeAccount(encodeAccount(account)), copyAccount(account)]) {
      // The first regular price is that of the auction: for what waited, whatever its limit.
      expect(move(one, "97", at(9, 30, 6))).toEqual([
        "filled market 1@97 TAKER",
        "filled crosses 2@97 MAKER",
        "filled limit 4@97 MAKER"
      ])
      expect(move(one, "96", at(9, 31, 6))).toEqual([])
      expect(move(one, "95", at(9, 32, 6))).toEqual(["filled stop 3@95 TAKER"])
    }
  })

  it("PAPER-22 fill at their own limits again once the auction is over", () => {
    const account = open(at(9))
    send(account, at(9), "limit", "BUY", "1", { price: "98" })
    expect(move(account, "99", at(9, 30))).toEqual([])
    expect(move(account, "97", at(9, 31))).toEqual(["filled limit 1@98 MAKER"])
  })

  it("PAPER-22 that must fill at once find nobody, and what waits is taken back like any other", () => {
    const account = open(at(8))
    expect(send(account, at(8), "now", "BUY", "1", { timeInForce: "IOC" })).toEqual(["accepted now", "cancelled now"])
    send(account, at(8), "stop", "SELL", "1", { price: "95", type: "STOP" })
    for (let level = 1; level < 15; level++) send(account, at(8), `s${level}`, "SELL", "1", { price: `${110 + level}` })
    expect(send(account, at(8), "much", "SELL", "1", { price: "130" })).toEqual(["rejected much TOO_MANY_ORDERS"])
  })

  it("PAPER-22 work as ever on an account without rules, and on a market that never closes", () => {
    const kind = openAccount("ada", { USD: "10000" }, undefined, { keepsHours: true })
    priceMoved(kind, stock, price("100"), at(18))
    expect(told(place(kind, stock, order("any", "BUY", "1"), at(18)))).toContain("filled any 1@100 TAKER")
    const strict = openAccount("ada", { USD: "10000" }, undefined, { terms: "coinbase", keepsHours: true })
    priceMoved(strict, coin, price("100"), at(18))
    expect(told(place(strict, coin, order("any", "BUY", "1", { timeInForce: "IOC" }), at(18)))).toHaveLength(2)
  })
})
