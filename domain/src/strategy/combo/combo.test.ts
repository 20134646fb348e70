import { add, type Whole } from "../../number/whole.ts"
import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { minutes } from "../../simulation/run.fixture.ts"
import { combo, perpetual as market } from "../futures/futures.fixture.ts"
import { presets, validateSettings } from "../validate.ts"

const d = (text: string) => text as never
const id = (order: { readonly id: string } | undefined) => d(order?.id ?? "")
const price = market.roundPrice("100", "DOWN")
const inCycle = (change: Parameters<typeof combo>[0] = {}) => {
  const it = desk(combo(change), market)
  it.start("100")
  it.settle()
  return it
}
const exits = (it: ReturnType<typeof inCycle>) =>
  it.open("TAKE_PROFIT").map(({ price, quantity, side }) => [side, price, quantity])

describe("COMBO", () => {
  it("COMBO-1 enters and averages only inside its bounds, and waits outside", () => {
    const it = desk(combo({ averagingOrdersStep: d("6") }), market)
    it.start("111")
    expect(it.open()).toEqual([])
    expect(it.state.wake).toEqual({ below: 10_891 })
    expect(it.state.life).toBe("WAITING")
    expect(it.state.reason).toBe("Waits for a price between 90.00 and 108.91.")
    it.price("100")
    expect(it.state.life).toBe("ACTIVE")
    it.settle()
    // The second averaging order would lie at 88, below the bound.
    expect(it.open("AVERAGING").map(({ price }) => price)).toEqual([9400])
  })

  it("COMBO-2 spreads the position over reduce-only exits from the average outward", () => {
    const it = inCycle()
    expect(exits(it)).toEqual([10_100, 10_201, 10_304, 10_407, 10_511].map((at) => ["SELL", at, 1000]))
    expect(
      it.placed.filter(({ order }) => order.purpose === "TAKE_PROFIT").every(({ order }) => order.reduceOnly)
    ).toBe(true)
  })

  it("COMBO-2 lays the exits anew when the average moves, until the first of them fills", () => {
    const it = inCycle()
    it.fill(id(it.open("AVERAGING")[0]))
    it.settle()
    const average = (5000 * 10_000 + 2551 * 9800) / 7551
    expect(exits(it)[0]?.[1]).toBe(Math.ceil(Math.floor(average) * 1.01))
    expect(it.open("TAKE_PROFIT").reduce<Whole>((sum, { quantity }) => add(sum, quantity), 0)).toBe(7551)
  })

  it("COMBO-2 a SHORT leaves below, none beyond the bound, without a step evenly up to it", () => {
    const short = inCycle({ direction: "SHORT", gridStep: d("3"), gridLevels: 5 })
    expect(exits(short).map(([side, at]) => [side, at])).toEqual([
      ["BUY", 9700],
      ["BUY", 9409],
      ["BUY", 9126]
    ])
    const even = inCycle({ gridStep: undefined, gridLevels: 5 })
    expect(exits(even).map(([, at]) => at)).toEqual([10_193, 10_389, 10_589, 10_793, 11_000])
  })

  it("COMBO-3 the first exit that fills ends averaging for the cycle; all out, the next cycle begins", () => {
    const it = inCycle()
    const [first] = it.open("TAKE_PROFIT")
    it.fill(id(first), { lots: 400 })
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId)).toEqual(it.open("AVERAGING").map((order) => order.id))
    it.settleCancels()
    const before = exits(it)
    for (const order of it.open("TAKE_PROFIT")) it.fill(order.id)
    expect(before.length).toBe(5)
    it.settleCancels()
    expect(it.state.roundTrips).toBe(1)
    expect(it.state.ledger.base.position).toBe(0)
    it.price("100")
    expect(it.open("BASE").length).toBe(1)
    it.settle()
    expect(it.open("AVERAGING").length).toBe(2)
  })

  it("COMBO-3 an entry that filled while it was leaving leaves with the furthest exit", () => {
    const it = inCycle()
    const [entry] = it.open("AVERAGING")
    it.fill(id(it.open("TAKE_PROFIT")[0]))
    it.fill(id(entry))
    it.settle()
    const held = market.lotsIn(it.state.ledger.base.position as never)
    expect(it.open("TAKE_PROFIT").reduce<Whole>((sum, { quantity }) => add(sum, quantity), 0)).toBe(held)
  })

  it("COMBO-3 EXIT-1 a take-profit by percent ends the cycle at market", () => {
    const it = inCycle({ takeProfitPercent: d("3") })
    it.price("103.1")
    it.settle()
    expect(it.state.roundTrips).toBe(1)
    expect(it.state.life).toBe("ACTIVE")
  })
})

describe("refusals of a COMBO", () => {
  const refused = (change: Parameters<typeof combo>[0], at = price) => validateSettings(market, combo(change), at)

  it("COMBO-4 takes what works", () => {
    expect(refused({})).toEqual([])
  })

  it("COMBO-4 bounds crossed, the price outside them, no exits, exits that fees eat", () => {
    expect(refused({ lowPrice: d("120") })[0]?.field).toBe("highPrice")
    expect(refused({}, market.roundPrice("111", "DOWN"))[0]?.message).toContain("90.00 to")
    expect(refused({ gridLevels: undefined, gridStep: undefined })[0]?.field).toBe("gridLevels")
    expect(refused({ investment: d("200") })[0]?.field).toBe("investment")
    expect(refused({ leverage: 101 })[0]?.message).toContain("100x at the most")
  })

  it("COMBO-4 MARGIN-12 averaging orders beyond liquidation", () => {
    expect(refused({ leverage: 100, investment: d("400") })[0]?.field).toBe("leverage")
  })
})

describe("presets of a COMBO", () => {
  it.each([2, 8, 30])("COMBO-5 follow the volatility and are never refused (%s %% a day)", (daily) => {
    const made = presets(market, "COMBO", minutes(market, 3, 2_000, daily), price, "500")
    expect(made.length).toBe(3)
    for (const { settings } of made) expect(validateSettings(market, settings, price)).toEqual([])
  })
})
