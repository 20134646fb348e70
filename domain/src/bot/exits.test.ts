import { add, big } from "../number/whole.ts"
import { describe, expect, it } from "vitest"
import { dca, grid } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"

const d = (text: string) => text as never
const laid = (change: Parameters<typeof grid>[0]) => {
  const it = desk(grid(change))
  it.start()
  it.settle()
  return it
}
const inCycle = (change: Parameters<typeof dca>[0]) => {
  const it = desk(dca(change))
  it.start()
  it.settle()
  return it
}
const id = (order: { readonly id: unknown } | undefined) => (order?.id ?? "") as never

/** Total profit of a run at a price, in quote units, worked out from its books. */
const profitAt = (it: ReturnType<typeof desk>, text: string): bigint => {
  const { quote, base } = it.state.ledger
  const worth = (big(base.position) * BigInt(it.ticks(text)) * it.market.notional(d("1"), 1 as never)) / 1n
  return worth / it.market.baseOf(1 as never) - big([quote.cost, quote.profit, quote.fees].reduce(add))
}

describe("exits", () => {
  it("EXIT-1 a take-profit by price completes the run", () => {
    const it = laid({ takeProfitPrice: d("108") })
    expect(it.wakes("107.99")).toBe(false)
    it.price("108")
    expect(it.state.life).toBe("CLOSING")
    it.settle()
    expect(it.state.life).toBe("COMPLETED")
  })

  it("EXIT-1 EXIT-4 a take-profit by percent is of the investment, on total profit after fees, at the exact price", () => {
    const it = laid({ takeProfitPercent: d("2") })
    const { above } = it.state.wake
    const target = (it.state.investment * 2n) / 100n
    expect(above).toBeDefined()
    const at = it.market.priceText(above ?? d("0"))
    const before = it.market.priceText(((above ?? 0) - 1) as never)
    expect(profitAt(it, at)).toBeGreaterThanOrEqual(target)
    expect(profitAt(it, before)).toBeLessThan(target)
    it.price(at)
    expect(it.state.life).toBe("CLOSING")
  })

  it("EXIT-2 a stop-loss by percent of the investment stops the run at the exact price", () => {
    const it = laid({ stopLossPercent: d("4") })
    const { below } = it.state.wake
    const floor = -(it.state.investment * 4n) / 100n
    expect(profitAt(it, it.market.priceText(below ?? d("0")))).toBeLessThanOrEqual(floor)
    expect(profitAt(it, it.market.priceText(((below ?? 0) + 1) as never))).toBeGreaterThan(floor)
    it.price(it.market.priceText(below ?? d("0")))
    it.settle()
    expect(it.state.life).toBe("STOPPED")
  })

  it("EXIT-2 of several stops the nearest decides", () => {
    const it = laid({ stopLossPrice: d("85"), trailingStopPercent: d("5") })
    expect(it.state.wake.below).toBe(9500)
    expect(it.sole("STOP_LOSS").price).toBe(9500)
  })

  it("EXIT-3 profit that no price can change meets the target at once", () => {
    const it = laid({ takeProfitPercent: d("2") })
    for (const sell of it.open("GRID", "SELL")) {
      if (it.state.life !== "ACTIVE") break
      it.fill(sell.id)
    }
    expect(it.open("GRID", "SELL")).toEqual([])
    expect(it.state.life).toBe("CLOSING")
  })

  it("EXIT-4 percents of a DCA are of its average entry", () => {
    const it = inCycle({ stopLossPercent: d("5") })
    expect(it.sole("STOP_LOSS").price).toBe(9500)
    const [first] = it.open("AVERAGING")
    it.fill(id(first))
    const { quote, base } = it.state.ledger
    const ticks = Number(big(quote.cost) / (big(base.position) / it.market.baseOf(1 as never))) / 1000
    it.settle()
    expect(it.sole("STOP_LOSS").price).toBe(Math.floor(ticks * 0.95))
  })

  it("EXIT-5 a trailing stop ratchets in tenths of its distance and never loosens", () => {
    const it = laid({ trailingStopPercent: d("10") })
    expect(it.sole("STOP_LOSS").price).toBe(9000)
    expect(it.state.wake.above).toBe(10100)
    it.price("104")
    it.settle()
    expect(it.sole("STOP_LOSS").price).toBe(9360)
    it.price("95")
    it.settle()
    expect(it.sole("STOP_LOSS").price).toBe(9360)
    expect(it.state.wake).toMatchObject({ above: 10504, below: 9360 })
  })

  it("EXIT-6 a trailing take-profit arms at the target and exits when the gain falls back", () => {
    const it = inCycle({ takeProfitPercent: d("2"), trailingTakeProfitPercent: d("50") })
    expect(it.open("TAKE_PROFIT")).toEqual([])
    expect(it.state.wake.above).toBe(10200)
    it.price("102")
    expect(it.state.exit.armed).toBe(true)
    it.price("104")
    expect(it.state.wake.below).toBe(10200)
    it.price("102")
    expect(it.cancels.length).toBeGreaterThan(0)
    it.settleCancels()
    expect(it.sole("TAKE_PROFIT")).toMatchObject({ type: "MARKET", side: "SELL" })
    it.fill(it.sole("TAKE_PROFIT").id, { price: "102" })
    expect(it.state.roundTrips).toBe(1)
    expect(it.state.life).toBe("ACTIVE")
  })

  it("EXIT-7 one native stop rests for the whole position and is resized at each fill", () => {
    const it = laid({ stopLossPrice: d("80") })
    const held = () => Number(big(it.state.ledger.base.position) / it.market.baseOf(1 as never))
    expect(it.sole("STOP_LOSS")).toMatchObject({ side: "SELL", type: "STOP", price: 8000, quantity: held() })
    it.fill(id(it.open("GRID", "BUY")[0]))
    it.settle()
    expect(it.sole("STOP_LOSS").quantity).toBe(held())
  })

  it("EXIT-7 the new stop is accepted before the old is cancelled", () => {
    const it = laid({ stopLossPrice: d("80") })
    const old = it.sole("STOP_LOSS")
    it.fill(id(it.open("GRID", "BUY")[0]))
    const next = it.places.find(({ order }) => order.purpose === "STOP_LOSS")
    expect(it.cancels).toEqual([])
    it.accept(next?.order.clientOrderId ?? d(""))
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId)).toEqual([old.id])
  })

  it("EXIT-7 a stop that fills closes the run", () => {
    const it = laid({ stopLossPrice: d("80") })
    it.fill(it.sole("STOP_LOSS").id, { price: "79.5" })
    expect(it.state.life).toBe("CLOSING")
    it.settleCancels()
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("EXIT-7 a stop that is refused is an error, and is placed again", () => {
    const it = desk(grid({ stopLossPrice: d("80") }))
    it.start()
    it.fill(it.sole("BASE").id, { price: "100" })
    it.reject(it.sole("STOP_LOSS").id, "EXCHANGE")
    expect(it.state.life).toBe("ERROR")
    it.wait(15_000)
    expect(it.sole("STOP_LOSS").status).toBe("PENDING")
  })

  it("EXIT-8 the fourth order within a minute makes a pump: exits go on, entries wait for a quiet minute", () => {
    const it = laid({ pumpProtection: true })
    it.later(120_000)
    const sells = it.open("GRID", "SELL").slice(0, 5)
    for (const sell of sells.slice(0, 3)) it.fill(sell.id)
    expect(it.state.life).toBe("ACTIVE")
    it.fill(id(sells[3]))
    expect(it.state.life).toBe("PUMP")
    expect(it.places).toEqual([])
    it.later(30_000)
    it.fill(id(sells[4]))
    expect(it.state.wake.at).toBe(it.now + 60_000)
    it.wait(59_999)
    expect(it.state.life).toBe("PUMP")
    it.wait(1)
    expect(it.state.life).toBe("ACTIVE")
    expect(it.places.map(({ order }) => order.side)).toEqual(["BUY", "BUY"])
  })
})
