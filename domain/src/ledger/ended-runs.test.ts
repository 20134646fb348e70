import { describe, expect, it } from "vitest"
import { desk } from "../bot/desk.fixture.ts"
import { summarize } from "../bot/summarize.ts"
import type { Closure } from "../bot/life.ts"
import type { Time } from "../ids.ts"
import { dca, grid } from "../simulation/run.fixture.ts"
import type { Decimal } from "../number/decimal.ts"
import { endedRun, noRuns, positionProfitAt, resultOfEnded, sinceTheirEnd, together } from "./ended-runs.ts"

const d = (text: string) => text as Decimal

/** A run that bought at 100 and is stopped while the market stands elsewhere. */
const bought = () => {
  const it = desk(dca({ averagingOrdersQuantity: 0 }))
  it.start()
  it.settle()
  return it
}
const stop = (it: ReturnType<typeof bought>, closure: Closure, price: string) =>
  it.send({
    _tag: "StopRequested",
    at: it.now as Time,
    actor: "TRADER",
    closure,
    reason: "Stopped by you.",
    market: { price: it.ticks(price), at: it.now as Time }
  })
const told = (it: ReturnType<typeof bought>) => summarize(it.config, it.state)

describe("the price of a run's end", () => {
  it("LEDGER-8 is the market's when it was stopped, though the run slept since another", () => {
    const it = bought()
    it.later(3_600_000)
    stop(it, "CANCEL_ORDERS", "103.5")
    expect(told(it).endPrice).toBeUndefined()
    it.settleCancels()
    expect(told(it)).toMatchObject({ state: "STOPPED", endPrice: "103.5", position: "0.995" })
    expect(endedRun(told(it))).toMatchObject({ positionProfit: "3.4825", left: { base: "0.995", worth: "102.9825" } })
  })

  it("LEDGER-8 is a fill's when that is newer, and never one that came after the end", () => {
    const it = desk(grid())
    it.start()
    it.settle()
    const buy = it.open("GRID", "BUY")[0]
    if (buy === undefined) throw new Error("no order rests")
    it.later(1_000)
    it.fill(buy.id, { price: "99" })
    it.send({
      _tag: "StopRequested",
      at: it.now as Time,
      actor: "TRADER",
      closure: "NONE",
      reason: "Stopped by you.",
      market: { price: it.ticks("98"), at: (it.now - 500) as Time }
    })
    expect(told(it).endPrice).toBe("99")
    const late = it.open("GRID", "BUY")[0]
    if (late === undefined) throw new Error("no order rests")
    it.later(1_000)
    it.fill(late.id, { price: "95" })
    expect(told(it).endPrice).toBe("99")
  })

  it("LEDGER-8 is that of the last end, when the kill switch closes what was kept", () => {
    const it = bought()
    stop(it, "CANCEL_ORDERS", "103")
    it.settleCancels()
    it.later(1_000)
    stop(it, "CLOSE_POSITIONS", "90")
    it.accept(it.sole("CLOSE").id)
    it.fill(it.sole("CLOSE").id, { price: "89" })
    expect(told(it)).toMatchObject({ state: "STOPPED", endPrice: "89", position: "0" })
    expect(endedRun(told(it))).toMatchObject({ positionProfit: "0", tradingProfit: "-10.945", left: { base: "0" } })
  })
})

describe("the profit of a position", () => {
  const at = (price: string, position: string, positionCost: string) =>
    positionProfitAt({ position: d(position), positionCost: d(positionCost) }, d(price))

  it("LEDGER-8 is exact where floats are not", () => {
    expect(at("0.1", "0.2", "0.01")).toBe("0.01")
    expect(at("64250.01", "0.00000003", "0.0019275003")).toBe("0")
    expect(at("123456789.12", "98765.43210987", "0")).toBe("12193263124333.8972606144")
  })

  it("LEDGER-8 is a gain when a short falls", () => {
    expect(at("90", "-1", "-100")).toBe("10")
  })
})

describe("ended runs", () => {
  const one = endedRun(told(bought()))
  const summary = { ...told(bought()), endPrice: d("110") }

  it("LEDGER-8 are as large after a thousand as after one", () => {
    let sum = noRuns
    for (let i = 0; i < 1_000; i++) sum = together(sum, endedRun(summary))
    expect(sum).toMatchObject({ runs: 1_000, invested: summary.invested, fills: 1_000 * summary.fills })
    expect(resultOfEnded(sum)).toBe("9751")
    expect(JSON.stringify(sum).length).toBeLessThan(2 * JSON.stringify(one).length)
  })

  it("LEDGER-9 leave what they held to the account, with what becomes of it", () => {
    const ended = endedRun(summary)
    expect([resultOfEnded(ended), sinceTheirEnd(ended, d("110")), sinceTheirEnd(ended, d("111.5"))]).toEqual([
      "9.751",
      "0",
      "1.4925"
    ])
  })

  it("LEDGER-8 of an earlier version, which know no price of their end, count what they held at cost", () => {
    const { endPrice: _, ...unknown } = summary
    expect(endedRun(unknown)).toMatchObject({ positionProfit: "0", left: { base: "0.995", worth: "99.5" } })
  })
})
