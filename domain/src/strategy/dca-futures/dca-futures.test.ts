import { sub, whole } from "../../number/whole.ts"
import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { market as spot } from "../../exchange/account.fixture.ts"
import { dca, minutes } from "../../simulation/run.fixture.ts"
import { dcaFutures, perpetual as market } from "../futures/futures.fixture.ts"
import { changeProblems } from "../change-problems.ts"
import { presets, validateSettings } from "../validate.ts"

const d = (text: string) => text as never
const id = (order: { readonly id: string } | undefined) => d(order?.id ?? "")
const price = market.roundPrice("100", "DOWN")
const inCycle = (change: Parameters<typeof dcaFutures>[0] = {}) => {
  const it = desk(dcaFutures(change), market)
  it.start("100")
  it.settle()
  return it
}

describe("DCA_FUTURES", () => {
  it("DCAF-1 an amount is margin: its order is worth that times the leverage, and says how it is backed", () => {
    const it = desk(dcaFutures(), market)
    it.start("100")
    expect(it.sole("BASE")).toMatchObject({ side: "BUY", type: "MARKET", quantity: 5_000 })
    expect(it.places[0]?.order.margin).toEqual({ leverage: 5, type: "ISOLATED" })
    it.settle()
    expect(it.open("AVERAGING").map(({ price, quantity }) => [price, quantity])).toEqual([
      [9900, 2525],
      [9800, 2551],
      [9700, 2577]
    ])
    // 500 + 3 * 250 at 5x, fees on top.
    expect(it.state.reserved).toBeGreaterThanOrEqual(market.quote("149.9"))
    expect(it.state.reserved).toBeLessThan(market.quote("151"))
  })

  it("DCAF-1 DCA-4 a SHORT sells first and reduces only when it takes profit", () => {
    const it = inCycle({ direction: "SHORT" })
    expect(it.open("AVERAGING").map(({ side, price }) => [side, price])[0]).toEqual(["SELL", 10_100])
    expect(it.placed.find(({ order }) => order.purpose === "TAKE_PROFIT")?.order).toMatchObject({
      side: "BUY",
      price: 9900,
      reduceOnly: true
    })
    it.fill(it.sole("TAKE_PROFIT").id)
    it.settleCancels()
    expect(it.state.ledger.base.position).toBe(0)
    expect(it.state.roundTrips).toBe(1)
  })

  it("DCAF-2 takes profit at a price, and opens no cycle where that price is passed", () => {
    const it = inCycle({ takeProfitPercent: undefined, takeProfitPrice: d("102") })
    expect(it.sole("TAKE_PROFIT").price).toBe(10_200)
    it.fill(it.sole("TAKE_PROFIT").id)
    it.settleCancels()
    it.price("103")
    expect(it.open()).toEqual([])
    expect(it.state.wake.below).toBeLessThan(10_200)
    it.price("101")
    expect(it.open("BASE").length).toBe(1)
  })

  it("DCAF-3 pump protection holds averaging back after more than three fills in a minute", () => {
    const it = inCycle({ pumpProtection: true, activeOrdersLimit: 1 })
    for (let count = 0; count < 3; count++) {
      it.fill(id(it.open("AVERAGING")[0]))
      it.settleCancels()
    }
    expect(it.state.life).toBe("PUMP")
  })

  it("MARGIN-6 LEDGER-6 funding is booked apart, once, and lowers the profit", () => {
    const it = inCycle()
    const event = { _tag: "FundingCharged", at: it.now as never, clientOrderId: id(it.sole("TAKE_PROFIT")) } as const
    const charge = { ...event, tradeId: d("F1"), amount: whole(market.quote("0.25")) }
    const cash = it.state.ledger.quote.cash
    it.send(charge)
    it.send(charge)
    expect(it.state.ledger.quote.funding).toBe(charge.amount)
    expect(sub(cash, it.state.ledger.quote.cash)).toBe(charge.amount)
  })

  it("MARGIN-7 a liquidation is booked and stops the run", () => {
    const it = inCycle()
    it.send({
      _tag: "PositionLiquidated",
      at: it.now as never,
      clientOrderId: id(it.sole("TAKE_PROFIT")),
      tradeId: d("L1"),
      side: "SELL",
      price: market.roundPrice("82", "DOWN"),
      quantity: 5_000 as never,
      fee: whole(market.quote("0.2"))
    })
    expect(it.state.life).toBe("CLOSING")
    it.settleCancels()
    expect(it.state.life).toBe("STOPPED")
    expect(it.state.reason).toContain("liquidated the position at 82")
    expect(it.state.ledger.base.position).toBe(0)
    expect(it.state.ledger.quote.profit).toBe(whole(market.quote("90")))
  })

  it("MARGIN-10 MARGIN-11 leaves at its buffer before liquidation, which the stop on the exchange protects", () => {
    // Entry 100 at 5x: liquidated at 82; the distance is 5 % of the price at 82 / 0.95.
    const it = inCycle({ liquidationBuffer: d("5"), maxSafetyOrders: 1, safetyOrderStep: d("17") })
    expect(it.sole("STOP_LOSS").price).toBe(8631)
    expect(it.wakes("86.32")).toBe(false)
    it.price("86.31")
    expect(it.state.life).toBe("CLOSING")
    expect(it.state.reason).toContain("near to liquidation")
  })

  it("MARGIN-10 with cross margin only what the run itself was given stands behind it", () => {
    const it = inCycle({ marginType: "CROSS", liquidationBuffer: d("1"), maxSafetyOrders: 1 })
    // 90 of the margin and the 159.75 not used: 49.95 a unit, less fees paid.
    expect(it.sole("STOP_LOSS").price).toBe(Math.floor(5005 / 0.99))
  })
})

