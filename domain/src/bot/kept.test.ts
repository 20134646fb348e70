import { sub } from "../number/whole.ts"
import { unitsOf } from "../market/value.ts"
import { describe, expect, it } from "vitest"
import { grid } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"
import type { Closure } from "./life.ts"
import { summarize } from "./summarize.ts"

const ended = (closure: Closure) => {
  const it = desk(grid({ stopLossPrice: "80" as never }))
  it.start()
  it.settle()
  it.stop(closure)
  it.settleCancels()
  expect(it.state.life).toBe("STOPPED")
  return it
}
const kept = (it: ReturnType<typeof desk>) => summarize(it.config, it.state).kept

describe("what an ended run kept", () => {
  it("CLOSE-7 the position that CANCEL_ORDERS kept is closed by another stop, and nothing beyond it", () => {
    const it = ended("CANCEL_ORDERS")
    expect(kept(it)).toBe(true)
    it.stop()
    expect(it.state.life).toBe("CLOSING")
    const close = it.sole("CLOSE")
    expect(unitsOf(it.market, close.quantity)).toBe(it.state.ledger.base.position)
    it.fill(close.id, { price: "99" })
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.ledger.base.position).toBe(0)
    expect(kept(it)).toBeUndefined()
    expect(it.transitions.slice(-2)).toMatchObject([
      { from: "STOPPED", to: "CLOSING", trigger: "StopRequested", actor: "TRADER" },
      { from: "CLOSING", to: "STOPPED" }
    ])
  })

  it("CLOSE-7 the orders that NONE left are cancelled first, fills among them closed, too", () => {
    const it = ended("NONE")
    const open = it.open().map(({ id }) => id)
    const [buy] = it.open("GRID", "BUY")
    if (buy === undefined) throw new Error("no buy rests")
    it.fill(buy.id)
    expect(it.state.life).toBe("STOPPED")
    it.stop()
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId).toSorted()).toEqual(
      open.filter((id) => id !== buy.id).toSorted()
    )
    it.settleCancels()
    it.fill(it.sole("CLOSE").id, { price: "99" })
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.ledger.base.position).toBe(0)
  })

  it("CLOSE-7 told again it does nothing again: while it closes, and once nothing is kept", () => {
    const it = ended("CANCEL_ORDERS")
    it.stop()
    it.stop()
    expect(it.places).toEqual([])
    it.settleCancels()
    it.fill(it.sole("CLOSE").id, { price: "99" })
    expect(it.state.ledger.base.position).toBe(0)
    const before = it.transitions.length
    it.stop()
    expect(it.last).toEqual([])
    expect(it.transitions).toHaveLength(before)
    expect(it.state.life).toBe("STOPPED")
  })

  it("CLOSE-7 a stop that leaves positions leaves a kept one", () => {
    const it = ended("CANCEL_ORDERS")
    it.stop("CANCEL_ORDERS")
    it.stop("NONE")
    expect(it.state.life).toBe("STOPPED")
    expect(it.last).toEqual([])
  })

  it("CLOSE-7 what the account holds no more is not closed", () => {
    const some = ended("CANCEL_ORDERS")
    some.stop()
    const all = some.sole("CLOSE")
    some.reject(all.id, "REDUCE_ONLY", { asset: "ABC", amount: "1" })
    some.wait(1_000)
    const less = some.sole("CLOSE")
    expect(some.market.quantityText(sub(all.quantity, less.quantity) as never)).toBe("1")
    some.fill(less.id, { price: "99" })
    expect(some.state.life).toBe("STOPPED")
    expect(some.state.reason).toContain("no longer held the other 1 ABC")
    expect(kept(some)).toBeUndefined()

    const none = ended("CANCEL_ORDERS")
    none.stop()
    none.reject(none.sole("CLOSE").id, "REDUCE_ONLY")
    expect(none.state.life).toBe("STOPPED")
    expect(kept(none)).toBeUndefined()
  })

  it("CLOSE-7 closing that found no end is taken up again, and never trades on", () => {
    const it = ended("CANCEL_ORDERS")
    it.stop()
    it.wait(30_000)
    it.wait(10_000)
    expect(it.state.life).toBe("ERROR")
    expect(kept(it)).toBe(true)
    it.resume()
    expect(it.state.life).toBe("CLOSING")
    it.settleCancels()
    it.fill(it.sole("CLOSE").id, { price: "99" })
    expect(it.state.life).toBe("STOPPED")
  })

  it("LIFE-5 an ended run that kept nothing stays ended", () => {
    const it = ended("CANCEL_ORDERS")
    it.stop()
    it.fill(it.sole("CLOSE").id, { price: "99" })
    it.stop("LIQUIDATE")
    expect(it.state.life).toBe("STOPPED")
    expect(it.last).toEqual([])
  })
})
