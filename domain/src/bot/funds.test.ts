import { add, big, whole } from "../number/whole.ts"
import { describe, expect, it } from "vitest"
import { openAccount } from "../exchange/account.ts"
import { market } from "../exchange/account.fixture.ts"
import { paperRun } from "../simulation/paper-run.ts"
import { dca, grid, runOf } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"
import type { Transition } from "./life.ts"

const seen = (it: ReturnType<typeof desk>, available: string, asset = "USD") =>
  it.send({ _tag: "BalanceSeen", at: it.now as never, asset, available: available as never })

/** A bot whose base order of 100 USD was refused: 70 are missing. */
const short = () => {
  const it = desk(dca())
  it.start("100")
  it.reject(it.sole("BASE").id, "INSUFFICIENT_FUNDS", { asset: "USD", amount: "70" })
  it.price("100")
  return it
}

describe("a bot short of funds", () => {
  it("FUNDS-3 LIFE-8 pauses with the amount missing and asks for its balance at once", () => {
    const it = short()
    expect(it.state.life).toBe("PAUSED")
    expect(it.transitions.at(-1)?.reason).toBe("70.00 USD is missing. The balance is being looked at.")
    expect(it.state.wake).toEqual({ balance: "USD" })
  })

  it("FUNDS-3 looks again after 15, 30, 60, 120 and 300 s, then leaves it to the trader", () => {
    const it = short()
    const from = it.now
    for (const after of [15, 30, 60, 120, 300]) {
      seen(it, "30")
      expect(it.state.wake).toEqual({ at: from + after * 1000 })
      it.wait(from + after * 1000 - it.now)
      expect(it.state.wake).toEqual({ balance: "USD" })
    }
    seen(it, "30")
    expect(it.state.wake).toEqual({})
    expect(it.state.reason).toMatch(/^\d+(\.\d+)? USD is missing\. Resume the bot when the funds are there\.$/)
    it.resume()
    it.price("100")
    expect(it.state.life).toBe("ACTIVE")
    // What it lacks then is counted anew.
    it.reject(it.sole("BASE").id, "INSUFFICIENT_FUNDS")
    expect(it.state.wake).toMatchObject({ balance: "USD" })
  })

  it("FUNDS-3 goes on by itself when there is enough for what was refused, and not before", () => {
    const it = short()
    seen(it, "99")
    expect(it.state.life).toBe("PAUSED")
    expect(it.state.reason).toContain("The balance is looked at again by itself.")
    it.wait(15_000)
    seen(it, "101")
    expect(it.state.life).toBe("ACTIVE")
    expect(it.state.wake).toEqual({ above: 1 })
    it.price("100")
    expect(it.sole("BASE").side).toBe("BUY")
  })

  it("FUNDS-3 goes by what the exchange said is missing, where that is less than we reckon with", () => {
    const it = short()
    seen(it, "29.5")
    expect(it.state.reason).toMatch(/^70\.00 USD is missing\./)
    it.wait(15_000)
    seen(it, "99.5")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("FUNDS-3 counts what all its refused orders need", () => {
    const it = desk(grid())
    it.start("100")
    it.settle()
    const buys = it.open("GRID", "BUY").slice(0, 3)
    const need = buys.reduce((sum, order) => sum + big(order.reserved), 0n)
    for (const order of buys) it.cancelled(order.id)
    const again = it.open("GRID", "BUY").filter((order) => order.status === "PENDING")
    expect(again.length).toBe(3)
    for (const order of again) it.reject(order.id, "INSUFFICIENT_FUNDS")
    seen(it, it.market.quoteText((need - 1_000_000n) as never))
    expect(it.state.life).toBe("PAUSED")
    it.wait(15_000)
    seen(it, it.market.quoteText(need as never))
    expect(it.state.life).toBe("ACTIVE")
    expect(it.open("GRID", "BUY").filter((order) => order.status === "PENDING").length).toBe(3)
  })

  it("FUNDS-3 an exchange that refuses although the balance is enough is not asked for ever", () => {
    const it = short()
    for (let look = 0; look < 6; look++) {
      expect(it.state.life).toBe("PAUSED")
      if (it.state.wake.at !== undefined) it.wait(it.state.wake.at - it.now)
      seen(it, "1000")
      it.price("100")
      it.reject(it.sole("BASE").id, "INSUFFICIENT_FUNDS")
      it.price("100")
    }
    expect(it.state.life).toBe("PAUSED")
    expect(it.state.wake).toEqual({})
  })

  it("FUNDS-3 a balance of another asset, or one nobody asked for, changes nothing", () => {
    const it = short()
    const before = it.state
    seen(it, "1000", "BTC")
    expect(it.state).toEqual(before)
    seen(it, "30")
    const waiting = it.state
    seen(it, "1000")
    expect(it.state).toEqual(waiting)
  })

  it("FUNDS-3 on the paper exchange: resumes when another bot's funds come free", () => {
    const transitions: Array<Transition> = []
    const account = openAccount("a", { USD: "50" })
    const run = paperRun(runOf(market, dca()), account, { onStep: (step) => transitions.push(...step.transitions) })
    const start = 1_700_000_000_000
    run.price(market.roundPrice("100", "DOWN"), start)
    run.happen({ _tag: "Started", at: start as never, actor: "TRADER" })
    expect(run.state.life).toBe("PAUSED")
    expect(transitions.at(-1)?.reason).toMatch(/^\d+\.\d+ USD is missing\. /)
    run.passed(start + 20_000)
    expect(run.state.life).toBe("PAUSED")
    const usd = account.assets.get("USD")
    if (usd !== undefined) usd.free = add(usd.free, whole(1000n * 10n ** 18n))
    run.passed(start + 31_000)
    expect(run.state.life).toBe("ACTIVE")
    expect(run.state.ledger.base.position).toBeGreaterThan(0n)
  })
})
