import { add, whole, type Whole } from "../../number/whole.ts"
import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { summarize } from "../../bot/summarize.ts"
import { market, otherMarket } from "../../exchange/account.fixture.ts"
import type { Market } from "../../market/market.ts"
import { marketWith, minutes } from "../../simulation/run.fixture.ts"
import { bringsOf, stakeAt } from "../brings.ts"
import { outlooks } from "../../market/outlook.ts"
import { plan, validateSettings } from "../validate.ts"
import { btd } from "./btd.fixture.ts"
import { btdPreset } from "./preset.ts"

type Desk = ReturnType<typeof desk>
const d = (text: string) => text as never
const laid = (change: Parameters<typeof btd>[0] = {}, price = "100", on: Market = market): Desk => {
  const it = desk(btd(change), on)
  it.start(price)
  it.settle()
  return it
}
const cells = (it: Desk) => (it.state.work._tag === "BTD" ? it.state.work.cells : [])
const prices = (it: Desk, side: "BUY" | "SELL"): ReadonlyArray<number> =>
  it
    .open("GRID", side)
    .map(({ price }) => price as number)
    .sort((a, b) => a - b)
const at = (it: Desk, side: "BUY" | "SELL", price: number) => {
  const found = it.open("GRID", side).find((order) => order.price === price)
  if (found === undefined) throw new Error(`nothing rests at ${price}: ${prices(it, side).join(" ")}`)
  return found
}
const fill = (it: Desk, side: "BUY" | "SELL", price: number): void => {
  it.fill(at(it, side, price).id)
  it.settle()
}
/** 100 * 1.02^k, up to the tick. */
const UP = [10_200, 10_404, 10_613, 10_825, 11_041] // rounded up from 106.1208, 108.243216, 110.40808

