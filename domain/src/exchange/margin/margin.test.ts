import { describe, expect, it } from "vitest"
import type { Instrument } from "../../market/instrument.ts"
import { marketOf } from "../../market/market.ts"
import type { OrderRequest } from "../../order/order.ts"
import { balances, crossings, findOrder, openAccount } from "../account.ts"
import { instrument, order, price, told } from "../account.fixture.ts"
import { cancel } from "../cancel.ts"
import { decodeAccount, encodeAccount, forgetBefore } from "../persist.ts"
import { place } from "../place.ts"
import { priceMoved } from "../price-moved.ts"
import { chargeFunding, nextFunding } from "./funding.ts"

const d = (text: string) => text as never
const terms = { maxLeverage: 20, fundingHours: 8, fundingRate: d("0.0001") }
const perp = (change: Partial<Instrument> = {}) =>
  marketOf(
    instrument({
      symbol: d("ABC-PERP"),
      kind: "FUTURES",
      makerFeeRate: d("0"),
      takerFeeRate: d("0"),
      futures: terms,
      ...change
    })
  )
const market = perp()
const HOUR = 3_600_000

const at100 = (usd = "1000") => {
  const account = openAccount("ada", { USD: usd })
  priceMoved(account, market, price("100"), 0)
  return account
}
type Rest = Partial<Omit<OrderRequest, "price">> & { readonly price?: string }
const lever = (leverage: number, type: "ISOLATED" | "CROSS" = "ISOLATED"): Rest => ({ margin: { leverage, type } })
/** Places an order of the run `a`, unless its id names another. */
const send = (
  account: ReturnType<typeof at100>,
  id: string,
  side: "BUY" | "SELL",
  lots: string,
  rest: Rest = {},
  at = 1
) => told(place(account, market, order(`tt-${id.padStart(10, "0").slice(0, 10)}-GRID-${id}`, side, lots, rest), at))
const move = (account: ReturnType<typeof at100>, to: string, at = 2) => told(priceMoved(account, market, price(to), at))
const usd = (account: ReturnType<typeof at100>) => balances(account)["USD"]
const id = (of: string) => `tt-${of.padStart(10, "0").slice(0, 10)}-GRID-${of}`

describe("margin", () => {
  it("MARGIN-2 MARGIN-3 a position holds its notional over its leverage, a resting order what it may need", () => {
    const account = at100()
    send(account, "a", "BUY", "5", lever(5))
    expect(usd(account)).toEqual({ free: "900", reserved: "100" })
    send(account, "a", "BUY", "5", { ...lever(5), price: "90", clientOrderId: d(`${id("a")}2`) })
    expect(usd(account)).toEqual({ free: "810", reserved: "190" })
    move(account, "90")
    expect(usd(account)).toEqual({ free: "810", reserved: "190" })
    // Average 95: selling all at 99 brings 40, and frees the margin.
    move(account, "99")
    send(account, "a", "SELL", "10", { ...lever(5), reduceOnly: true, clientOrderId: d(`${id("a")}3`) })
    expect(usd(account)).toEqual({ free: "1040", reserved: "0" })
  })

  it("MARGIN-3 of both sides only the dearer needs margin, because one closes before the other opens", () => {
    const account = at100()
    send(account, "a", "BUY", "10", { ...lever(10), price: "90" })
    send(account, "a", "SELL", "10", { ...lever(10), price: "110", clientOrderId: d(`${id("a")}2`) })
    expect(usd(account)).toEqual({ free: "890", reserved: "110" })
    move(account, "110")
    // Short 10 at 110: 110 of margin; the buy would close it.
    expect(usd(account)).toEqual({ free: "890", reserved: "110" })
    move(account, "90")
    expect(usd(account)).toEqual({ free: "1200", reserved: "0" })
    cancel(account, d(id("a")), 3)
    expect(usd(account)?.reserved).toBe("0")
  })

  it("MARGIN-2 an order that can't be backed is refused with what is missing; so is a leverage the market does not give", () => {
    const account = at100("100")
    expect(send(account, "a", "BUY", "11", lever(10))).toEqual([`rejected ${id("a")} INSUFFICIENT_FUNDS`])
    expect(findOrder(account, id("a"))?.reports[0]).toMatchObject({ missing: { asset: "USD", amount: "10" } })
    expect(send(account, "b", "BUY", "1", lever(21))).toEqual([`rejected ${id("b")} INVALID`])
    send(account, "c", "BUY", "1", lever(10))
    const other = send(account, "c", "BUY", "1", { ...lever(5), clientOrderId: d(`${id("c")}2`) })
    expect(other).toEqual([`rejected ${id("c")}2 INVALID`])
  })

  it("MARGIN-4 reduce-only needs a position, never more than it, and no margin", () => {
    const account = at100("100")
    expect(send(account, "a", "SELL", "1", { ...lever(10), reduceOnly: true })).toEqual([
      `rejected ${id("a")} REDUCE_ONLY`
    ])
    send(account, "b", "BUY", "10", lever(10))
    expect(usd(account)?.free).toBe("0")
    send(account, "b", "SELL", "8", { ...lever(10), price: "105", reduceOnly: true, clientOrderId: d(`${id("b")}2`) })
    send(account, "b", "SELL", "8", { ...lever(10), price: "106", reduceOnly: true, clientOrderId: d(`${id("b")}3`) })
    expect(move(account, "106")).toEqual([
      `filled ${id("b")}2 8@105 MAKER`,
      `filled ${id("b")}3 2@106 MAKER`,
      `cancelled ${id("b")}3`
    ])
    expect(usd(account)).toEqual({ free: "152", reserved: "0" })
  })

  it("MARGIN-5 runs of one account don't net against each other", () => {
    const account = at100()
    send(account, "a", "BUY", "10", lever(10))
    send(account, "b", "SELL", "10", lever(5))
    expect(usd(account)).toEqual({ free: "700", reserved: "300" })
    move(account, "95")
    expect(
      send(account, "b", "BUY", "10", { ...lever(5), reduceOnly: true, clientOrderId: d(`${id("b")}2`) })
    ).toHaveLength(2)
    expect(usd(account)).toEqual({ free: "950", reserved: "100" })
  })
})

