import { times } from "../../number/whole.ts"
import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { minutes } from "../../simulation/run.fixture.ts"
import { futuresGrid, perpetual as market } from "../futures/futures.fixture.ts"
import { plan, presets, validateSettings } from "../validate.ts"
import { liquidatedAfter } from "../futures/liquidation-check.ts"
import { futuresGridShape } from "./shape.ts"
import { cellLots, entriesTo } from "./size.ts"

const d = (text: string) => text as never
const price = market.roundPrice("100", "DOWN")
const laid = (change: Parameters<typeof futuresGrid>[0] = {}, at = "100.5") => {
  const it = desk(futuresGrid(change), market)
  it.start(at)
  it.settle()
  return it
}
const at = (it: ReturnType<typeof laid>, side: "BUY" | "SELL") =>
  it
    .open("GRID", side)
    .map(({ price }) => price)
    .sort((a, b) => a - b)
const prices = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => (from + index) * 100)

describe("FUTURES_GRID", () => {
  it("FGRID-1 NEUTRAL starts with nothing: buys below, sells above, the cell around the price buys", () => {
    const it = laid()
    expect(it.open("BASE")).toEqual([])
    expect(at(it, "BUY")).toEqual(prices(90, 100))
    expect(at(it, "SELL")).toEqual(prices(102, 110))
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("FGRID-1 LONG starts with the position of the cells above, SHORT with that of those below", () => {
    const long = laid({ direction: "LONG" })
    expect(at(long, "BUY")).toEqual(prices(90, 100))
    expect(at(long, "SELL")).toEqual(prices(102, 110))
    const size = long.open("GRID", "BUY")[0]?.quantity ?? 0
    expect(market.lotsIn(long.state.ledger.base.position as never)).toBe(times(9, size))
    const short = laid({ direction: "SHORT" })
    expect(at(short, "SELL")).toEqual(prices(101, 110))
    expect(at(short, "BUY")).toEqual(prices(90, 99))
    expect(short.state.ledger.base.position).toBeLessThan(0n)
  })

  it("FGRID-1 LADDER-5 a short cell that sold waits to buy back one level down, reduce-only, and sells again", () => {
    const it = laid()
    const lowest = it.open("GRID", "SELL").find((order) => order.price === 10_200)
    it.fill(d(lowest?.id ?? ""))
    const [exit] = it.places.filter(({ order }) => order.purpose === "GRID")
    expect(exit?.order).toMatchObject({ side: "BUY", price: 10_100, reduceOnly: true, quantity: lowest?.quantity })
    it.fill(d(exit?.order.clientOrderId ?? ""))
    expect(it.state.roundTrips).toBe(1)
    expect(at(it, "SELL")).toEqual(prices(102, 110))
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("FGRID-1 an exit is reduce-only where the one position there is has room for all that leave", () => {
    const it = laid()
    const next = (side: "BUY" | "SELL", price: number) => it.open("GRID", side).find((order) => order.price === price)
    const exitOf = (order: ReturnType<typeof next>) => {
      it.fill(d(order?.id ?? ""))
      return it.places.filter(({ order: { purpose } }) => purpose === "GRID").at(-1)?.order
    }
    // Two long cells fill, and both leave.
    expect(exitOf(next("BUY", 10_000))).toMatchObject({ side: "SELL", reduceOnly: true })
    expect(exitOf(next("BUY", 9_900))).toMatchObject({ side: "SELL", reduceOnly: true })
    // A short cell fills: one position is left of three cells.
    expect(exitOf(next("SELL", 10_200))).toMatchObject({ side: "BUY", reduceOnly: false })
    // A third long cell: two are left, and two wait to leave already.
    expect(exitOf(next("BUY", 9_800))).toMatchObject({ side: "SELL", reduceOnly: false })
  })

  it("FGRID-2 all cells have the same lots, and the dearer edge fits the margin, its loss and fees included", () => {
    for (const direction of ["NEUTRAL", "LONG", "SHORT"] as const) {
      const settings = futuresGrid({ direction })
      const { high, low, spans } = futuresGridShape(market, settings)
      const lots = cellLots(market, settings, spans, price, market.quote("1000"))
      for (const short of [false, true]) {
        let cost = 0n
        let edge = 0n
        for (const entry of entriesTo(settings, spans, price, lots, short)) {
          cost += market.notional(entry.price, entry.quantity)
          edge += market.notional(short ? high : low, entry.quantity)
        }
        const loss = short ? edge - cost : cost - edge
        expect(cost / 2n + loss).toBeLessThanOrEqual(market.quote("1000"))
      }
      expect(plan(market, settings, price).committed).toBeGreaterThan(market.quote("800"))
    }
  })

  it("FGRID-3 changed bounds lay the ladder anew; changed exits don't", () => {
    const it = laid()
    it.change(futuresGrid({ stopLossPrice: d("80") }))
    expect(it.cancels).toEqual([])
    it.change(futuresGrid({ highPrice: d("120") }))
    it.settleCancels()
    it.price("100.5")
    it.settle()
    expect(at(it, "SELL").at(-1)).toBe(12_000)
  })

  it("FGRID-7 waits for its trigger, from whichever side the price comes", () => {
    for (const [trigger, before, met] of [
      ["102", "101.9", "102"],
      ["98", "98.1", "98"]
    ] as const) {
      const it = desk(futuresGrid({ triggerPrice: d(trigger) }), market)
      it.start("100")
      expect(it.state.life).toBe("WAITING")
      expect(it.wakes(before)).toBe(false)
      it.price(met)
      expect(it.state.life).toBe("ACTIVE")
    }
  })

  it("FGRID-8 a NEUTRAL grid ends at either end price, whichever way it holds", () => {
    const it = laid({ takeProfitPrice: d("112"), stopLossPrice: d("88") })
    for (const order of it.open("GRID", "SELL")) it.fill(order.id)
    it.settle()
    expect(it.sole("STOP_LOSS")).toMatchObject({ side: "BUY", price: 11_200 })
    it.price("112")
    it.settle()
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("FGRID-8 a flat SHORT grid looks for its stop above and its target below", () => {
    const it = laid({ direction: "SHORT", takeProfitPrice: d("80"), stopLossPrice: d("115") }, "89")
    expect(it.state.life).toBe("ACTIVE")
    expect(it.state.ledger.base.position).toBe(0)
    expect(it.state.wake).toEqual({ above: 11_500, below: 8_000 })
  })

  it("FGRID-8 told to keep its position it takes its orders back and leaves it", () => {
    const it = laid({ direction: "LONG", stopLossPrice: d("88"), closePositionOnStop: false })
    expect(it.open("STOP_LOSS")).toEqual([])
    it.price("88")
    it.settleCancels()
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.ledger.base.position).toBeGreaterThan(0n)
  })
})

describe("refusals of a FUTURES_GRID", () => {
  const refused = (change: Parameters<typeof futuresGrid>[0]) => validateSettings(market, futuresGrid(change), price)

  it.each(["NEUTRAL", "LONG", "SHORT"] as const)(
    "FGRID-4 a %s ladder whose position is liquidated inside it, naming the leverage that does",
    (direction) => {
      const [problem] = refused({ direction, leverage: 20 })
      expect(problem?.field).toBe("leverage")
      const does = Number(/: (\d+)x does/.exec(problem?.message ?? "")?.[1])
      expect(refused({ direction, leverage: does })).toEqual([])
      expect(refused({ direction, leverage: does + 1 })[0]?.field).toBe("leverage")
    }
  )

  it("FGRID-4 the leverage it names is that of the formula: a long from 100 to 90 averages near 95", () => {
    const settings = futuresGrid({ leverage: 1 })
    const { spans } = futuresGridShape(market, settings)
    const entries = entriesTo(settings, spans, price, 10 as never, false)
    const margin = { leverage: 10, type: "ISOLATED" } as const
    // 11 buys from 90 to 100: 95 * 0.91.
    expect(liquidatedAfter(market, true, entries, margin, 0n)).toBe(8645)
  })

  it("FGRID-5 bounds crossed, levels that fees eat, too little margin, end prices inside the ladder", () => {
    expect(refused({ lowPrice: d("111") })[0]?.field).toBe("highPrice")
    expect(refused({ highPrice: d("90.5"), gridQuantity: 50 })[0]?.field).toBe("gridQuantity")
    expect(refused({ stopLossPrice: d("95") })[0]?.field).toBe("stopLossPrice")
    expect(refused({ takeProfitPrice: d("105") })[0]?.field).toBe("takeProfitPrice")
    const small = refused({ investment: d("5") })[0]
    const works = /at least ([\d.]+)/.exec(small?.message ?? "")?.[1] ?? ""
    expect(refused({ investment: d(works) })).toEqual([])
  })
})

describe("presets of a FUTURES_GRID", () => {
  it.each([2, 8, 30])("FGRID-6 follow the volatility and are never refused (%s %% a day)", (daily) => {
    const made = presets(market, "FUTURES_GRID", minutes(market, 3, 2_000, daily), price, "1000")
    expect(made.length).toBe(3)
    for (const { settings } of made) expect(validateSettings(market, settings, price)).toEqual([])
  })
})
