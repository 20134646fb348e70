import { add, divided, sub, times } from "../../number/whole.ts"
import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { market } from "../../exchange/account.fixture.ts"
import { dca, marketWith, minutes } from "../../simulation/run.fixture.ts"
import { presets, validateSettings } from "../validate.ts"

const d = (text: string) => text as never
const id = (order: { readonly id: string } | undefined) => d(order?.id ?? "")
const price = market.roundPrice("100", "DOWN")
const inCycle = (change: Parameters<typeof dca>[0] = {}, at = "100") => {
  const it = desk(dca({ averagingOrdersStep: d("1"), stepMultiplier: d("1"), amountMultiplier: d("1"), ...change }))
  it.start(at)
  it.settle()
  return it
}

describe("DCA", () => {
  it("DCA-1 opens at market with what the amount pays for, fee and slippage included", () => {
    const it = desk(dca())
    it.start("100")
    const base = it.sole("BASE")
    expect(base).toMatchObject({ side: "BUY", type: "MARKET", quantity: 995 })
    expect(it.state.reserved).toBeLessThanOrEqual(market.quote("100"))
  })

  it("DCA-1 opens with a limit at the price of the start", () => {
    const it = desk(dca({ baseOrderType: "LIMIT" }))
    it.start("100")
    expect(it.sole("BASE")).toMatchObject({ type: "LIMIT", price: 10_000 })
  })

  it("DCA-2 counts the averaging orders from the price the base order was filled at", () => {
    const it = desk(dca({ averagingOrdersStep: d("1"), stepMultiplier: d("1") }))
    it.start("100")
    const base = it.sole("BASE")
    it.fill(base.id, { lots: 400, price: "100" })
    expect(it.open("AVERAGING")).toEqual([])
    it.fill(base.id, { price: "101" })
    const average = divided(add(400 * 10_000, times(sub(base.quantity, 400), 10_100)), base.quantity)
    expect(it.open("AVERAGING").map((order) => order.price)).toEqual(
      [1, 2, 3, 4, 5, 6].map((k) => Number(divided(times(average, 100 - k), 100)))
    )
  })

  it("DCA-2 a base order that was only filled in part opens the cycle with that", () => {
    const it = desk(dca())
    it.start("100")
    it.fill(it.sole("BASE").id, { lots: 400, price: "100" })
    it.cancelled(it.sole("BASE").id)
    expect(it.open("AVERAGING").length).toBe(6)
    expect(it.sole("TAKE_PROFIT").quantity).toBe(400)
  })

  it("DCA-3 only the next orders rest; the following come as those fill", () => {
    const it = inCycle({ activeOrdersLimit: 2 })
    expect(it.open("AVERAGING").map((order) => order.price)).toEqual([9900, 9800])
    it.fill(id(it.open("AVERAGING")[0]))
    expect(it.open("AVERAGING").map((order) => order.price)).toEqual([9800, 9700])
  })

  it("DCA-4 the take-profit moves with the average at every entry fill, partial ones too", () => {
    const it = inCycle()
    const first = it.sole("TAKE_PROFIT")
    expect(first).toMatchObject({ side: "SELL", price: 10_100, quantity: 995 })
    it.fill(id(it.open("AVERAGING")[0]), { lots: 500 })
    expect(it.cancels.map(({ clientOrderId }) => clientOrderId)).toEqual([first.id])
    it.cancelled(first.id)
    const average = (995 * 10_000 + 500 * 9900) / 1495
    expect(it.sole("TAKE_PROFIT")).toMatchObject({ price: Math.ceil(average * 1.01), quantity: 1495 })
  })

  it("DCA-5 a cycle ends flat: what rests is cancelled and the next one starts", () => {
    const it = inCycle()
    it.fill(it.sole("TAKE_PROFIT").id)
    expect(it.cancels.length).toBe(6)
    it.settleCancels()
    expect(it.open()).toEqual([])
    expect(it.state.life).toBe("ACTIVE")
    expect(it.state.reason).toContain("Cycle 1 ended with")
    it.price("101")
    expect(it.sole("BASE").type).toBe("MARKET")
  })

  it("DCA-5 the next cycle waits for its own start condition, counted from where the last one ended", () => {
    const it = inCycle({ start: { _tag: "PRICE_CHANGE", percent: d("-1") } })
    it.price("99")
    it.settle()
    it.fill(it.sole("TAKE_PROFIT").id)
    it.settleCancels()
    it.price("100")
    expect(it.open()).toEqual([])
    expect(it.state.wake).toEqual({ below: 9900 })
    it.price("99")
    expect(it.open("BASE").length).toBe(1)
  })

  it("DCA-5 an averaging order that fills while the cycle ends goes on as a position", () => {
    const it = inCycle()
    const averaging = it.open("AVERAGING")[0]
    it.fill(it.sole("TAKE_PROFIT").id)
    it.fill(id(averaging))
    it.settleCancels()
    expect(it.sole("TAKE_PROFIT")).toMatchObject({ side: "SELL", price: 9999 })
  })

  it("DCA-5 a share of the profit joins the next cycle", () => {
    const plain = inCycle()
    const kept = inCycle({ reinvestProfitPercent: d("100") })
    const next = [plain, kept].map((it) => {
      it.fill(it.sole("TAKE_PROFIT").id, { price: "150" })
      it.settleCancels()
      it.price("100")
      return it.sole("BASE").quantity
    })
    expect(next[0]).toBe(995)
    expect(next[1]).toBeGreaterThan(995)
  })

  it("DCA-5 ends COMPLETED after the last cycle", () => {
    const it = inCycle({ maxCycles: 1 })
    it.fill(it.sole("TAKE_PROFIT").id)
    it.settleCancels()
    expect(it.state.life).toBe("COMPLETED")
  })

  it("DCA-5 a stop ends the bot, not the cycle", () => {
    const it = inCycle({ stopLossPercent: d("10") })
    it.price("90")
    it.settle()
    expect(it.state.life).toBe("STOPPED")
  })

  it("DCA-6 changed settings re-lay what is not filled and keep what is", () => {
    const it = inCycle()
    it.fill(id(it.open("AVERAGING")[0]))
    it.settle()
    it.change(
      dca({
        averagingOrdersStep: d("2"),
        stepMultiplier: d("1"),
        amountMultiplier: d("1"),
        averagingOrdersQuantity: 4,
        takeProfitPercent: d("3")
      })
    )
    it.settle()
    expect(it.open("AVERAGING").map((order) => order.price)).toEqual([9600, 9400, 9200])
    expect(it.sole("TAKE_PROFIT").price).toBeGreaterThan(10_200)
    expect(it.state.fills).toBe(2)
  })

  it("DCA-1 DCA-4 a SHORT sells first, averages above and buys back lower", () => {
    const it = inCycle({ direction: "SHORT" })
    expect(it.open("AVERAGING").map((order) => [order.side, order.price])[0]).toEqual(["SELL", 10_100])
    expect(it.sole("TAKE_PROFIT")).toMatchObject({ side: "BUY", price: 9900 })
    it.fill(it.sole("TAKE_PROFIT").id)
    it.settleCancels()
    expect(it.state.ledger.base.position).toBe(0)
    expect(-it.state.ledger.quote.profit).toBeGreaterThan(0n)
  })
})

