import { describe, expect, it } from "vitest"
import { dca, grid } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"

const d = (text: string) => text as never

describe("start conditions", () => {
  it("START-1 WAKE-2 a run is INITIALIZING and asks for any price until it has seen one", () => {
    const it = desk(grid())
    it.send({ _tag: "Started", at: it.now as never, actor: "TRADER" })
    expect(it.state.life).toBe("INITIALIZING")
    expect(it.state.wake).toEqual({ above: 1 })
  })

  it("START-2 IMMEDIATELY enters at the first price", () => {
    const it = desk(grid())
    it.start()
    expect(it.state.life).toBe("ACTIVE")
    expect(it.places.map(({ order }) => order.purpose)).toEqual(["BASE"])
  })

  it.each([
    ["-2", "98.00", "98.01"],
    ["2.005", "102.01", "102.00"]
  ])("START-3 WAKE-4 a change of %s %% enters at %s and not at %s", (percent, at, notAt) => {
    const it = desk(grid({ start: { _tag: "PRICE_CHANGE", percent: d(percent) } }))
    it.start("100")
    expect(it.state.life).toBe("WAITING")
    expect(it.wakes(notAt)).toBe(false)
    it.price(notAt)
    expect(it.state.life).toBe("WAITING")
    it.price(at)
    expect(it.state.life).toBe("ACTIVE")
  })

  it("START-4 waits for the alert with its action, and enters at the price that is asked for then", () => {
    const it = desk(grid({ start: { _tag: "TRADINGVIEW", action: "BUY" } }))
    it.start()
    it.signal("SELL")
    expect(it.state.wake).toEqual({})
    it.signal("BUY")
    expect(it.state.wake).toEqual({ above: 1 })
    it.price("101")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("START-4 waits for the trader's hand", () => {
    const it = desk(grid({ start: { _tag: "MANUAL" } }))
    it.start()
    expect(it.state.life).toBe("WAITING")
    expect(it.state.wake).toEqual({})
    it.enter()
    it.price("100")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("START-7 an alert to leave ends the cycle at market, and the next alert begins another", () => {
    const it = desk(dca({ start: { _tag: "TRADINGVIEW", action: "BUY" } }))
    it.start("100")
    it.signal("EXIT")
    expect(it.state.life).toBe("WAITING")
    it.signal("BUY")
    it.price("100")
    it.fill(it.sole("BASE").id)
    expect(it.sole("TAKE_PROFIT").type).toBe("LIMIT")
    it.signal("EXIT")
    it.settleCancels()
    expect(it.sole("TAKE_PROFIT")).toMatchObject({ side: "SELL", type: "MARKET" })
    it.signal("EXIT")
    it.fill(it.sole("TAKE_PROFIT").id)
    expect(it.state.life).toBe("ACTIVE")
    expect(it.state.entered).toBe(false)
    expect(it.open()).toEqual([])
    it.signal("BUY")
    it.price("99")
    expect(it.sole("BASE").side).toBe("BUY")
  })

  it("START-7 a grid closes its position on an alert to leave, and stops", () => {
    const it = desk(grid({ start: { _tag: "TRADINGVIEW", action: "BUY" } }))
    it.start("100")
    it.signal("BUY")
    it.price("100")
    it.signal("EXIT")
    expect(it.state.life).toBe("CLOSING")
    expect(it.state.closing).toMatchObject({ closure: "CLOSE_POSITIONS", outcome: "STOPPED" })
  })

  it("START-7 before it has entered an alert to leave takes back the one to enter", () => {
    const it = desk(dca({ start: { _tag: "TRADINGVIEW", action: "BUY" }, maxPrice: d("95"), reserveFunds: false }))
    it.start("100")
    it.signal("BUY")
    it.signal("EXIT")
    it.price("95")
    expect(it.state.life).toBe("WAITING")
  })

  it("START-7 whoever does not start on an alert does not leave on one", () => {
    const it = desk(grid())
    it.start("100")
    it.signal("EXIT")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("START-5 a condition once met stays met while the price limit holds the bot back", () => {
    const it = desk(dca({ start: { _tag: "TRADINGVIEW", action: "BUY" }, maxPrice: d("95"), reserveFunds: false }))
    it.start("100")
    it.signal("BUY")
    it.price("100")
    expect(it.state.life).toBe("WAITING")
    expect(it.state.wake).toEqual({ below: 9500 })
    it.price("95")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("START-6 reserves the funds half the price away until the price is right, then frees them and enters", () => {
    const it = desk(dca({ maxPrice: d("95") }))
    it.start("100")
    expect(it.state.life).toBe("FUNDS_RESERVED")
    const reservation = it.sole("RESERVATION")
    expect(reservation).toMatchObject({ side: "BUY", price: 5000 })
    expect(it.state.reserved).toBeGreaterThan(it.market.quote("990"))
    it.accept(reservation.id)
    it.price("94")
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId)).toEqual([reservation.id])
    expect(it.state.life).toBe("FUNDS_RESERVED")
    it.cancelled(reservation.id)
    it.price("94")
    expect(it.state.life).toBe("ACTIVE")
    expect(it.sole("BASE").side).toBe("BUY")
  })

  it("START-6 a reservation someone cancelled is placed again", () => {
    const it = desk(dca({ maxPrice: d("95") }))
    it.start("100")
    const first = it.sole("RESERVATION")
    it.cancelled(first.id)
    it.price("100")
    expect(it.sole("RESERVATION").id).not.toBe(first.id)
  })

  it("START-6 a reservation that fills is the entry", () => {
    const it = desk(dca({ maxPrice: d("95") }))
    it.start("100")
    it.fill(it.sole("RESERVATION").id)
    expect(it.state.life).toBe("ACTIVE")
    expect(it.sole("TAKE_PROFIT")).toMatchObject({ side: "SELL", price: 5050 })
  })

  it("START-6 a SHORT waits for its minimum price and then for its signal", () => {
    const it = desk(dca({ direction: "SHORT", minPrice: d("105"), start: { _tag: "TRADINGVIEW", action: "SELL" } }))
    it.start("100")
    expect(it.state.life).toBe("FUNDS_RESERVED")
    expect(it.sole("RESERVATION")).toMatchObject({ side: "SELL", price: 15000 })
    it.price("105")
    it.settle()
    it.price("105")
    expect(it.state.life).toBe("WAITING")
    it.signal("SELL")
    it.price("106")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("START-6 after a pause the funds are reserved again", () => {
    const it = desk(dca({ maxPrice: d("95") }))
    it.start("100")
    it.settle()
    it.pause()
    it.settleCancels()
    expect(it.open("RESERVATION")).toEqual([])
    it.resume()
    it.price("100")
    expect(it.state.life).toBe("WAITING")
    expect(it.sole("RESERVATION")).toMatchObject({ side: "BUY", price: 5000 })
    it.settle()
    expect(it.state.wake).toEqual({ below: 9500 })
    it.price("95")
    it.settleCancels()
    it.price("95")
    expect(it.state.life).toBe("ACTIVE")
    expect(it.sole("BASE").side).toBe("BUY")
  })

  it("START-6 added funds are reserved, too", () => {
    const it = desk(dca({ maxPrice: d("95") }))
    it.start("100")
    it.settle()
    const first = it.sole("RESERVATION")
    it.add("500")
    it.settleCancels()
    it.price("100")
    expect(it.sole("RESERVATION").quantity).toBeGreaterThan(Number(first.quantity) * 1.4)
  })

  it("START-6 the next cycle is held back and its funds reserved, too", () => {
    const it = desk(dca({ maxPrice: d("100"), averagingOrdersQuantity: 0 }))
    it.start("100")
    it.settle()
    it.fill(it.sole("TAKE_PROFIT").id)
    it.price("102")
    expect(it.sole("RESERVATION").price).toBe(5100)
    expect(it.state.wake).toEqual({ below: 10_000 })
  })

  it("START-6 without reserveFunds it only waits", () => {
    const it = desk(dca({ maxPrice: d("95"), reserveFunds: false }))
    it.start("100")
    expect(it.state.life).toBe("WAITING")
    expect(it.placed).toEqual([])
    expect(it.state.wake).toEqual({ below: 9500 })
  })
})
