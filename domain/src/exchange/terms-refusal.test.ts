import { describe, expect, it } from "vitest"
import { type Market, marketOf, type Price } from "../market/market.ts"
import type { Instrument } from "../market/instrument.ts"
import type { Decimal } from "../number/decimal.ts"
import type { TermsName } from "../terms/list.ts"
import { type Account, balances, openAccount } from "./account.ts"
import { instrument, market as coin, order, price, told } from "./account.fixture.ts"
import { copyAccount } from "./copy.ts"
import { decodeAccount, encodeAccount } from "./persist.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"

const d = (text: string) => text as Decimal
const stock = marketOf(instrument({ assetClass: "EQUITY" }))
const future = marketOf(
  instrument({
    symbol: "ABC-PERP" as Instrument["symbol"],
    kind: "FUTURES",
    futures: { maxLeverage: 10, fundingHours: 8, fundingRate: d("0") }
  })
)
const at100 = (terms: TermsName, market: Market = coin): Account => {
  const account = openAccount("ada", { USD: "10000", ABC: "100" }, undefined, { terms })
  priceMoved(account, market, price("100"), 1)
  return account
}
let next = 0
type Rest = Parameters<typeof order>[3]
/** What an order is answered with: `accepted`, or reason and words of the refusal. */
const send = (account: Account, market: Market, side: "BUY" | "SELL", quantity: string, rest: Rest = {}): string => {
  const [first] = place(account, market, order(`o${next++}`, side, quantity, rest, market), 1)
  return first?._tag === "OrderRejected" ? `${first.reason} ${first.message}` : (first?._tag ?? "")
}
const ok = "OrderAccepted"