describe("a SHORT that pays its fee in what it buys back", () => {
  const received = marketWith({ feeAsset: "RECEIVED" })

  it("DCA-4 buys back as much more as the fee takes, so that nothing stays open", () => {
    const it = desk(dca({ direction: "SHORT" }), received)
    it.start("100")
    it.settle()
    const sold = it.sole("TAKE_PROFIT").quantity
    // 995 lots sold; the maker's 0.1 % of what is bought back goes as fee.
    expect(sold).toBe(996)
    it.fill(it.sole("TAKE_PROFIT").id)
    it.settleCancels()
    expect(received.lotsIn(-it.state.ledger.base.position as never)).toBe(0)
    expect(it.state.roundTrips).toBe(1)
  })
})

describe("refusals of a DCA", () => {
  const refused = (change: Parameters<typeof dca>[0]) => validateSettings(market, dca(change), price)

  it("DCA-7 takes what works", () => {
    expect(refused({})).toEqual([])
  })

  it("DCA-7 orders that need more than the investment", () => {
    expect(refused({ baseOrderAmount: d("300") })).toEqual([
      {
        field: "investment",
        message: "base and averaging orders need 1,100.00 USD together: invest that, or make the orders smaller"
      }
    ])
  })

  it("DCA-7 a ladder that reaches zero, saying how many orders fit", () => {
    const problems = refused({ averagingOrdersStep: d("30"), stepMultiplier: d("1"), averagingOrdersQuantity: 5 })
    expect(problems[0]?.field).toBe("averagingOrdersQuantity")
    expect(problems[0]?.message).toContain("at most 3 fit")
    expect(refused({ averagingOrdersStep: d("30"), stepMultiplier: d("1"), averagingOrdersQuantity: 3 })).toEqual([])
  })

  it("DCA-7 a target that fees eat", () => {
    expect(refused({ takeProfitPercent: d("0.3") })[0]?.field).toBe("takeProfitPercent")
    expect(refused({ takeProfitPercent: d("0.31") })).toEqual([])
  })

  it("DCA-7 a stop nearer than entering and leaving costs, fixed or trailing", () => {
    for (const field of ["stopLossPercent", "trailingStopPercent"] as const) {
      expect(refused({ [field]: d("0.4") })[0]).toMatchObject({
        field,
        message: "is within the fees of 0.40 % for entering and leaving: set more than that"
      })
      expect(refused({ [field]: d("0.41") })).toEqual([])
    }
  })

  it("DCA-7 more averaging orders at once than the exchange leaves room for", () => {
    const tight = marketWith({ maxOpenOrders: 8 })
    const refusedThere = (change: Parameters<typeof dca>[0]) => validateSettings(tight, dca(change), price)
    expect(refusedThere({})).toEqual([
      {
        field: "activeOrdersLimit",
        message: "the exchange allows 8 open orders: at most 5 averaging orders can rest at once"
      }
    ])
    expect(refusedThere({ activeOrdersLimit: 5 })).toEqual([])
    expect(refusedThere({ averagingOrdersQuantity: 5 })).toEqual([])
  })

  it("DCA-7 orders below the minimum: the amount it names works", () => {
    const base = refused({ baseOrderAmount: d("0.5") })[0]
    expect(base?.field).toBe("baseOrderAmount")
    const works = /at least ([\d.]+)/.exec(base?.message ?? "")?.[1] ?? ""
    expect(refused({ baseOrderAmount: d(works) })).toEqual([])
    const averaging = refused({ averagingOrdersAmount: d("5") })[0]
    expect(averaging?.field).toBe("averagingOrdersAmount")
    const all = /at least ([\d.]+)/.exec(averaging?.message ?? "")?.[1] ?? ""
    expect(refused({ averagingOrdersAmount: d(all) })).toEqual([])
  })
})

describe("presets of a DCA", () => {
  it.each([2, 8, 40])("DCA-8 step by the volatility and are never refused (%s %% a day)", (daily) => {
    const made = presets(market, "DCA", minutes(market, 3, 2_000, daily), price, "500")
    expect(made.length).toBe(3)
    for (const { settings } of made) expect(validateSettings(market, settings, price)).toEqual([])
  })

  it("DCA-8 a wilder market gives wider steps", () => {
    const step = (daily: number) => {
      const settings = presets(market, "DCA", minutes(market, 3, 2_000, daily), price, "500")[1]?.settings
      return settings?._tag === "DCA" ? Number(settings.averagingOrdersStep) : 0
    }
    expect(step(12)).toBeGreaterThan(step(3) * 1.5)
  })
})
