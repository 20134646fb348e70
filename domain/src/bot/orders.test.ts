import { unitsOf } from "../market/value.ts"
import { absolute, sub, times } from "../number/whole.ts"
import { describe, expect, it } from "vitest"
import { clientOrderId, runShort, runShortOf } from "../order/client-order-id.ts"
import { dca, grid } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"
import { summarize } from "./summarize.ts"

const d = (text: string) => text as never
const laid = () => {
  const it = desk(grid())
  it.start()
  it.settle()
  return it
}
const id = (order: { readonly id: string } | undefined) => d(order?.id ?? "")

describe("orders", () => {
  it("ORDER-1 ids are made of the run, the purpose and a count", () => {
    const it = laid()
    const short = runShort(it.config.runId)
    expect(short).toMatch(/^[a-z0-9]{10}$/)
    it.placed.forEach(({ order }, index) =>
      expect(order.clientOrderId).toBe(`tt-${short}-${order.purpose}-${index + 1}`)
    )
  })

  it("ORDER-2 a trade told twice is counted once", () => {
    const it = laid()
    const buy = it.open("GRID", "BUY")[0]
    it.fill(id(buy), { lots: 100, trade: "same" })
    const { position } = it.state.ledger.base
    it.fill(id(buy), { lots: 100, trade: "same" })
    expect(it.state.ledger.base.position).toBe(position)
    it.fill(id(buy), { lots: 100, trade: "other" })
    expect(it.state.ledger.base.position).toBeGreaterThan(position)
  })

  it("ORDER-3 an order of unknown outcome keeps its funds reserved and is not placed again", () => {
    const it = laid()
    const buy = it.open("GRID", "BUY")[0]
    const { reserved } = it.state
    expect(summarize(it.config, it.state).unknownHold).toBeUndefined()
    it.unknown(id(buy))
    expect(it.last).toEqual([])
    expect(it.state.reserved).toBe(reserved)
    const held = it.market.quoteText(buy?.reserved ?? 0)
    expect(Number(held)).toBeGreaterThan(0)
    expect(summarize(it.config, it.state)).toMatchObject({ unknownOrders: 1, unknownHold: { quote: held, base: "0" } })
    it.pause()
    it.resume()
    expect(it.places).toEqual([])
    it.fill(id(buy))
    expect(it.places[0]?.order.side).toBe("SELL")
  })

  it("ORDER-4 a fill before its acceptance, one after its cancel, and one of a stranger", () => {
    const it = laid()
    const [first, second] = it.open("GRID", "BUY")
    it.fill(id(first))
    expect(it.accept(id(first))).toEqual([])
    const before = it.state.ledger.base.position
    it.cancelled(id(second))
    it.fill(id(second), { lots: 10 })
    expect(sub(it.state.ledger.base.position, before)).toBe(unitsOf(it.market, 10))
    const { state } = it
    it.cancelled(d("tt-0000000000-GRID-1"))
    expect({ ...it.state, at: 0 }).toEqual({ ...state, at: 0 })
  })

  it("ORDER-5 every order and every cancel says why and names its rule", () => {
    for (const settings of [grid({ stopLossPrice: d("80") }), dca({ stopLossPercent: d("9") })]) {
      const it = desk(settings)
      it.start()
      it.settle()
      it.stop()
      const all = [...it.placed, ...it.last]
      expect(all.length).toBeGreaterThan(5)
      for (const { rule, why } of all) {
        expect(rule).toMatch(/^[A-Z]+-\d+$/)
        expect(why.length).toBeGreaterThan(10)
      }
    }
  })

  it("ORDER-6 an order's run can be told by its id", () => {
    const short = runShort(d("some run"))
    expect(runShortOf(clientOrderId(short, "STOP_LOSS", 12))).toBe(short)
    expect(runShortOf("web-123")).toBeUndefined()
    expect(runShort(d("some run"))).not.toBe(runShort(d("some other run")))
  })
})

describe("added funds", () => {
  it("FUNDS-1 rescale a grid's unfilled buys and leave its sells and statistics", () => {
    const it = laid()
    it.fill(id(it.open("GRID", "BUY")[0]))
    const buys = it.open("GRID", "BUY")
    const sells = it.open("GRID", "SELL").map((order) => order.id)
    const { fills } = it.state
    it.add("500")
    it.settle()
    expect(it.open("GRID", "BUY").map((order) => order.quantity)).toEqual(
      buys.map((order) => Math.floor(Number(order.quantity) * 1.5))
    )
    expect(it.open("GRID", "SELL").map((order) => order.id)).toEqual(sells)
    expect(it.state.fills).toBe(fills)
    expect(it.state.investment).toBe(it.market.quote("1500"))
  })

  it("FUNDS-1 rescale a DCA's unfilled averaging orders and keep the filled", () => {
    const it = desk(dca())
    it.start()
    it.settle()
    it.fill(id(it.open("AVERAGING")[0]))
    it.settle()
    const before = it.open("AVERAGING").map((order) => order.quantity)
    it.add("1000")
    it.settle()
    const after = it.open("AVERAGING").map((order) => order.quantity)
    expect(after.length).toBe(before.length)
    after.forEach((quantity, index) =>
      expect(absolute(sub(quantity, times(2, before[index] ?? 0)))).toBeLessThanOrEqual(2)
    )
  })
})