describe("an account that trades by a broker's terms", () => {
  it("TERMS-3 is refused a class of instruments, a type or a time that the broker does not take", () => {
    expect(send(at100("alpaca", future), future, "BUY", "1")).toBe("INVALID Alpaca has no futures for its customers")
    expect(send(at100("coinbase"), coin, "BUY", "1")).toBe("INVALID Coinbase takes market orders IOC only")
    expect(send(at100("coinbase"), coin, "BUY", "1", { timeInForce: "IOC" })).toBe(ok)
    expect(send(at100("tastytrade", stock), stock, "BUY", "1", { timeInForce: "IOC" })).toBe(
      "INVALID tastytrade takes market orders DAY only"
    )
    expect(send(at100("ibkr", stock), stock, "BUY", "1", { timeInForce: "DAY" })).toBe(ok)
  })

  it("TERMS-3 is refused fractions where only whole units may rest", () => {
    const words = "INVALID Alpaca takes limit orders GTC for whole units only"
    expect(send(at100("alpaca", stock), stock, "BUY", "1.5", { price: "99" })).toBe(words)
    expect(send(at100("alpaca", stock), stock, "BUY", "1.5", { price: "99", timeInForce: "DAY" })).toBe(ok)
    expect(send(at100("alpaca", stock), stock, "BUY", "2", { price: "99" })).toBe(ok)
    expect(send(at100("alpaca"), coin, "BUY", "1.5", { price: "99" })).toBe(ok)
  })

  it("TERMS-18 is refused an order for a fraction that is worth too little, goes with a stop, or is not for its hours", () => {
    const told = (rest: Rest, quantity = "1.5", of: Partial<Instrument> = {}) => {
      const on = marketOf(instrument({ assetClass: "EQUITY", minNotional: d("0"), lotSize: d("0.001"), ...of }))
      return send(at100("alpaca", on), on, "SELL", quantity, { timeInForce: "DAY", ...rest })
    }
    expect(told({}, "0.009")).toBe("BELOW_MINIMUM Alpaca takes orders for fractions from 1 USD, and this is 0.9")
    expect(told({ price: "125" }, "0.008")).toBe(ok)
    expect(told({}, "0.01")).toBe(ok)
    expect(told({ price: "104", stopPrice: price("95") })).toContain("a target and a stop in one for whole units only")
    expect(told({ price: "104", stopPrice: price("95"), timeInForce: "GTC" }, "2")).toBe(ok)
    expect(told({ price: "104", session: "EXTENDED" })).toContain("in the regular session only")
    expect(told({ price: "104", session: "EXTENDED" }, "1.5", { extendedFractions: true })).toBe(ok)
    expect(told({ price: "95", type: "STOP" })).toBe(ok)
    expect(told({}, "1.5", { fractionable: false })).toContain("takes orders for whole units of ABC-USD only")
    expect(told({}, "1", { fractionable: false })).toBe(ok)
  })

  it("TERMS-3 is refused what the broker has no word for", () => {
    const stop = { price: "95", type: "STOP" } as const
    expect(send(at100("alpaca"), coin, "SELL", "1", stop)).toBe(
      "INVALID Alpaca knows no stop at market: give it a limit"
    )
    expect(send(at100("alpaca"), coin, "SELL", "1", { ...stop, limitOffset: 500 as Price })).toBe(ok)
    expect(send(at100("ibkr", stock), stock, "BUY", "1", { price: "99", postOnly: true })).toContain("only rest")
    const margin = { leverage: 2, type: "ISOLATED" } as const
    expect(send(at100("coinbase", future), future, "BUY", "1", { price: "99", margin })).toBe(
      "INVALID Coinbase has no isolated margin: cross"
    )
    expect(send(at100("coinbase"), coin, "BUY", "1", { price: "99", session: "EXTENDED" })).toContain("regular session")
    expect(send(at100("alpaca", stock), stock, "BUY", "1", { price: "99", session: "EXTENDED" })).toBe(ok)
  })

  it("PAPER-13 is refused an order that is only to rest and would trade at once", () => {
    expect(send(at100("paper"), coin, "BUY", "1", { price: "100", postOnly: true })).toContain("POST_ONLY")
    expect(send(at100("coinbase"), coin, "BUY", "1", { price: "99", postOnly: true })).toBe(ok)
  })

  it("TERMS-4 is refused a trade with itself where the broker looks at what rests", () => {
    const resting = (side: "BUY" | "SELL", at: string): Account => {
      const account = at100("alpaca", stock)
      expect(send(account, stock, side, "1", { price: at })).toBe(ok)
      return account
    }
    const day = { timeInForce: "DAY" } as const
    const stop = (at: string) => ({ price: at, type: "STOP" }) as const
    // As its table of orders that wait and orders that come has it.
    expect(send(resting("BUY", "98"), stock, "SELL", "1", { price: "97" })).toContain("OPPOSITE_ORDER")
    expect(send(resting("BUY", "98"), stock, "SELL", "1", { price: "102" })).toBe(ok)
    expect(send(resting("BUY", "98"), stock, "SELL", "1", day)).toContain("OPPOSITE_ORDER")
    expect(send(resting("BUY", "98"), stock, "SELL", "1", stop("90"))).toContain("OPPOSITE_ORDER")
    expect(send(resting("SELL", "102"), stock, "BUY", "1", day)).toContain("OPPOSITE_ORDER")
    expect(send(resting("BUY", "98"), stock, "BUY", "1", day)).toBe(ok)
    const stopped = at100("alpaca", stock)
    expect(send(stopped, stock, "SELL", "1", stop("90"))).toBe(ok)
    expect(send(stopped, stock, "BUY", "1", { price: "80" })).toContain("OPPOSITE_ORDER")
    const limited = at100("alpaca")
    expect(send(limited, coin, "SELL", "1", { ...stop("90"), limitOffset: 500 as Price })).toBe(ok)
    expect(send(limited, coin, "BUY", "1", { price: "84.99" })).toBe(ok)
    expect(send(limited, coin, "BUY", "1", { price: "85" })).toContain("OPPOSITE_ORDER")
    // The others look at prices only.
    const other = at100("ibkr", stock)
    expect(send(other, stock, "BUY", "1", { price: "98" })).toBe(ok)
    expect(send(other, stock, "SELL", "1", stop("90"))).toBe(ok)
  })

  it("TERMS-4 counts what waits for the session, too, and no order that is a target and a stop in one", () => {
    const evening = Date.UTC(2026, 0, 5, 23)
    const waiting = openAccount("ada", { USD: "10000", ABC: "100" }, undefined, { terms: "alpaca", keepsHours: true })
    priceMoved(waiting, stock, price("100"), evening)
    const later = (side: "BUY" | "SELL", at: string) =>
      told(place(waiting, stock, order(`o${next++}`, side, "1", { price: at }, stock), evening))
        .join()
        .slice(0, 8)
    expect([later("SELL", "102"), later("BUY", "101"), later("BUY", "103")]).toEqual([
      "accepted",
      "accepted",
      "rejected"
    ])
    const exit = { price: "110", stopPrice: price("95"), purpose: "TAKE_PROFIT" } as const
    const covered = at100("alpaca", stock)
    expect(send(covered, stock, "SELL", "1", exit)).toBe(ok)
    expect(send(covered, stock, "BUY", "1", { timeInForce: "DAY" })).toBe(ok)
    expect(send(covered, stock, "BUY", "1", { price: "99" })).toBe(ok)
    expect(send(covered, stock, "SELL", "1", exit)).toBe(ok)
  })

  it("TERMS-3 is refused more orders of a side than may rest", () => {
    const account = at100("ibkr", stock)
    for (let level = 1; level <= 15; level++)
      expect(send(account, stock, "BUY", "1", { price: String(100 - level) })).toBe(ok)
    expect(send(account, stock, "BUY", "1", { price: "80" })).toContain(
      "TOO_MANY_ORDERS Interactive Brokers lets 15 buys"
    )
    expect(send(account, stock, "SELL", "1", { price: "120" })).toBe(ok)
  })

  it("TERMS-5 has its shares counted for a stop and for an exit", () => {
    const account = openAccount("ada", { ABC: "1" }, undefined, { terms: "ibkr" })
    priceMoved(account, stock, price("100"), 1)
    const stop = { price: "95", type: "STOP", purpose: "STOP_LOSS" } as const
    expect(send(account, stock, "SELL", "1", { price: "110" })).toBe(ok)
    expect(send(account, stock, "SELL", "1", stop)).toContain("INSUFFICIENT_FUNDS")
  })

  it("TERMS-5 can't rest more to leave a position than there is of it where nothing is reduce-only", () => {
    const account = at100("ibkr", future)
    const margin = { leverage: 2, type: "CROSS" } as const
    expect(send(account, future, "BUY", "2", { margin, timeInForce: "DAY" })).toBe(ok)
    expect(send(account, future, "SELL", "1.5", { margin, price: "110", reduceOnly: true })).toBe(ok)
    expect(send(account, future, "SELL", "1", { margin, price: "111", reduceOnly: true })).toContain("REDUCE_ONLY")
    expect(send(account, future, "SELL", "0.5", { margin, price: "111", reduceOnly: true })).toBe(ok)
  })

  it("TERMS-12 takes the same id for another order where its broker does, and keeps both", () => {
    const account = at100("tastytrade", stock)
    const twice = order("same", "BUY", "1", { price: "99" }, stock)
    for (const _ of [1, 2]) expect(told(place(account, stock, twice, 1))).toEqual(["accepted same"])
    // Monday, noon in New York.
    const noon = Date.UTC(2026, 0, 5, 17)
    for (const one of [account, decodeAccount(encodeAccount(account))])
      expect(told(priceMoved(one, stock, price("99"), noon))).toEqual([
        "filled same 1@99 MAKER",
        "filled same 1@99 MAKER"
      ])
    const once = at100("ibkr", stock)
    place(once, stock, twice, 1)
    place(once, stock, twice, 1)
    expect(told(priceMoved(once, stock, price("99"), 2))).toEqual(["filled same 1@99 MAKER"])
  })

  it("TERMS-3 goes on by the same terms when it was saved, or copied", () => {
    const account = at100("coinbase")
    for (const again of [decodeAccount(encodeAccount(account)), copyAccount(account)])
      expect(send(again, coin, "BUY", "1")).toBe("INVALID Coinbase takes market orders IOC only")
  })
})

