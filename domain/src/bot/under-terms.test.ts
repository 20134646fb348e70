import { describe, expect, it } from "vitest"
import { instrument, market as coin } from "../exchange/account.fixture.ts"
import { type Market, marketOf } from "../market/market.ts"
import type { LiveOrder } from "../order/live-order.ts"
import { dca, grid } from "../simulation/run.fixture.ts"
import { instrumentUnder } from "../terms/instrument-under.ts"
import { type TermsName, termsOf } from "../terms/list.ts"
import { desk } from "./desk.fixture.ts"
import { summarize } from "./summarize.ts"

const d = (text: string) => text as never
const stock = marketOf(instrument({ assetClass: "EQUITY", lotSize: d("1"), minQuantity: d("1") }))
const under = (terms: TermsName, { instrument: of }: Market): Market => {
  const found = termsOf(terms, of)
  return found === undefined ? marketOf(of) : marketOf(instrumentUnder(found, of))
}
type Desk = ReturnType<typeof desk>
const inCycle = (terms: TermsName, market: Market, change: Parameters<typeof dca>[0]): Desk => {
  const it = desk(
    dca({ investment: d("20000"), baseOrderAmount: d("2000"), averagingOrdersAmount: d("16000"), ...change }),
    under(terms, market),
    undefined,
    terms
  )
  it.start()
  it.settle()
  return it
}
const sent = (it: Desk, side: "BUY" | "SELL"): ReadonlyArray<LiveOrder> =>
  it.open(undefined, side).filter(({ held }) => held === undefined)
const summary = ({ config, state }: Desk) => summarize(config, state)