describe("funding", () => {
  it("MARGIN-6 longs pay shorts at 0, 8 and 16 o'clock UTC, by the position's value", () => {
    const account = at100()
    send(account, "a", "BUY", "10", lever(10), 9 * HOUR)
    send(account, "b", "SELL", "5", lever(10), 9 * HOUR)
    expect(nextFunding(account, market)).toBe(16 * HOUR)
    expect(chargeFunding(account, market, price("120"), 16 * HOUR - 1)).toEqual([])
    const reports = chargeFunding(account, market, price("120"), 24 * HOUR)
    // 10 * 120 * 0.0001 = 0.12 paid and 0.06 received, twice.
    expect(told(reports)).toEqual(["funding 0.12", "funding 0.12", "funding -0.06", "funding -0.06"])
    expect(reports.map(({ at }) => at)).toEqual([16, 24, 16, 24].map((hour) => hour * HOUR))
    expect(usd(account)?.free).toBe("849.88")
    expect(nextFunding(account, market)).toBe(32 * HOUR)
  })

  it("MARGIN-6 what free balance can't pay comes out of the margin, and liquidation comes nearer", () => {
    const account = at100("100")
    send(account, "a", "BUY", "10", lever(10))
    expect(crossings(account, "ABC-PERP").below).toBe(price("91"))
    chargeFunding(account, market, price("100"), 8 * HOUR)
    expect(usd(account)).toEqual({ free: "0", reserved: "99.9" })
    expect(crossings(account, "ABC-PERP").below).toBe(price("91.01"))
  })
})

describe("a position held for years", () => {
  it("PAPER-19 takes no more room for its funding than the latest of it", () => {
    const account = at100("100000")
    send(account, "a", "BUY", "10", lever(10))
    const year = (count: number) => {
      chargeFunding(account, market, price("100"), count * 365 * 24 * HOUR)
      forgetBefore(account, (count * 365 - 1) * 24 * HOUR)
      return encodeAccount(account).length
    }
    const first = year(1)
    expect(year(3)).toBeLessThan(first + 100)
    const again = decodeAccount(encodeAccount(account))
    expect([account.settlements.length, again.settlements.length]).toEqual([4, 4])
    expect(nextFunding(again, market)).toBe(nextFunding(account, market))
  })
})