describe("a stop with a limit", () => {
  const stop = { price: "95", type: "STOP", purpose: "STOP_LOSS", limitOffset: 200 as Price } as const
  const withStop = (terms: TermsName): Account => {
    const account = at100(terms)
    expect(send(account, coin, "SELL", "1", stop)).toBe(ok)
    return account
  }
  const tag = (text: string) => text.replace(/o\d+/, "stop")

  it("PAPER-21 trades at the price that meets it when that is within its limit", () => {
    for (const terms of ["coinbase", "paper"] as const)
      expect(told(priceMoved(withStop(terms), coin, price("94"), 2)).map(tag)).toEqual(["filled stop 1@94 TAKER"])
  })

  it("PAPER-21 rests at its limit when the price has gone through, and is filled when it comes back", () => {
    const account = withStop("coinbase")
    expect(priceMoved(account, coin, price("92"), 2)).toEqual([])
    expect(balances(account)["ABC"]).toEqual({ free: "99", reserved: "1" })
    const again = decodeAccount(encodeAccount(account))
    for (const one of [account, again]) {
      expect(priceMoved(one, coin, price("92.99"), 3)).toEqual([])
      expect(told(priceMoved(one, coin, price("93"), 4)).map(tag)).toEqual(["filled stop 1@93 MAKER"])
    }
  })

  it("PAPER-21 holds back what a buy costs at its limit", () => {
    const account = at100("coinbase")
    expect(send(account, coin, "BUY", "1", { price: "105", type: "STOP", limitOffset: 500 as Price })).toBe(ok)
    // 110, and the fee of one that takes.
    expect(balances(account)["USD"]?.reserved).toBe("110.22")
  })
})
