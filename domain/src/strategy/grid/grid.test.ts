import { absolute, add, big, divided, sub, type Whole } from "../../number/whole.ts"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { costWithFee } from "../../bot/run.ts"
import { market, otherMarket } from "../../exchange/account.fixture.ts"
import { marketWith, grid } from "../../simulation/run.fixture.ts"
import { plan, validateSettings } from "../validate.ts"
import { budget } from "../../budget.fixture.ts"

const d = (text: string) => text as never
const laid = (change: Parameters<typeof grid>[0] = {}, price = "100") => {
  const it = desk(grid(change))
  it.start(price)
  it.settle()
  return it
}
const cells = (it: ReturnType<typeof desk>) => (it.state.work._tag === "GRID" ? it.state.work.cells : [])
const lotsOf = (of: ReadonlyArray<{ readonly quantity: Whole }>) =>
  of.reduce<Whole>((sum, { quantity }) => add(sum, quantity), 0)
const id = (order: { readonly id: string } | undefined) => d(order?.id ?? "")
const lots = (it: ReturnType<typeof desk>) => it.market.lotsIn(it.state.ledger.base.position)

describe("grid", () => {
  it("GRID-1 buys the base of the cells above in one market order, then lays every cell", () => {
    const it = desk(grid())
    it.start("100")
    expect(it.places.length).toBe(1)
    const base = it.sole("BASE")
    it.fill(base.id, { price: "100" })
    const above = cells(it).filter((cell) => cell.low > 10_000)
    expect(it.open("GRID", "SELL").map((order) => order.price)).toEqual(above.map((cell) => cell.high))
    expect(it.open("GRID", "BUY").length).toBe(20 - above.length)
    expect(base.quantity).toBe(lotsOf(above))
  })

  it("GRID-1 a price below the ladder makes every cell a seller, one above makes every cell a buyer", () => {
    expect(laid({}, "85").open("GRID", "SELL").length).toBe(20)
    const above = laid({}, "115")
    expect(above.open("GRID", "BUY").length).toBe(20)
    expect(above.state.ledger.base.position).toBe(0)
  })

  it("GRID-1 the rest of a base order that was filled in part is bought at the next price", () => {
    const it = desk(grid())
    it.start("100")
    const base = it.sole("BASE")
    it.fill(base.id, { lots: 1000, price: "100" })
    it.cancelled(base.id)
    it.price("100")
    const rest = it.sole("BASE")
    expect(absolute(sub(add(rest.quantity, 1000), base.quantity))).toBeLessThanOrEqual(10)
    it.fill(rest.id, { price: "100" })
    expect(it.open("GRID", "SELL").length).toBe(cells(it).filter((cell) => cell.low > 10_000).length)
  })

  it("GRID-2 LADDER-5 a filled buy sells what it received one level up, a filled sell buys again", () => {
    const it = laid()
    const buy = it.open("GRID", "BUY")[0]
    const cell = cells(it).find((one) => one.level === buy?.slot)
    it.fill(id(buy))
    expect(cell).toBeDefined()
    expect(it.places.map(({ order }) => [order.side, order.price, order.quantity])).toEqual([
      ["SELL", cell?.high, buy?.quantity]
    ])
    it.fill(it.places[0]?.order.clientOrderId ?? d(""))
    expect(it.places.map(({ order }) => [order.side, order.price])).toEqual([["BUY", cell?.low]])
    expect(it.state.roundTrips).toBe(1)
  })

  it("GRID-2 a fee taken in base lessens what is sold", () => {
    const it = desk(grid({ investment: d("100000") }), marketWith({ feeAsset: "RECEIVED" }))
    it.start("100")
    it.settle()
    const buy = it.open("GRID", "BUY")[0]
    it.fill(id(buy))
    const sold = it.places.find(({ order }) => order.side === "SELL")?.order.quantity ?? 0
    expect(sold).toBe(Math.floor(Number(buy?.quantity) * 0.999))
  })

  it("GRID-3 with reinvest a cell's next buy uses what its sale brought", () => {
    const [plain, again] = [laid(), laid({ reinvest: true })].map((it) => {
      const sell = it.open("GRID", "SELL").at(-1)
      it.fill(id(sell))
      return it.places.find(({ order }) => order.side === "BUY")?.order.quantity ?? 0
    })
    expect(again).toBeGreaterThan(plain ?? 0)
  })

  it("GRID-4 trails up: drops the lowest buy and waits to buy at the old top, cell count constant", () => {
    const it = laid({ trailingUp: true }, "109")
    for (const sell of it.open("GRID", "SELL")) it.fill(sell.id)
    const before = cells(it)
    const top = before.at(-1)
    const up = it.state.wake.above ?? 0
    expect(up).toBeGreaterThan(11_000)
    it.price(market.priceText(up as never))
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId)).toEqual([before[0]?.order])
    expect(it.state.life).toBe("TRAILING")
    it.settle()
    expect(cells(it).length).toBe(20)
    expect(cells(it)[0]?.level).toBe(1)
    expect(cells(it).at(-1)).toMatchObject({ low: top?.high, state: "BUY" })
    expect(it.open("GRID", "BUY").some((order) => order.price === top?.high)).toBe(true)
  })

  it("GRID-4 a gap over several steps moves the ladder as far, and TRAILING ends a whole cell inside", () => {
    const it = laid({ trailingUp: true }, "112")
    it.price("116")
    it.settle()
    expect(cells(it)[0]?.level).toBeGreaterThan(3)
    expect(it.state.life).toBe("TRAILING")
    const home = it.state.wake.below ?? 0
    expect(home).toBe(cells(it).at(-1)?.low)
    it.price(market.priceText(home as never))
    expect(it.state.life).toBe("ACTIVE")
  })

  it("GRID-4 a dropped cell whose buy fills after all sells what it got", () => {
    const it = laid({ trailingUp: true }, "112")
    const lowest = cells(it)[0]
    it.price(market.priceText((it.state.wake.above ?? 0) as never))
    it.fill(lowest?.order ?? d(""))
    const sold = it.places.find(({ order }) => order.side === "SELL")?.order
    expect(sold).toMatchObject({ price: lowest?.high })
    it.fill(sold?.clientOrderId ?? d(""))
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("GRID-4 a lowest cell that holds base is not dropped", () => {
    const it = laid({ trailingUp: true }, "85")
    expect(it.state.wake.above).toBeUndefined()
  })

  it("GRID-5 trails down with money beyond the investment, and no lower than told", () => {
    const it = laid({ trailingDown: true, stopTrailingDownPrice: d("88.5") })
    for (const buy of it.open("GRID", "BUY")) it.fill(buy.id)
    const down = it.state.wake.below ?? 0
    expect(down).toBeGreaterThanOrEqual(8850)
    it.price(market.priceText(down as never))
    expect(it.state.life).toBe("TRAILING")
    const base = it.sole("BASE")
    it.fill(base.id, { price: market.priceText(down as never) })
    expect(cells(it).length).toBe(21)
    expect(it.places.map(({ order }) => [order.side, order.price])).toContainEqual(["SELL", 9000])
    expect(-it.state.ledger.quote.capital).toBeGreaterThan(it.state.investment)
    expect(it.state.ledger.quote.cash).toBeGreaterThanOrEqual(0n)
    expect(it.state.wake.below).toBeUndefined()
  })

  it("GRID-6 the stop-loss price follows the lowest level up", () => {
    const it = laid({ trailingUp: true, stopLossPrice: d("81") }, "112")
    it.price("116")
    it.settle()
    const sold = it.open("GRID", "BUY").at(0)
    it.fill(id(sold))
    it.settle()
    const bottom = cells(it)[0]?.low ?? 0
    expect(it.sole("STOP_LOSS").price).toBe(Math.floor((8100 * bottom) / 9000))
  })

  it("GRID-7 changed bounds lay the ladder anew at the present price, using the base held", () => {
    const it = laid()
    it.change(grid({ lowPrice: d("95"), highPrice: d("105") }))
    expect(it.cancels.length).toBe(20)
    it.settleCancels()
    const held = lots(it)
    it.price("100")
    const extra = it.open("BASE")[0]
    if (extra !== undefined) it.fill(extra.id, { price: "100" })
    const wanted = cells(it).filter((cell) => cell.low > 10_000)
    expect(cells(it).map((cell) => cell.low)[0]).toBe(9500)
    expect(it.open("GRID", "SELL").length).toBe(wanted.length)
    expect(extra?.quantity).toBe(absolute(sub(lotsOf(wanted), held)))
    expect(it.state.fills).toBeGreaterThan(0)
  })

  it("GRID-7 changed exits leave the orders alone", () => {
    const it = laid()
    it.change(grid({ takeProfitPercent: d("5"), stopLossPrice: d("80") }))
    expect(it.cancels).toEqual([])
    expect(it.places.map(({ order }) => order.purpose)).toEqual(["STOP_LOSS"])
  })

  it("LADDER-7 a cell turns only on a complete fill, and asks for the rest when its order goes", () => {
    const it = laid()
    const buy = it.open("GRID", "BUY")[0]
    const third = divided(buy?.quantity ?? 0, 3)
    it.fill(id(buy), { lots: third })
    expect(it.places).toEqual([])
    it.cancelled(id(buy))
    expect(it.places.map(({ order }) => [order.side, order.price, order.quantity])).toEqual([
      ["BUY", buy?.price, sub(buy?.quantity ?? 0, third)]
    ])
    it.fill(it.places[0]?.order.clientOrderId ?? d(""))
    expect(it.places.map(({ order }) => [order.side, order.quantity])).toEqual([["SELL", buy?.quantity]])
  })

  it("LADDER-5 a cell without funds is idle and is served when they come", () => {
    const it = laid()
    const buys = it.open("GRID", "BUY")
    // The exchange charged far more than its fee schedule says.
    it.fill(id(buys[0]), { fee: market.quote("120") })
    it.cancelled(id(buys[1]))
    expect(cells(it).find((cell) => cell.level === buys[1]?.slot)?.state).toBe("IDLE")
    it.add("500")
    expect(cells(it).some((cell) => cell.level === buys[1]?.slot && cell.state === "BUY")).toBe(true)
  })
})

