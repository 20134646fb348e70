import { describe, expect, it } from "vitest"
import { dca } from "../simulation/run.fixture.ts"
import { dcaFutures, perpetual } from "../strategy/futures/futures.fixture.ts"
import { TwapSettings } from "../strategy/twap/settings.ts"
import { desk } from "./desk.fixture.ts"
import { summarize } from "./summarize.ts"

const d = (text: string) => text as never
const said = (it: ReturnType<typeof desk>) => {
  const { nextAt, reason, state } = summarize(it.config, it.state)
  return { state, reason, ...(nextAt !== undefined && { nextAt: nextAt - it.now }) }
}

/** A run whose first cycle has just ended with profit. */
const afterOne = (settings: Parameters<typeof desk>[0], market?: Parameters<typeof desk>[1]) => {
  const it = desk(settings, market)
  it.start("100")
  it.settle()
  it.fill(it.sole("TAKE_PROFIT").id)
  it.settle()
  return it
}

describe("what a run says of itself", () => {
  it.each([
    ["a signal", { start: { _tag: "TRADINGVIEW", action: "BUY" } }, "Waits for a BUY alert from TradingView."],
    ["your hand", { start: { _tag: "MANUAL" } }, "Waits for your hand."],
    [
      "a change of price",
      { start: { _tag: "PRICE_CHANGE", percent: d("-2") } },
      "Waits for the price to reach 99.96 (−2 %)."
    ],
    [
      "a price",
      { start: { _tag: "IMMEDIATELY" }, maxPrice: d("100"), reserveFunds: false },
      "Waits for a price of 100.00 or less."
    ]
  ] as const)("LIFE-10 DCA-5 is WAITING for %s between cycles", (_, change, words) => {
    const it = desk(dca(change))
    it.start("100")
    if (change.start._tag === "PRICE_CHANGE") it.price("98")
    else if (change.start._tag !== "IMMEDIATELY") {
      it.signal("BUY")
      if (change.start._tag === "MANUAL") it.enter()
      it.price("100")
    }
    it.settle()
    expect(it.state.life).toBe("ACTIVE")
    it.fill(it.sole("TAKE_PROFIT").id)
    it.settle()
    it.price("102")
    expect(said(it)).toEqual({ state: "WAITING", reason: words })
    expect(it.transitions.at(-1)?.reason).toMatch(/^Cycle 1 ended with .+ after fees\. Waits for/)
  })

  it("LIFE-10 what a cycle that begins at once said of the last is gone when it has begun", () => {
    const it = afterOne(dca())
    it.price("102")
    expect(said(it)).toEqual({ state: "ACTIVE", reason: "Started at 102.00." })
    expect(it.transitions.map(({ to }) => to)).toEqual(["ACTIVE"])
  })

  it("LIFE-10 DCAF-2 waits for a price on the right side of its target", () => {
    const it = afterOne(dcaFutures({ takeProfitPercent: undefined, takeProfitPrice: d("103") }), perpetual)
    it.price("104")
    expect(it.state.life).toBe("WAITING")
    expect(it.state.reason).toMatch(/^Waits for a price of 102\.\d\d or less\.$/)
    expect(it.wakes("104")).toBe(false)
    it.price("100")
    expect(it.sole("BASE").side).toBe("BUY")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("LIFE-10 TWAP says which slice is next, and when", () => {
    const settings = TwapSettings.make({
      start: { _tag: "IMMEDIATELY" },
      side: "BUY",
      totalAmount: d("10"),
      duration: 5,
      frequency: 60,
      priceLimit: d("105")
    })
    const it = desk(settings)
    it.start("100")
    it.settle()
    expect(said(it)).toEqual({ state: "ACTIVE", reason: "Slice 2 of 5 goes out next.", nextAt: 60_000 })
    it.wait(60_000)
    expect(said(it).reason).toBe("Slice 2 of 5 is due: it goes out at the next price.")
    it.price("106")
    expect(said(it)).toEqual({
      state: "ACTIVE",
      reason: "Slice 2 was left out: the price is beyond your limit. Slice 3 of 5 goes out next.",
      nextAt: 60_000
    })
  })

  it("LIFE-10 a failure says when it is tried again, not how long that was to be", () => {
    const it = desk(dca())
    it.start("100")
    it.reject(it.sole("BASE").id, "EXCHANGE")
    expect(said(it)).toEqual({
      state: "ERROR",
      reason: "The exchange refused an order (EXCHANGE): no. It is tried again by itself.",
      nextAt: 15_000
    })
    expect(it.transitions.at(-1)?.reason).toContain("Tried again in 15 seconds.")
  })

  it("LIFE-10 held by several, it says what still holds it", () => {
    const it = desk(dca())
    it.start("100")
    it.settle()
    it.pause()
    it.lost()
    expect(said(it).reason).toBe("The exchange cannot be reached: no answer")
    it.restored()
    expect(said(it)).toEqual({ state: "PAUSED", reason: "Paused by you." })
    it.resume()
    expect(it.state.life).toBe("ACTIVE")
  })
})