describe("refusals of a DCA_FUTURES", () => {
  const refused = (change: Parameters<typeof dcaFutures>[0], at = price) =>
    validateSettings(market, dcaFutures(change), at)

  it("DCAF-4 takes what works", () => {
    expect(refused({})).toEqual([])
    expect(refused({ direction: "SHORT", stopLossPercent: d("8") })).toEqual([])
  })

  it("MARGIN-1 a market of the other kind", () => {
    expect(validateSettings(spot, dcaFutures(), price)[0]?.message).toContain("trades futures, and ABC-USD is spot")
    expect(validateSettings(market, dca(), price)[0]?.message).toContain("trades spot, and ABC-PERP is futures")
  })

  it("DCAF-4 no target or two, orders that need more than the investment, more leverage than the market gives", () => {
    expect(refused({ takeProfitPercent: undefined })[0]?.field).toBe("takeProfitPercent")
    expect(refused({ takeProfitPrice: d("110") })[0]?.field).toBe("takeProfitPrice")
    const small = refused({ investment: d("250") })[0]
    const works = /need ([\d.]+)/.exec(small?.message ?? "")?.[1] ?? ""
    expect(refused({ investment: d(works) })).toEqual([])
    expect(refused({ takeProfitPercent: undefined, takeProfitPrice: d("99") })[0]?.field).toBe("takeProfitPrice")
  })

  it("MARGIN-12 averaging orders beyond liquidation, naming the leverage that does", () => {
    const [problem] = refused({ leverage: 10, safetyOrderStep: d("9.5"), maxSafetyOrders: 2 })
    expect(problem?.field).toBe("leverage")
    const does = Number(/: (\d+)x does/.exec(problem?.message ?? "")?.[1])
    expect(does).toBe(5)
    expect(refused({ leverage: does, safetyOrderStep: d("9.5"), maxSafetyOrders: 2 })).toEqual([])
    expect(refused({ leverage: does + 1, safetyOrderStep: d("9.5"), maxSafetyOrders: 2 })[0]?.field).toBe("leverage")
  })

  it("MARGIN-12 a stop beyond liquidation, naming the one that works", () => {
    const [problem] = refused({ stopLossPercent: d("18") })
    expect(problem).toMatchObject({ field: "stopLossPercent" })
    const within = Number(/a stop within ([\d.]+) %/.exec(problem?.message ?? "")?.[1])
    expect(within).toBeCloseTo(18, 1)
    expect(refused({ stopLossPercent: d((within - 0.05).toFixed(2)) })).toEqual([])
  })

  it("LIFE-7 keeps its leverage and margin type", () => {
    expect(
      changeProblems(dcaFutures(), dcaFutures({ leverage: 4, marginType: "CROSS" })).map(({ field }) => field)
    ).toEqual(["leverage", "marginType"])
  })

  it("LIFE-7 keeps its investment while it runs, however it is written", () => {
    const { investment } = dcaFutures()
    const change = (to: string, running?: boolean) =>
      changeProblems(dcaFutures(), dcaFutures({ investment: to as typeof investment }), running)
    expect(change("123456")).toEqual([
      { field: "investment", message: "is not changed while the bot runs: add funds to it instead" }
    ])
    expect(change("123456", false)).toEqual([])
    expect(change(`${investment}.00`)).toEqual([])
  })
})

describe("presets of a DCA_FUTURES", () => {
  it.each([2, 8, 30])("DCAF-5 follow the volatility and are never refused (%s %% a day)", (daily) => {
    const made = presets(market, "DCA_FUTURES", minutes(market, 3, 2_000, daily), price, "500")
    expect(made.length).toBe(3)
    for (const { settings } of made) expect(validateSettings(market, settings, price)).toEqual([])
  })
})