describe("the stop of a run whose broker can't do all there is", () => {
  it("EXIT-12 goes with the one exit of the position, as one order, where the broker keeps both so", () => {
    for (const [terms, market] of [
      ["coinbase", coin],
      ["ibkr", stock],
      ["alpaca", stock],
      ["tastytrade", stock]
    ] as const) {
      const it = inCycle(terms, market, { stopLossPercent: d("3") })
      const exit = it.sole("TAKE_PROFIT")
      const asked = it.placed.find(({ order }) => order.clientOrderId === exit.id)?.order
      expect([asked?.stopPrice, asked?.session]).toEqual([exit.stopPrice, undefined])
      expect(exit.stopPrice).toBeGreaterThan(0)
      expect(asked?.limitOffset === undefined).toBe(terms !== "coinbase")
      expect([it.open("STOP_LOSS").length, summary(it).protection]).toEqual([0, "BROKER"])
    }
  })

  it("EXIT-12 is placed anew with the exit as the position grows, and filled it closes the run as a stop does", () => {
    const it = inCycle("coinbase", coin, { stopLossPercent: d("9") })
    const before = it.sole("TAKE_PROFIT")
    it.fill(it.open("AVERAGING")[0]?.id ?? d(""))
    expect(it.open("TAKE_PROFIT").map(({ cancelling, id }) => [id, cancelling])).toEqual([[before.id, true]])
    it.settle()
    const after = it.sole("TAKE_PROFIT")
    expect([after.quantity > before.quantity, summary(it).protection]).toEqual([true, "BROKER"])
    const stop = it.market.priceText(after.stopPrice ?? after.price)
    it.fill(after.id, { price: stop })
    expect(it.state.life).toBe("CLOSING")
    expect(it.state.reason).toContain("The protective stop was filled at")
    for (const order of it.open()) it.cancelled(order.id)
    expect([it.state.life, it.state.ledger.base.position]).toEqual(["STOPPED", 0])
  })

  it("EXIT-12 filled at its limit takes profit, and ends the cycle", () => {
    const it = inCycle("coinbase", coin, { stopLossPercent: d("9") })
    it.fill(it.sole("TAKE_PROFIT").id)
    expect([it.state.life, it.state.ledger.base.position]).not.toContain("CLOSING")
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("EXIT-12 takes profit at the price that its owner lowered it to, where the exchange says which leg filled", () => {
    const it = inCycle("coinbase", coin, { stopLossPercent: d("9") })
    const exit = it.sole("TAKE_PROFIT")
    const lower = it.market.priceText(
      Math.round((exit.price + (exit.stopPrice ?? exit.price)) / 2) as typeof exit.price
    )
    it.fill(exit.id, { price: lower, leg: "EXIT" })
    expect(it.state.life).not.toBe("CLOSING")
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("EXIT-12 refused together, the exit rests alone and the stop is watched", () => {
    const it = inCycle("coinbase", coin, { stopLossPercent: d("9") })
    it.fill(it.open("AVERAGING")[0]?.id ?? d(""))
    it.cancelled(it.open("TAKE_PROFIT")[0]?.id ?? d(""))
    it.reject(it.sole("TAKE_PROFIT").id, "INVALID")
    it.settle()
    expect([it.state.life, it.sole("TAKE_PROFIT").stopPrice, summary(it).protection]).toEqual([
      "ACTIVE",
      undefined,
      "HERE"
    ])
  })

  it("EXIT-12 stays with the exit while the trader has the run paused", () => {
    const it = inCycle("coinbase", coin, { stopLossPercent: d("9") })
    const exit = it.sole("TAKE_PROFIT")
    it.pause()
    it.settle()
    expect(it.sole("TAKE_PROFIT").id).toBe(exit.id)
    expect(summary(it).protection).toBe("BROKER")
  })

  it("EXIT-11 TERMS-6 is watched beside an exit that has the same coins, and closes in order", () => {
    const it = inCycle("alpaca", coin, { stopLossPercent: d("3") })
    expect(it.open("TAKE_PROFIT")).toHaveLength(1)
    expect(it.open("STOP_LOSS")).toHaveLength(0)
    expect(summary(it).protection).toBe("HERE")
    const { below } = it.state.wake
    it.price(it.market.priceText(below ?? d("0")))
    expect(it.state.life).toBe("CLOSING")
    // Nothing that closes goes before everything else is gone.
    expect(it.places).toEqual([])
    const resting = it.open()
    for (const order of resting) it.cancelled(order.id)
    expect(it.places.map(({ order }) => [order.purpose, order.type, order.timeInForce])).toEqual([
      ["CLOSE", "MARKET", "GTC"]
    ])
  })

  it("EXIT-11 is the broker's own where no exit rests, with a limit where it has none at market", () => {
    const it = inCycle("coinbase", coin, { stopLossPercent: d("3"), trailingTakeProfitPercent: d("30") })
    const stop = it.sole("STOP_LOSS")
    const { order } = it.placed.find(({ order: of }) => of.clientOrderId === stop.id) ?? {}
    expect([order?.type, order?.timeInForce, Number(order?.limitOffset) / stop.price]).toEqual([
      "STOP",
      "GTC",
      expect.closeTo(0.05, 3)
    ])
    expect(summary(it).protection).toBe("BROKER")
  })

  it("EXIT-11 is watched while orders of the other side rest, where a broker refuses that, and native once they are gone", () => {
    const it = inCycle("alpaca", stock, {
      stopLossPercent: d("30"),
      trailingTakeProfitPercent: d("30"),
      averagingOrdersQuantity: 1
    })
    expect(it.open("STOP_LOSS")).toHaveLength(0)
    expect(summary(it).protection).toBe("HERE")
    it.fill(it.sole("AVERAGING").id)
    it.settle()
    expect(it.sole("STOP_LOSS").type).toBe("STOP")
    expect(summary(it).protection).toBe("BROKER")
  })

  it("EXIT-11 is watched when the broker refuses it, and asked for again once it is another", () => {
    const it = inCycle("coinbase", coin, { stopLossPercent: d("9"), trailingTakeProfitPercent: d("30") })
    it.fill(it.open("AVERAGING")[0]?.id ?? d(""))
    it.cancelled(it.open("STOP_LOSS")[0]?.id ?? d(""))
    it.reject(it.sole("STOP_LOSS").id, "INSUFFICIENT_FUNDS")
    expect([it.state.life, summary(it).protection]).toEqual(["ACTIVE", "HERE"])
    it.settle()
    expect(it.open("STOP_LOSS")).toHaveLength(0)
    it.fill(it.open("AVERAGING")[0]?.id ?? d(""))
    expect(it.open("STOP_LOSS")).toHaveLength(1)
  })
})

describe("orders of a run whose broker can't do all there is", () => {
  it("TERMS-7 rest on the broker's book as far as there is room on each side, the nearest to the price", () => {
    const it = desk(
      grid({ investment: d("100000"), gridLevels: 60, lowPrice: d("60"), highPrice: d("140") }),
      under("ibkr", stock),
      undefined,
      "ibkr"
    )
    it.start()
    it.settle()
    const prices = (side: "BUY" | "SELL") => it.open(undefined, side).map(({ price }) => price)
    for (const side of ["BUY", "SELL"] as const) {
      const there = sent(it, side).map(({ price }) => price)
      expect(there).toHaveLength(14)
      const nearest = prices(side).toSorted((a, b) => (side === "BUY" ? b - a : a - b))
      expect(there.toSorted((a, b) => (side === "BUY" ? b - a : a - b))).toEqual(nearest.slice(0, 14))
    }
    expect(summary(it)).toMatchObject({ openOrders: 28, heldBack: it.open().length - 28 })
    // A buy fills: there is room for another, and the furthest sale makes room for a nearer one.
    const [first] = sent(it, "BUY").toSorted((a, b) => b.price - a.price)
    it.fill(first?.id ?? d(""))
    it.settle()
    expect([sent(it, "BUY").length, sent(it, "SELL").length]).toEqual([14, 14])
    expect(Math.min(...prices("SELL"))).toBe(Math.min(...sent(it, "SELL").map(({ price }) => price)))
  })

  it("TERMS-6 at market go as a limit order inside the run's own, where a broker refuses them beside those", () => {
    const it = desk(
      grid({ investment: d("50000"), trailingDown: true, gridLevels: 10 }),
      under("alpaca", stock),
      undefined,
      "alpaca"
    )
    it.start()
    it.settle()
    for (const order of it.open(undefined, "BUY")) it.fill(order.id)
    it.settle()
    it.price(it.market.priceText(it.state.wake.below ?? d("0")))
    const [buy] = it.places
    const lowest = Math.min(...sent(it, "SELL").map(({ price }) => price))
    expect(buy?.order).toMatchObject({ purpose: "BASE", type: "LIMIT", timeInForce: "IOC", price: lowest - 1 })
  })

  it("TERMS-9 at market that the broker takes immediate-or-cancel only are asked for again after a while", () => {
    const it = desk(dca(), under("coinbase", coin), undefined, "coinbase")
    it.start()
    const base = it.sole("BASE")
    expect(base.timeInForce).toBe("IOC")
    it.cancelled(base.id)
    it.price("100")
    expect(it.places).toEqual([])
    it.wait(999)
    expect(it.places).toEqual([])
    it.wait(1)
    expect(it.places.map(({ order }) => [order.purpose, order.type])).toEqual([["BASE", "MARKET"]])
    it.cancelled(it.sole("BASE").id)
    it.price("100")
    it.wait(1_000)
    expect(it.places).toEqual([])
    it.wait(1_000)
    expect(it.places).toHaveLength(1)
  })

  it("PAPER-20 that expire are placed anew, however often", () => {
    const it = inCycle("coinbase", coin, {})
    for (let day = 0; day < 8; day++) {
      const before = it.sole("TAKE_PROFIT")
      it.expired(before.id)
      expect(it.sole("TAKE_PROFIT").price).toBe(before.price)
      it.settle()
    }
    expect(it.state.life).toBe("ACTIVE")
  })

  it("CLOSE-9 close before and after the regular session by a limit order through the price, where the broker takes one", () => {
    const it = inCycle("tastytrade", stock, {})
    // Tuesday 14 November 2023, 17:13 in New York.
    expect(new Date(it.now).toISOString()).toBe("2023-11-14T22:13:20.000Z")
    it.stop()
    it.settleCancels()
    const [close] = it.places
    expect(close?.order).toMatchObject({ purpose: "CLOSE", type: "LIMIT", timeInForce: "DAY", session: "EXTENDED" })
    expect(Number(close?.order.price)).toBe(9_900)
  })

  it("TERMS-6 CLOSE-9 EXIT-12 go out at no price between the steps that an order may have", () => {
    const fine = marketOf({
      ...stock.instrument,
      tickSize: d("0.0001"),
      orderTicks: [
        { from: d("0"), step: d("0.0001") },
        { from: d("1"), step: d("0.01") }
      ]
    })
    const inSteps = (it: Desk) => {
      const prices = it.placed.flatMap(({ order: { price, stopPrice } }) =>
        [price, stopPrice].flatMap((one) => one ?? [])
      )
      expect(prices.filter((price) => it.market.orderPrice(price, "DOWN") !== price)).toEqual([])
    }
    const beside = desk(
      grid({ investment: d("50000"), trailingDown: true, gridLevels: 10 }),
      under("alpaca", fine),
      undefined,
      "alpaca"
    )
    beside.start()
    beside.settle()
    for (const order of beside.open(undefined, "BUY")) beside.fill(order.id)
    beside.settle()
    beside.price(beside.market.priceText(beside.state.wake.below ?? d("0")))
    const [buy] = beside.places
    const lowest = Math.min(...sent(beside, "SELL").map(({ price }) => price))
    expect([buy?.order.purpose, buy?.order.type]).toEqual(["BASE", "LIMIT"])
    expect(Number(buy?.order.price)).toBeLessThan(lowest)
    inSteps(beside)
    const late = inCycle("alpaca", fine, { stopLossPercent: d("3.33") })
    expect(late.sole("TAKE_PROFIT").stopPrice).toBeGreaterThan(0)
    late.price("98.37")
    late.stop()
    late.settleCancels()
    expect(late.places.map(({ order }) => order.purpose)).toEqual(["CLOSE"])
    inSteps(late)
  })
})