describe("BTD", () => {
  it("BTD-2 starts with sells above only, of equal base, and buys nothing", () => {
    const it = laid()
    expect(prices(it, "SELL")).toEqual(UP)
    expect(prices(it, "BUY")).toEqual([])
    expect(it.open("GRID", "SELL").map(({ quantity }) => quantity)).toEqual(Array(5).fill(market.quantity("2")))
    expect(it.placed.every(({ order }) => order.purpose === "GRID")).toBe(true)
    expect(cells(it).filter(({ state }) => state === "IDLE").length).toBe(5)
  })

  it("BTD-1 its ladder lies between two prices, or counts levels around the price at the start", () => {
    const between = laid({ lowPrice: d("80"), highPrice: d("120"), gridStep: undefined })
    expect(cells(between)[0]?.low).toBe(8_000)
    expect(cells(between).at(-1)?.high).toBe(12_000)
    const counted = laid({ gridLevels: undefined, levelsDown: 2, levelsUp: 6 })
    expect(prices(counted, "SELL").length).toBe(6)
    expect(cells(counted).length).toBe(8)
    const shared = laid({ levelsDistribution: d("30") })
    expect(prices(shared, "SELL").length).toBe(7)
  })

  it("BTD-3 each filled sell funds the highest idle cell below", () => {
    const it = laid()
    fill(it, "SELL", 10_200)
    expect(prices(it, "BUY")).toEqual([10_000])
    expect(at(it, "BUY", 10_000).quantity).toBe(market.quantity("2"))
    fill(it, "BUY", 10_000)
    expect(prices(it, "SELL")).toEqual(UP)
  })

  it("BTD-3 AT_START sells the base of the lower cells at market at once, to fund their buys", () => {
    const it = laid({ fundDips: "AT_START" })
    expect(it.placed[0]?.order).toMatchObject({
      purpose: "BASE",
      side: "SELL",
      type: "MARKET",
      quantity: market.quantity("5")
    })
    expect(prices(it, "SELL")).toEqual(UP)
    expect(prices(it, "BUY").length).toBe(5)
    expect(it.open("GRID").map(({ quantity }) => quantity)).toEqual(Array(10).fill(market.quantity("1")))
  })

  it("BTD-4 a round trip's profit counts in base: net quote profit over the price of the sale, by hand", () => {
    const it = laid()
    fill(it, "SELL", 10_200)
    fill(it, "BUY", 10_000)
    // Sold 2 at 102: 204 less 0.204; bought 2 at 100: 200 and 0.2. Net 3.596 USD, over 102.
    const summary = summarize(it.config, it.state)
    expect(summary.profitIn).toBe("BASE")
    expect(Number(summary.ofBase?.tradingProfit)).toBeCloseTo(3.596 / 102, 7)
    expect(summary.ofBase).toMatchObject({ invested: "10", held: "10" })
    expect(summary.tradingProfit).toBe("4")
    expect(summary.roundTrips).toBe(1)
    expect(summary.position).toBe("0")
  })

  it("BTD-4 AT_START counts buying back lower than the price of the start as a round trip", () => {
    const it = laid({ fundDips: "AT_START" })
    const [top] = prices(it, "BUY").slice(-1)
    fill(it, "BUY", top ?? 0)
    expect(it.state.roundTrips).toBe(1)
    expect(summarize(it.config, it.state).tradingProfit).toBe(String((10_000 - (top ?? 0)) / 100))
    // Sold 1 at 100 at market (0.2 %), bought at 98.03 (0.1 %): 99.8 - 98.128 over 100.
    expect(Number(summarize(it.config, it.state).ofBase?.tradingProfit)).toBeCloseTo((99.8 - 98.12803) / 100, 3)
  })

  it("LADDER-8 BTD-5 the whole ladder follows the price up, as many cells as before", () => {
    const it = laid({ trailing: true })
    for (const price of UP) fill(it, "SELL", price)
    const before = cells(it).map(({ level }) => level)
    expect(it.wakes("112.6")).toBe(false)
    it.price("112.7")
    it.settle()
    expect(it.state.life).toBe("TRAILING")
    expect(cells(it).map(({ level }) => level)).toEqual(before.map((level) => level + 1))
    // Six steps up, the lowest cell that waits to buy is dropped: its quote buys at the top, as far as it goes.
    it.price("124.4")
    it.settle()
    const top = cells(it).at(-1)
    expect(cells(it).map(({ level }) => level)).toEqual(before.map((level) => level + 6))
    expect(prices(it, "BUY").at(-1)).toBe(top?.low)
    expect(market.notional(top?.low ?? d("0"), top?.quantity ?? d("0"))).toBeLessThanOrEqual(market.quote("200"))
  })

  it("BTD-5 the whole ladder follows the price down: the topmost cell's base is sold at the old bottom", () => {
    const it = laid({ trailing: true })
    const bottom = cells(it)[0]
    it.price("88.7")
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId)).toEqual([
      it.open("GRID", "SELL").find(({ price }) => price === 11_041)?.id
    ])
    it.settle()
    expect(prices(it, "SELL")).toEqual([bottom?.low ? bottom.low + 1 : 0, ...UP.slice(0, 4)])
    expect(cells(it).length).toBe(10)
    const held = cells(it).reduce<Whole>((sum, cell) => add(sum, cell.held), 0)
    expect(held).toBe(whole(market.base("10")))
  })

  it("BTD-5 a dropped cell that sells after all leaves its base sold, and its quote buys below", () => {
    const it = laid({ trailing: true })
    it.price("88.7")
    const leaving = it.open("GRID", "SELL").find(({ cancelling }) => cancelling)
    it.fill(d(leaving?.id ?? ""))
    it.settle()
    expect(it.state.ledger.base.position).toBe(whole(-market.base("2")))
    const reserved = it.open("GRID", "BUY").length
    expect(reserved).toBeGreaterThan(0)
  })

  it("BTD-6 EXIT-1 a take-profit by percent is of the base invested: met as the price falls, by hand", () => {
    const it = laid({ takeProfitPercent: d("1") })
    fill(it, "SELL", 10_200)
    it.cancelled(at(it, "BUY", 10_000).id)
    it.settle()
    // 203.796 USD in hand buy back 2 and 0.1 more (1 % of 10) at 97.0457 at the most.
    expect(it.wakes("97.05")).toBe(false)
    expect(it.wakes("97.04")).toBe(true)
  })

  it("BTD-6 EXIT-7 a stop-loss by percent is above: a native stop to buy back rests there", () => {
    const it = laid({ stopLossPercent: d("2") })
    expect(it.open("STOP_LOSS")).toEqual([])
    fill(it, "SELL", 10_200)
    const [stop] = it.open("STOP_LOSS")
    // 203.796 USD buy back 1.8 (2 less 2 % of 10) at 113.22.
    expect(stop).toMatchObject({ side: "BUY", type: "STOP", price: 11_322 })
    const needed = market.notional(d("11322"), stop?.quantity ?? d("0"))
    expect(needed).toBeLessThan(it.state.ledger.quote.cash)
  })

  it("BTD-6 CLOSE-2 closing turns all quote into base again, at the present price", () => {
    const it = laid()
    fill(it, "SELL", 10_200)
    fill(it, "SELL", 10_404)
    it.stop()
    it.settle()
    // The bot slept: what its quote buys depends on where the price is now.
    expect(it.state.life).toBe("CLOSING")
    expect(it.open("CLOSE")).toEqual([])
    it.price("90")
    expect(it.sole("CLOSE")).toMatchObject({ side: "BUY", type: "MARKET" })
    it.fill(it.sole("CLOSE").id, { price: "90" })
    it.settle()
    expect(it.state.life).toBe("STOPPED")
    const summary = summarize(it.config, it.state)
    expect(Number(summary.ofBase?.held)).toBeGreaterThan(10.5)
    expect(it.state.reason).toContain("It began with 10 ABC and ends with 10.5")
  })

  it("BTD-7 changed levels are laid anew with the base in hand; other changes leave the orders alone", () => {
    const it = laid()
    fill(it, "SELL", 10_200)
    it.change(btd({ takeProfitPercent: d("5") }))
    expect(it.cancels).toEqual([])
    it.change(btd({ gridStep: d("3") }))
    it.settleCancels()
    it.price("100")
    it.settle()
    expect(prices(it, "SELL").slice(0, 2)).toEqual([10_300, 10_609])
    const sells = it.open("GRID", "SELL").reduce<Whole>((sum, order) => add(sum, order.quantity), 0)
    expect(sells).toBe(market.quantity("8"))
    expect(prices(it, "BUY").length).toBeGreaterThan(0)
  })

  it("FUNDS-1 added base enlarges the sells", () => {
    const it = laid()
    it.add("10")
    it.settle()
    expect(it.open("GRID", "SELL").map(({ quantity }) => quantity)).toEqual(Array(5).fill(market.quantity("4")))
    expect(summarize(it.config, it.state).ofBase?.invested).toBe("20")
  })

  it("LIFE-3 LIFE-4 paused it takes its sells back and keeps its buys, resumed it sells again", () => {
    const it = laid()
    fill(it, "SELL", 10_200)
    it.pause()
    it.settle()
    expect(prices(it, "SELL")).toEqual([])
    expect(prices(it, "BUY")).toEqual([10_000])
    it.resume()
    it.price("100.5")
    it.settle()
    expect(prices(it, "SELL")).toEqual(UP.slice(1))
  })

  it("BTD-4 a fee taken in base makes the profit smaller", () => {
    const it = laid({ gridStep: d("2"), investment: d("100") }, "1", otherMarket)
    const [first] = prices(it, "SELL")
    fill(it, "SELL", first ?? 0)
    const [buy] = prices(it, "BUY")
    fill(it, "BUY", buy ?? 0)
    const { held, tradingProfit } = summarize(it.config, it.state).ofBase ?? { held: "0", tradingProfit: "0" }
    expect(Number(held)).toBeLessThan(100)
    // 20 sold at 1.02 less 0.1 % in quote, 20 bought at 1 less 0.1 % in base.
    expect(Number(tradingProfit)).toBeCloseTo((20.4 * 0.999 - 20) / 1.02 - 0.02, 3)
  })

  it("LEDGER-2 BTD-2 it is given base, and needs no quote", () => {
    const price = market.roundPrice("100", "DOWN")
    expect(bringsOf(market, btd(), price)).toEqual({ quote: 0n, base: market.base("10") })
    expect(stakeAt(market, btd(), price)).toBe(market.quote("1000"))
  })

  it("BTD-8 refuses what can't work, saying what would", () => {
    const price = market.roundPrice("100", "DOWN")
    const said = (change: Parameters<typeof btd>[0], on = market) =>
      validateSettings(on, btd(change), price).map(({ field, message }) => `${field}: ${message}`)
    expect(said({})).toEqual([])
    expect(said({ gridStep: undefined })).toEqual([expect.stringContaining("gridStep: give the step")])
    expect(said({ gridLevels: undefined })).toEqual([expect.stringContaining("gridLevels: give the number")])
    expect(said({ levelsDown: 3, levelsUp: 3 })).toEqual([expect.stringContaining("3 levels below and 3 above are 6")])
    expect(said({ levelsUp: 3, lowPrice: d("90"), highPrice: d("110") })).toEqual([
      expect.stringContaining("levelsUp: is not given together with prices")
    ])
    expect(said({ lowPrice: d("80"), highPrice: d("95"), gridStep: undefined })).toEqual([
      expect.stringContaining("highPrice: must be above the present price, 100")
    ])
    expect(said({ gridStep: d("0.1") })).toEqual([expect.stringContaining("eaten by fees")])
    expect(said({ stopLossPrice: d("105") })).toEqual([expect.stringContaining("stopLossPrice: must be above the top")])
    expect(said({ takeProfitPrice: d("105") })).toEqual([
      expect.stringContaining("takeProfitPrice: must be below the present price")
    ])
    const [little] = said({ investment: d("0.01") })
    const least = /at least ([\d.]+) ABC/.exec(little ?? "")?.[1] ?? "0"
    expect(said({ investment: d(least) })).toEqual([])
    expect(said({}, marketWith({ maxOpenOrders: 8 }))).toEqual([expect.stringContaining("at most 6 levels work")])
  })

  it("BTD-2 its plan is what it does", () => {
    const price = market.roundPrice("100", "DOWN")
    for (const fundDips of ["ON_SELLS", "AT_START"] as const) {
      const planned = plan(market, btd({ fundDips }), price)
      const it = laid({ fundDips })
      const resting = it.open("GRID").map((order) => `${order.side} ${order.quantity} at ${order.price}`)
      const wanted = planned.resting.map((order) => `${order.side} ${order.quantity} at ${order.price}`)
      expect([...resting].sort()).toEqual([...wanted].sort())
      expect(planned.base?.quantity).toBe(fundDips === "AT_START" ? it.placed[0]?.order.quantity : undefined)
    }
  })

  it("BTD-9 presets are as wide as the price is expected to move, worth the investment, and never refused", () => {
    const price = market.roundPrice("100", "DOWN")
    const reach = [2, 8].map((volatility) =>
      outlooks(minutes(market, 5, 2_000, volatility)).map((outlook) => {
        const preset = btdPreset(market, outlook, price, "1000")
        expect(validateSettings(market, preset, price)).toEqual([])
        expect(preset.investment).toBe("10")
        return Number(preset.gridStep) * (preset.gridLevels ?? 0)
      })
    )
    const [calm, wild] = reach
    calm?.forEach((width, index) => expect(width).toBeLessThan(wild?.[index] ?? 0))
  })
})