const anyGrid = fc.record({
  investment: fc.integer({ min: 100, max: 100_000 }).map(String),
  lowPrice: fc.integer({ min: 50, max: 99 }).map(String),
  highPrice: fc.integer({ min: 101, max: 200 }).map(String),
  gridLevels: fc.integer({ min: 5, max: 60 }),
  spacing: fc.constantFrom("GEOMETRIC" as const, "ARITHMETIC" as const),
  orderSizeCurrency: fc.constantFrom("QUOTE" as const, "BASE" as const)
})

describe("sizes of a grid", () => {
  it("LADDER-4 LADDER-6 FUNDS-2 fit the investment, and none is below the minimum when nothing was refused", () => {
    fc.assert(
      fc.property(
        anyGrid,
        fc.integer({ min: 45, max: 210 }),
        fc.constantFrom(market, otherMarket),
        (change, at, on) => {
          const settings = grid(change as never)
          const price = on.roundPrice(String(at), "DOWN")
          const refused = validateSettings(on, settings, price)
          const { base, resting, committed } = plan(on, settings, price)
          expect(committed).toBeLessThanOrEqual(on.quote(settings.investment))
          if (refused.length === 0) expect(resting.filter(({ problem }) => problem !== undefined)).toEqual([])
          const buys = resting.filter(({ side }) => side === "BUY")
          const rests = buys.reduce((sum, order) => sum + big(costWithFee(on, order.price, order.quantity)), 0n)
          expect(rests + (base?.cost ?? 0n)).toBe(committed)
          if (settings.orderSizeCurrency === "BASE")
            expect(new Set(resting.map(({ quantity }) => quantity)).size).toBe(1)
        }
      ),
      { numRuns: budget(75) }
    )
  })
})