describe("liquidation", () => {
  it.each([
    ["BUY", 10, "91"],
    ["BUY", 3, "70"],
    ["BUY", 1, "10"],
    ["SELL", 10, "109"],
    ["SELL", 3, "130"],
    ["SELL", 20, "104.5"]
  ] as const)("MARGIN-7 an isolated %s at 100 with %ix is liquidated at %s", (side, leverage, at) => {
    const account = at100("10000")
    send(account, "a", side, "10", lever(leverage))
    const before = usd(account)
    const worse = side === "BUY" ? "5" : "500"
    const nearly = market.priceText((price(at) + (side === "BUY" ? 1 : -1)) as never)
    expect(move(account, nearly)).toEqual([])
    expect(move(account, worse)).toEqual([`liquidated ${side === "BUY" ? "SELL" : "BUY"} 10@${at}`])
    // Nine tenths of the margin are lost, whatever the price went on to do.
    const lost = (Number(before?.reserved) * 9) / 10
    expect(Number(usd(account)?.free)).toBeCloseTo(10_000 - lost, 9)
    expect(usd(account)?.reserved).toBe("0")
  })

  it("MARGIN-7 a jump meets what lies before the liquidation price first, then nothing of the run is left", () => {
    const account = at100()
    send(account, "a", "BUY", "5", lever(10))
    send(account, "a", "BUY", "5", { ...lever(10), price: "95", clientOrderId: d(`${id("a")}2`) })
    send(account, "a", "SELL", "2", { ...lever(10), price: "105", reduceOnly: true, clientOrderId: d(`${id("a")}3`) })
    // Average 97.5, so 97.5 * 0.91 = 88.725 down to the tick.
    expect(move(account, "50")).toEqual([
      `filled ${id("a")}2 5@95 MAKER`,
      "liquidated SELL 10@88.72",
      `cancelled ${id("a")}3`
    ])
    expect(usd(account)?.reserved).toBe("0")
  })

  it("MARGIN-7 a protective stop before it fills there at the worst, however far the price jumps", () => {
    const account = at100("100")
    send(account, "a", "BUY", "10", lever(10))
    const stop = {
      ...lever(10),
      type: "STOP",
      price: "95",
      purpose: "STOP_LOSS",
      reduceOnly: true,
      clientOrderId: d(`${id("a")}2`)
    } as const
    send(account, "a", "SELL", "10", stop)
    expect(move(account, "50")).toEqual([`filled ${id("a")}2 10@91 TAKER`])
    expect(usd(account)).toEqual({ free: "10", reserved: "0" })
  })

  it("MARGIN-8 cross puts the free balance behind the position, and loses it", () => {
    const account = at100("150")
    send(account, "a", "BUY", "10", lever(10, "CROSS"))
    // 90 of the margin of 100 and the free 50: 14 a unit.
    expect(crossings(account, "ABC-PERP").below).toBe(price("86"))
    send(account, "b", "BUY", "2", lever(10))
    expect(crossings(account, "ABC-PERP").below).toBe(price("91"))
    expect(move(account, "91")).toEqual(["liquidated SELL 2@91"])
    // That left 2 of its margin: 32 are free, so 12.2 a unit.
    expect(move(account, "80")).toEqual(["liquidated SELL 10@87.8"])
    expect(usd(account)).toEqual({ free: "10", reserved: "0" })
  })

  it("MARGIN-7 an isolated position never loses more than its margin, fee included", () => {
    const dear = perp({ takerFeeRate: d("0.02") })
    const account = openAccount("ada", { USD: "1000" })
    priceMoved(account, dear, price("100"), 0)
    place(account, dear, order(id("a"), "BUY", "10", lever(10)), 1)
    priceMoved(account, dear, price("50"), 2)
    // 20 of fee at the entry and the margin of 100.
    expect(usd(account)).toEqual({ free: "880", reserved: "0" })
  })
})

describe("a margin account", () => {
  it("MARGIN-9 goes on the same when it was saved and read back, and keeps the order a position is told by", () => {
    const account = at100()
    send(account, "a", "BUY", "10", lever(10))
    send(account, "a", "SELL", "3", { ...lever(10), price: "104", reduceOnly: true, clientOrderId: d(`${id("a")}2`) })
    chargeFunding(account, market, price("101"), 8 * HOUR)
    forgetBefore(account, 8 * HOUR)
    const again = decodeAccount(encodeAccount(account))
    expect(balances(again)).toEqual(balances(account))
    expect(again.settlements.length).toBe(1)
    for (const one of [account, again]) {
      chargeFunding(one, market, price("101"), 16 * HOUR)
      priceMoved(one, market, price("104"), 17 * HOUR)
      priceMoved(one, market, price("60"), 18 * HOUR)
    }
    expect(encodeAccount(again)).toBe(encodeAccount(account))
    expect(again.settlements.map(({ report }) => report._tag)).toEqual([
      "FundingCharged",
      "FundingCharged",
      "PositionLiquidated"
    ])
  })
})
