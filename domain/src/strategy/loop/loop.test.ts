import { add, big, type Whole } from "../../number/whole.ts"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { summarize } from "../../bot/summarize.ts"
import { market } from "../../exchange/account.fixture.ts"
import { marketWith, minutes } from "../../simulation/run.fixture.ts"
import { levelPrice, MOST_LEVELS, outermostGap } from "../ladder/known-levels.ts"
import { outlooks } from "../../market/outlook.ts"
import { plan, validateSettings } from "../validate.ts"
import { loop } from "./loop.fixture.ts"
import { loopPreset } from "./preset.ts"

type Desk = ReturnType<typeof desk>
const d = (text: string) => text as never
const laid = (change: Parameters<typeof loop>[0] = {}, price = "100", anchor?: string): Desk => {
  const it = desk(loop(change), market, anchor === undefined ? undefined : market.roundPrice(anchor, "DOWN"))
  it.start(price)
  it.settle()
  return it
}
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

describe("loop", () => {
  it("LOOP-2 lays half the orders below the price and half above, whose base is bought at market", () => {
    const it = laid()
    expect(prices(it, "BUY")).toEqual([9_000, 9_200, 9_400, 9_600, 9_800])
    expect(prices(it, "SELL")).toEqual([10_200, 10_400, 10_600, 10_800, 11_000])
    const sold = it.open("GRID", "SELL").reduce<Whole>((sum, order) => add(sum, order.quantity), 0)
    expect(it.placed[0]?.order).toMatchObject({ purpose: "BASE", side: "BUY", type: "MARKET", quantity: sold })
    expect(it.state.ledger.quote.cash).toBeGreaterThanOrEqual(it.state.reserved)
  })

  it("LOOP-4 after a buy the sell goes to the highest empty known level, else one step above the highest", () => {
    const it = laid()
    fill(it, "BUY", 9_800)
    expect(prices(it, "SELL")).toEqual([10_200, 10_400, 10_600, 10_800, 11_000, 11_200])
    fill(it, "SELL", 10_200)
    fill(it, "SELL", 10_400)
    // The two sells above are known and empty now: the higher one is taken first.
    fill(it, "BUY", 9_600)
    expect(prices(it, "SELL")).toContain(10_400)
    expect(prices(it, "SELL")).not.toContain(10_200)
  })

  it("LOOP-3 after a sell the buy goes to the lowest empty known level, else one step below the lowest", () => {
    const it = laid()
    fill(it, "SELL", 10_200)
    expect(prices(it, "BUY")).toEqual([8_800, 9_000, 9_200, 9_400, 9_600, 9_800])
    fill(it, "BUY", 9_800)
    fill(it, "BUY", 9_600)
    fill(it, "SELL", 10_400)
    expect(prices(it, "BUY")).toContain(9_600)
    expect(prices(it, "BUY")).not.toContain(9_800)
  })

  it("LOOP-5 outside the bounds nothing is placed; the funds wait for a gap and take it when there is one", () => {
    const it = laid({ lowPrice: d("90"), highPrice: d("110") })
    fill(it, "SELL", 10_200)
    // One step below the lowest is outside.
    expect(prices(it, "BUY")).toEqual([9_000, 9_200, 9_400, 9_600, 9_800])
    expect(it.open().length).toBe(9)
    fill(it, "BUY", 9_800)
    // The buy's base takes the gap at 102; the waiting funds may not buy at 98, where the price is.
    expect(prices(it, "SELL")).toEqual([10_200, 10_400, 10_600, 10_800, 11_000])
    fill(it, "SELL", 10_200)
    // Two would buy, and there is one gap.
    expect(prices(it, "BUY")).toEqual([9_000, 9_200, 9_400, 9_600, 9_800])
    expect(it.open().length).toBe(9)
  })

  it("LOOP-1 a later run keeps the anchor: its levels are those of the first, wherever the price is", () => {
    const first = laid({}, "100")
    expect(summarize(first.config, first.state).anchor).toBe("100")
    const later = laid({}, "105", "100")
    expect(summarize(later.config, later.state).anchor).toBe("100")
    expect(prices(later, "SELL")).toEqual([10_600, 10_800, 11_000, 11_200, 11_400])
    expect(prices(later, "BUY")).toEqual([9_000, 9_200, 9_400, 9_600, 9_800])
    // Known levels between anchor and price fill up from the highest.
    fill(later, "BUY", 9_800)
    expect(prices(later, "SELL")).toContain(10_400)
  })

  it("LOOP-3 a round trip by hand: sold at 102, bought back at 98, sold again at 102", () => {
    const it = laid({ highPrice: d("110") })
    const quantity = at(it, "SELL", 10_200).quantity
    fill(it, "SELL", 10_200)
    expect(it.state.roundTrips).toBe(1)
    const before = it.state.ledger.quote.cash
    fill(it, "BUY", 9_800)
    // The base of the first buy goes to the gap at 102; the funds of the first sale wait at 88.
    const again = at(it, "SELL", 10_200)
    expect(again.quantity).toBeGreaterThanOrEqual(quantity)
    expect(big(before) - big(it.state.ledger.quote.cash)).toBe(
      market.notional(9_800 as never, again.quantity) +
        market.feeOn(market.notional(9_800 as never, again.quantity), market.makerFeeRate)
    )
    fill(it, "SELL", 10_200)
    const profit = market.notional(400 as never, again.quantity)
    expect(-big(it.state.ledger.quote.profit)).toBe(profit + market.notional(200 as never, quantity))
  })

  it("LOOP-3 with reinvesting a share of the profit joins the next buy", () => {
    const amountAfter = (change: Parameters<typeof loop>[0]) => {
      const it = laid(change)
      fill(it, "SELL", 11_000)
      return at(it, "BUY", 8_800).quantity as number
    }
    const none = amountAfter({})
    const half = amountAfter({ reinvestProfit: true, reinvestProfitPercent: d("50") })
    const all = amountAfter({ reinvestProfit: true })
    expect(half).toBeGreaterThan(none)
    expect(all - half).toBeCloseTo(half - none, -1)
  })

  it("LOOP-6 changed levels are laid anew around the same price; base held is used first", () => {
    const it = laid()
    fill(it, "BUY", 9_800)
    it.change(loop({ orderDistance: d("1") }))
    it.settleCancels()
    it.price("99.5")
    it.settle()
    expect(prices(it, "BUY")).toEqual([9_500, 9_600, 9_700, 9_800, 9_900])
    expect(prices(it, "SELL")).toEqual([10_100, 10_200, 10_300, 10_400, 10_500])
    expect(it.placed.filter(({ order }) => order.purpose === "BASE").map(({ order }) => order.side)).toEqual([
      "BUY",
      "SELL"
    ])
  })

  it("LOOP-6 other changes leave the orders alone", () => {
    const it = laid()
    const before = prices(it, "BUY")
    it.change(loop({ takeProfitPercent: d("5") }))
    it.settle()
    expect(prices(it, "BUY")).toEqual(before)
    expect(it.cancels).toEqual([])
  })

  it("EXIT-1 LOOP-9 takes its profit in the currency asked for", () => {
    const ended = (exitCurrency: "QUOTE" | "BASE" | "BOTH") => {
      const it = laid({ takeProfitPrice: d("103"), exitCurrency })
      it.price("103")
      it.settle()
      // A close that depends on the price waits for it.
      if (it.state.life === "CLOSING") it.price("103")
      it.settle()
      expect(it.state.life).toBe("COMPLETED")
      const { base, quote } = it.state.ledger
      return { base: Number(base.position) / 1e8, quote: Number(quote.cash) / 1e8, reason: it.state.reason }
    }
    const quote = ended("QUOTE")
    expect(quote.base).toBe(0)
    const both = ended("BOTH")
    expect(both.base).toBeGreaterThan(4)
    expect(both.reason).toContain("was kept")
    const base = ended("BASE")
    expect(base.quote).toBeLessThan(10)
    expect(base.base).toBeCloseTo(both.base + both.quote / 103, 0)
  })

  it("LOOP-9 a trader's stop sells everything, whatever the exit currency", () => {
    const it = laid({ exitCurrency: "BASE" })
    it.stop()
    it.settle()
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("FUNDS-1 added funds enlarge the buys, and the sells' next buys", () => {
    const it = laid()
    const before = at(it, "BUY", 9_800).quantity as number
    it.add("1000")
    it.settle()
    expect((at(it, "BUY", 9_800).quantity as number) / before).toBeCloseTo(2, 2)
    fill(it, "SELL", 10_200)
    expect((at(it, "BUY", 8_800).quantity as number) / before).toBeGreaterThan(1.9)
  })

  it("LIFE-3 LIFE-4 paused it takes its buys back, resumed it lays them where they were", () => {
    const it = laid()
    const before = prices(it, "BUY")
    it.pause()
    it.settle()
    expect(prices(it, "BUY")).toEqual([])
    expect(prices(it, "SELL").length).toBe(5)
    it.resume()
    it.price("100")
    it.settle()
    expect(prices(it, "BUY")).toEqual(before)
  })

  it("LOOP-5 never knows more than 500 levels", () => {
    const known = { anchor: 1_000_000 as never, below: 0, above: 0 }
    const shape = { distance: "0.1", low: 1 as never, high: 0 as never }
    for (let index = 0; index < 600; index++) outermostGap(known, shape, "SELL", () => false, 1_000_000 as never)
    expect(known).toMatchObject({ below: 0, above: MOST_LEVELS })
  })

  it("LOOP-2 levels are equal steps of the anchor, buys rounded down, sells up", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 10_000_000 }),
        fc.integer({ min: 10, max: 400 }),
        fc.integer({ min: 1, max: 20 }),
        (anchor, hundredths, step) => {
          const distance = (hundredths / 100).toFixed(2)
          const exact = (anchor * hundredths * step) / 10_000
          const below = levelPrice(anchor as never, distance, -step)
          const above = levelPrice(anchor as never, distance, step)
          expect(below).toBeLessThanOrEqual(anchor - exact + 1e-6)
          expect(below).toBeGreaterThan(anchor - exact - 1 - 1e-6)
          expect(above).toBeGreaterThanOrEqual(anchor + exact - 1e-6)
          expect(above).toBeLessThan(anchor + exact + 1 + 1e-6)
        }
      )
    )
  })

  it("LOOP-7 refuses what can't work, saying what would", () => {
    const price = market.roundPrice("100", "DOWN")
    const fields = (change: Parameters<typeof loop>[0]) =>
      validateSettings(market, loop(change), price).map(({ field, message }) => `${field}: ${message}`)
    expect(fields({})).toEqual([])
    expect(fields({ lowPrice: d("99") })).toEqual([expect.stringContaining("lowPrice: must be at most 98")])
    expect(fields({ highPrice: d("101") })).toEqual([expect.stringContaining("highPrice: must be at least 102.00")])
    expect(fields({ highPrice: d("40") })).toEqual([
      expect.stringContaining("highPrice: must be above the lowest price")
    ])
    expect(fields({ orderDistance: d("0.2") })).toEqual([expect.stringContaining("orderDistance: is eaten by fees")])
    expect(fields({ orderDistance: d("20") })).toEqual([expect.stringContaining("less than 19.99 % works")])
    expect(fields({ orderCount: 40, orderDistance: d("1") })).toEqual([])
    expect(fields({ takeProfitPrice: d("90") })).toEqual([expect.stringContaining("takeProfitPrice: must be above")])
    const [little] = fields({ investment: d("8") })
    expect(little).toContain("at least")
    const least = /at least ([\d.]+) USD/.exec(little ?? "")?.[1] ?? "0"
    expect(fields({ investment: d(least) })).toEqual([])
    const few = marketWith({ maxOpenOrders: 12 })
    expect(validateSettings(few, loop({ orderCount: 12 }), price)).toMatchObject([{ field: "orderCount" }])
  })

  it("LOOP-7 its plan is what it does, and fits the investment", () => {
    const price = market.roundPrice("100", "DOWN")
    const planned = plan(market, loop(), price)
    const it = laid()
    expect(planned.resting.map(({ price: level }) => level as number).sort((a, b) => a - b)).toEqual([
      ...prices(it, "BUY"),
      ...prices(it, "SELL")
    ])
    expect(planned.base?.quantity).toBe(it.placed[0]?.order.quantity)
    expect(planned.committed).toBeLessThanOrEqual(market.quote("1000"))
  })

  it("LOOP-8 presets reach as far as the price is expected to, and are never refused", () => {
    const price = market.roundPrice("100", "DOWN")
    const reach = [2, 8].map((volatility) =>
      outlooks(minutes(market, 5, 2_000, volatility)).map((outlook) => {
        const preset = loopPreset(market, outlook, price, "1000")
        expect(validateSettings(market, preset, price)).toEqual([])
        return (Number(preset.orderDistance) * preset.orderCount) / 2
      })
    )
    const [calm, wild] = reach
    calm?.forEach((width, index) => expect(width).toBeLessThan(wild?.[index] ?? 0))
  })
})
