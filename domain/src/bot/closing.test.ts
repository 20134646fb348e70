import { sub } from "../number/whole.ts"
import { unitsOf } from "../market/value.ts"
import { describe, expect, it } from "vitest"
import { grid } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"
import { severityOf } from "./life.ts"

const laid = () => {
  const it = desk(grid({ stopLossPrice: "80" as never }))
  it.start()
  it.settle()
  return it
}
/** Answers all cancels, so that the close itself is next. */
const cleared = () => {
  const it = laid()
  it.stop()
  it.settleCancels()
  return it
}

describe("closing", () => {
  it("CLOSE-1 cancels every resting order and the protective stop, and nothing twice", () => {
    const it = laid()
    const open = it.open().map((order) => order.id)
    it.stop()
    expect(it.state.life).toBe("CLOSING")
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId).toSorted()).toEqual(open.toSorted())
    expect(it.places).toEqual([])
  })

  it("CLOSE-2 closes at market once all is cancelled, and sends what a partial fill leaves at once", () => {
    const it = cleared()
    const close = it.sole("CLOSE")
    expect(close).toMatchObject({ side: "SELL", type: "MARKET" })
    it.accept(close.id)
    it.fill(close.id, { lots: 1000, price: "100" })
    it.cancelled(close.id)
    const rest = it.sole("CLOSE")
    expect(rest.quantity).toBe(sub(close.quantity, 1000))
    it.fill(rest.id, { price: "100" })
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("CLOSE-2 a fill that comes while cancelling is closed, too", () => {
    const it = laid()
    const [buy] = it.open("GRID", "BUY")
    it.stop()
    it.fill(buy?.id ?? ("" as never))
    it.settleCancels()
    expect(unitsOf(it.market, it.sole("CLOSE").quantity)).toBe(it.state.ledger.base.position)
  })

  it("CLOSE-3 a rest below the minimum is dust: flat, and said so", () => {
    const it = cleared()
    const close = it.sole("CLOSE")
    it.fill(close.id, { lots: sub(close.quantity, 2), price: "100" })
    it.cancelled(close.id)
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.reason).toContain("0.002 ABC is below the exchange's minimum")
  })

  it("CLOSE-4 after 30 s without an answer the close is cancelled and sent immediate-or-cancel", () => {
    const it = cleared()
    const close = it.sole("CLOSE")
    expect(it.state.wake.at).toBe(it.now + 30_000)
    it.wait(29_999)
    expect(it.last).toEqual([])
    it.wait(1)
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId)).toEqual([close.id])
    it.cancelled(close.id)
    expect(it.places.map(({ order }) => order.timeInForce)).toEqual(["IOC"])
  })

  it("CLOSE-4 a close that was refused is tried again after a second", () => {
    const it = cleared()
    it.reject(it.sole("CLOSE").id, "EXCHANGE")
    expect(it.places).toEqual([])
    expect(it.state.wake.at).toBe(it.now + 1_000)
    it.wait(1_000)
    expect(it.sole("CLOSE").side).toBe("SELL")
  })

  it("CLOSE-5 is an ERROR, critical, 10 s later; never STOPPED with the position open", () => {
    const it = cleared()
    it.wait(30_000)
    it.wait(10_000)
    expect(it.state.life).toBe("ERROR")
    const transition = it.transitions.at(-1)
    expect(transition && severityOf(transition)).toBe("CRITICAL")
    expect(it.state.ledger.base.position).toBeGreaterThan(0)
  })

  it("CLOSE-5 closing goes on when the exchange is back, and when the trader stops again", () => {
    for (const again of ["restored", "stop"] as const) {
      const it = cleared()
      it.wait(30_000)
      it.wait(10_000)
      it[again]()
      expect(it.state.life).toBe("CLOSING")
      it.settleCancels()
      it.fill(it.sole("CLOSE").id, { price: "99" })
      expect(it.state.life).toBe("STOPPED")
    }
  })

  it("CLOSE-5 an answer that comes after giving up ends the run, or closes what is left", () => {
    const filled = cleared()
    const close = filled.sole("CLOSE")
    filled.wait(30_000)
    filled.wait(10_000)
    filled.fill(close.id, { price: "99" })
    expect(filled.state.life).toBe("STOPPED")
    expect(filled.state.ledger.base.position).toBe(0)

    const cancelled = cleared()
    cancelled.wait(30_000)
    cancelled.wait(10_000)
    cancelled.settleCancels()
    expect(cancelled.state.life).toBe("CLOSING")
    cancelled.fill(cancelled.sole("CLOSE").id, { price: "99" })
    expect(cancelled.state.life).toBe("STOPPED")
  })

  it("CLOSE-6 CANCEL_ORDERS keeps the position", () => {
    const it = laid()
    const held = it.state.ledger.base.position
    it.stop("CANCEL_ORDERS")
    it.settleCancels()
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.ledger.base.position).toBe(held)
    expect(it.open()).toEqual([])
  })

  it("CLOSE-6 NONE leaves everything and stops at once", () => {
    const it = laid()
    const open = it.open().length
    it.stop("NONE")
    expect(it.last).toEqual([])
    expect(it.state.life).toBe("STOPPED")
    expect(it.open().length).toBe(open)
  })

  it("CLOSE-6 LIQUIDATE closes immediate-or-cancel without waiting for cancels", () => {
    const it = laid()
    it.stop("LIQUIDATE")
    expect(it.places.map(({ order }) => [order.purpose, order.timeInForce])).toEqual([["CLOSE", "IOC"]])
    it.fill(it.sole("CLOSE").id, { price: "99" })
    expect(it.state.life).toBe("CLOSING")
    it.settleCancels()
    expect(it.state.life).toBe("STOPPED")
  })
})
