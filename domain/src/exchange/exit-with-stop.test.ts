import { describe, expect, it } from "vitest"
import type { Price } from "../market/market.ts"
import type { TermsName } from "../terms/list.ts"
import { type Account, balances, findOrder, openAccount, openOrders } from "./account.ts"
import { market, order, price, told } from "./account.fixture.ts"
import { cancel } from "./cancel.ts"
import { copyAccount } from "./copy.ts"
import { decodeAccount, encodeAccount } from "./persist.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"

const room = { limitOffset: price("2") } as const
/** An exit of 2 at 110 with a stop at 95, at a price of 100. */
const exit = (rest: Parameters<typeof order>[3] = {}) =>
  order("exit", "SELL", "2", { price: "110", stopPrice: price("95"), purpose: "TAKE_PROFIT", ...rest })
const at100 = (terms: TermsName = "paper"): Account => {
  const account = openAccount("ada", { USD: "10000", ABC: "2" }, undefined, { terms })
  priceMoved(account, market, price("100"), 1)
  return account
}
const resting = (rest?: Parameters<typeof order>[3], terms?: TermsName): Account => {
  const account = at100(terms)
  expect(told(place(account, market, exit(rest), 1))).toEqual(["accepted exit"])
  return account
}
const move = (account: Account, to: string) => told(priceMoved(account, market, price(to), 2))

describe("an exit with a stop for the same lots", () => {
  it("PAPER-23 is one order, holds what it sells once, and is filled at its limit, which ends its stop", () => {
    const account = resting()
    expect(openOrders(account)).toHaveLength(1)
    expect(balances(account)["ABC"]).toEqual({ free: "0", reserved: "2" })
    for (const one of [account, copyAccount(account), decodeAccount(encodeAccount(account))]) {
      expect(move(one, "110")).toEqual(["filled exit 2@110 MAKER"])
      expect(move(one, "90")).toEqual([])
      expect(balances(one)["ABC"]).toEqual({ free: "0", reserved: "0" })
    }
  })

  it("PAPER-23 is its stop once that is met, which ends its limit", () => {
    for (const copied of [(one: Account) => one, copyAccount, (one: Account) => decodeAccount(encodeAccount(one))]) {
      const account = copied(resting())
      expect(move(account, "96")).toEqual([])
      expect(move(account, "94")).toEqual(["filled exit 2@94 TAKER"])
      expect([move(account, "120"), openOrders(account).length]).toEqual([[], 0])
    }
  })

  it("PAPER-23 is a limit order beyond its trigger where it has one, and rests there when the price went through", () => {
    const account = resting(room, "coinbase")
    expect(move(account, "92")).toEqual([])
    expect(findOrder(account, "exit")?.request.price).toBe(price("110"))
    const again = decodeAccount(encodeAccount(account))
    for (const one of [account, again]) {
      expect(move(one, "120")).toEqual(["filled exit 2@93 MAKER"])
      expect(openOrders(one)).toEqual([])
    }
  })

  it("PAPER-23 is taken back whole, and met at once where its stop is passed as it comes", () => {
    const account = resting()
    expect(told(cancel(account, exit().clientOrderId, 2))).toEqual(["cancelled exit"])
    expect([move(account, "94"), move(account, "120")]).toEqual([[], []])
    expect(
      told(place(account, market, { ...exit(), clientOrderId: "late" as never, stopPrice: price("121") as Price }, 3))
    ).toEqual(["rejected late INVALID"])
    expect(
      told(
        place(
          account,
          market,
          { ...exit(), clientOrderId: "met" as never, price: price("130"), stopPrice: price("125") },
          3
        )
      )
    ).toEqual(["accepted met", "filled met 2@120 TAKER"])
  })

  it("PAPER-23 buys back alike, and holds what its stop may cost", () => {
    const account = openAccount("ada", { USD: "1000" })
    priceMoved(account, market, price("100"), 1)
    const back = order("back", "BUY", "2", { price: "90", stopPrice: price("105"), purpose: "TAKE_PROFIT" })
    place(account, market, back, 1)
    // 210, and the fee of one that takes.
    expect(balances(account)["USD"]?.reserved).toBe("210.42")
    expect(move(account, "106")).toEqual(["filled back 2@106 TAKER"])
  })

  it("TERMS-3 TERMS-4 is refused by a broker that knows none, and no trade with oneself where one does", () => {
    const [refused] = place(at100("alpaca"), market, exit(), 1)
    expect(refused).toMatchObject({ message: "Alpaca takes no order that is a target and a stop in one" })
    const [bare] = place(at100("coinbase"), market, exit(), 1)
    expect(bare).toMatchObject({ message: "Coinbase knows no stop at market: give it a limit" })
  })
})
