import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { market as spot } from "../exchange/account.fixture.ts"
import type { TradingStatus } from "../market/trading-status.ts"
import { Purpose } from "../order/order.ts"
import { checkOrder, oneRefusal } from "./check-order.ts"
import { expiryBreach, expiryWarning } from "./expiry.ts"
import { defaultRiskLimits, orderLimits } from "./limits.ts"
import type { OrderFacts } from "./order-facts.ts"
import { d, facts, lots, marketWith, order, perpetual, stock, ticks } from "./order-facts.fixture.ts"
import { OrderRate } from "./order-rate.ts"

/** The rules that refuse, and the first one's words. */
const refused = (market = spot, change: Partial<OrderFacts> = {}) => {
  const refusals = checkOrder(facts(market, change))
  return { rules: refusals.map(({ rule }) => rule), message: oneRefusal(refusals)?.message ?? "" }
}
const ordering = (market = spot, change: Partial<OrderFacts["order"]> = {}) =>
  refused(market, { order: order(market, change) })

/** So many orders that the tenant, and the bot, placed a moment ago. */
const sent = (tenant: number, bot = 0): OrderFacts["lastMinute"] => {
  const lastMinute = { tenant: new OrderRate(), bot: new OrderRate() }
  const { now } = facts()
  for (let i = 0; i < tenant; i++) lastMinute.tenant.add(now)
  for (let i = 0; i < bot; i++) lastMinute.bot.add(now)
  return lastMinute
}

describe("an order before it goes out", () => {
  it("RISK-1 passes when nothing speaks against it, and hears every reason at once", () => {
    expect(refused().rules).toEqual([])
    const all = refused(spot, {
      order: order(spot, { quantity: lots(spot, "5000") }),
      halted: true,
      lastMinute: sent(5_000)
    })
    expect(all.rules).toEqual(["RISK-4", "RISK-8", "RISK-10"])
    for (const words of [
      "kill switch",
      "raise the limit under Account > Risk limits",
      "the limit of 1,200 orders a minute"
    ])
      expect(all.message).toContain(words)
  })

  it("RISK-2 the stricter of the trader's and the bot's limits holds", () => {
    const strict = orderLimits(defaultRiskLimits, { maxOrderNotional: d("50"), maxLeverage: 3, ordersPerMinute: 7 })
    expect(strict).toMatchObject({ maxOrderNotional: "50", maxLeverage: 3, ordersPerMinute: { tenant: 1200, bot: 7 } })
    const loose = orderLimits(defaultRiskLimits, { maxOrderNotional: d("1000000"), maxLeverage: 100 })
    expect(loose).toMatchObject({ maxOrderNotional: "100000", maxLeverage: 10 })
  })

  it("RISK-3 RISK-5 what only reduces a position passes every limit, whatever they are, if it is well formed", () => {
    const against: Partial<OrderFacts> = {
      limits: orderLimits({ ...defaultRiskLimits, maxOrderNotional: d("1"), ordersPerMinute: 1 }),
      halted: true,
      session: "CLOSED",
      lastMinute: sent(9_999, 9_999),
      dayTrading: { switchesAt: 0, standing: { closeOnly: "margin call" }, counted: 9, worth: 0n },
      exposure: { equity: 1n, total: 10n ** 30n, pair: 10n ** 30n }
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...Purpose.literals),
        fc.boolean(),
        fc.constantFrom(spot, stock, perpetual),
        fc.integer({ min: 1, max: 10_000_000 }),
        (purpose, reduceOnly, market, quantity) => {
          const closes = purpose === "CLOSE" || purpose === "STOP_LOSS" || purpose === "TAKE_PROFIT"
          const asked = order(market, { purpose, reduceOnly, quantity: quantity as never })
          const { rules } = refused(market, { ...against, order: asked })
          const reducing = reduceOnly || (closes && market.instrument.kind === "SPOT")
          expect(rules.length === 0).toBe(reducing)
          expect(refused(market, { ...against, order: { ...asked, quantity: 0.5 as never } }).rules).toContain("RISK-5")
        }
      )
    )
  })

  it("RISK-4 nothing enters while the kill switch is on", () => {
    expect(refused(spot, { halted: true }).rules).toEqual(["RISK-4"])
  })

  it("RISK-5 quantities are whole lots and prices whole ticks", () => {
    for (const quantity of [0, -1, 1.5, Number.NaN, 2 ** 60])
      expect(ordering(spot, { quantity: quantity as never }).rules).toContain("RISK-5")
    for (const price of [0, -3, 0.5, undefined])
      expect(ordering(spot, { price: price as never }).rules).toContain("RISK-5")
    expect(ordering(spot, { type: "MARKET", price: undefined as never }).rules).toEqual([])
  })

  it("RISK-6 an order below the minimum names it", () => {
    const wide = marketWith({ minQuantity: d("0.5"), minNotional: d("60") })
    expect(ordering(wide, { quantity: lots(wide, "0.4") }).message).toContain("at least 0.5 ABC would work")
    expect(ordering(wide, { quantity: lots(wide, "0.55") }).message).toContain("at least 60.00 USD would work")
    expect(ordering(wide, { quantity: lots(wide, "0.6") }).rules).toEqual([])
  })

  it("RISK-7 what can't be split is ordered whole", () => {
    const whole = marketWith({ wholeShares: true })
    expect(ordering(whole, { quantity: lots(whole, "2.5") }).message).toContain("2 or 3 would work")
    expect(ordering(whole, { quantity: lots(whole, "0.5") }).message).toContain("1 would work")
    expect(ordering(whole, { quantity: lots(whole, "3") }).rules).toEqual([])
  })

  it("RISK-8 the notional of an order is limited, at market by the last price", () => {
    const limits = orderLimits({ ...defaultRiskLimits, maxOrderNotional: d("200") })
    const asking = (quantity: string, type: "LIMIT" | "MARKET") =>
      refused(spot, { limits, order: order(spot, { type, quantity: lots(spot, quantity) }), price: ticks(spot, "150") })
    expect(asking("2", "LIMIT").rules).toEqual([])
    expect(asking("2.001", "LIMIT").message).toContain("200.10 USD is larger than the limit of 200.00 USD")
    expect(asking("1.333", "MARKET").rules).toEqual([])
    expect(asking("1.334", "MARKET").rules).toEqual(["RISK-8"])
  })

  it("RISK-9 leverage is at most the smaller of the trader's and the exchange's", () => {
    const asking = (leverage: number, maxLeverage: number) =>
      refused(perpetual, {
        order: order(perpetual, { margin: { leverage, type: "ISOLATED" } }),
        limits: orderLimits({ ...defaultRiskLimits, maxLeverage })
      })
    expect(asking(10, 10).rules).toEqual([])
    expect(asking(11, 10).message).toContain("your limit of 10x")
    expect(asking(20, 100).rules).toEqual([])
    expect(asking(21, 100).message).toContain("20x or less would work")
  })

  it("RISK-10 orders of the last minute are counted, of the trader and of the bot", () => {
    const limits = orderLimits({ ...defaultRiskLimits, ordersPerMinute: 3 }, { ordersPerMinute: 2 })
    expect(refused(spot, { limits, lastMinute: sent(2, 1) }).rules).toEqual([])
    expect(refused(spot, { limits, lastMinute: sent(2, 2) }).message).toBe("its limit of 2 orders a minute")
    expect(refused(spot, { limits, lastMinute: sent(3) }).message).toBe("the limit of 3 orders a minute")
  })

  it("RISK-10 what is refused so is told when half of the limit is free again, within a minute", () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(seconds, (passed) => {
        const lastMinute = { tenant: new OrderRate(), bot: new OrderRate() }
        const { now } = facts()
        for (const ago of passed.toSorted((a, b) => b - a)) lastMinute.tenant.add(now - ago * 1000)
        const limit = passed.length
        const limits = orderLimits({ ...defaultRiskLimits, ordersPerMinute: limit })
        const [refusal] = checkOrder(facts(spot, { limits, lastMinute }))
        expect(refusal?.reason).toBe("RATE_LIMIT")
        const { until = 0 } = refusal ?? {}
        expect(until).toBeGreaterThan(now)
        expect(until).toBeLessThanOrEqual(now + 60_000)
        const left = (at: number) => passed.filter((ago) => now - ago * 1000 + 60_000 > at).length
        expect(left(until)).toBeLessThanOrEqual(limit / 2)
        expect(left(until - 1000)).toBeGreaterThan(limit / 2)
      })
    )
  })

  it("RISK-10 the count is that of the last sixty seconds, however they are spread", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 60 }), (gaps) => {
        const rate = new OrderRate()
        const seconds: Array<number> = []
        let now = 1_700_000_000_000
        for (const gap of gaps) {
          now += gap
          rate.add(now)
          seconds.push(Math.floor(now / 1000))
          const newest = Math.floor(now / 1000)
          expect(rate.count(now)).toBe(seconds.filter((second) => newest - second < 60).length)
        }
        expect(rate.count(now + 60_000)).toBe(0)
      })
    )
  })

  it("RISK-12 stocks wait for their market, and take limit orders only outside the regular session", () => {
    const at = (session: OrderFacts["session"], type: "LIMIT" | "MARKET" | "STOP") =>
      checkOrder(facts(stock, { session, order: order(stock, { type }) })).map(({ reason }) => reason)
    expect(at("REGULAR", "MARKET")).toEqual([])
    expect(at("PRE_MARKET", "LIMIT")).toEqual([])
    expect(at("POST_MARKET", "LIMIT")).toEqual([])
    for (const type of ["MARKET", "STOP"] as const) {
      expect(at("PRE_MARKET", type)).toEqual(["MARKET_CLOSED"])
      expect(at("POST_MARKET", type)).toEqual(["MARKET_CLOSED"])
    }
    expect(at("CLOSED", "LIMIT")).toEqual(["MARKET_CLOSED"])
  })

  it("RISK-24 a market gets only orders it takes, and of those that close no others either", () => {
    const at = (takes: TradingStatus["takes"], change: Partial<OrderFacts["order"]>) =>
      refused(spot, { order: order(spot, change), trading: { takes, why: "only so" } })
    const close = { purpose: "CLOSE", side: "SELL", type: "MARKET" } as const
    const above = { price: ticks(spot, "101") }
    const below = { price: ticks(spot, "99") }
    for (const asked of [{}, close, { ...close, purpose: "STOP_LOSS", type: "STOP" } as const])
      expect(at("NONE", asked)).toEqual({ rules: ["RISK-24"], message: "only so" })
    expect(at("LIMIT", close).rules).toEqual(["RISK-24"])
    expect(at("LIMIT", {}).rules).toEqual([])
    expect(at("LIMIT", { purpose: "STOP_LOSS", side: "SELL", type: "STOP" }).rules).toEqual([])
    expect(at("RESTING", below).rules).toEqual([])
    expect(at("RESTING", { ...above, side: "SELL" }).rules).toEqual([])
    for (const asked of [above, { ...below, side: "SELL" } as const, { ...below, timeInForce: "IOC" } as const, close])
      expect(at("RESTING", asked).rules).toEqual(["RISK-24"])
    expect(at("ALL", close).rules).toEqual([])
  })

  it("RISK-13 RISK-27 a contract is closed a day before it expires and refused from then on, and warned of a week before", () => {
    const end = Date.parse("2026-12-18T16:00:00Z")
    const dated = marketWith({
      kind: "FUTURES",
      futures: { maxLeverage: 10, fundingHours: 8, fundingRate: d("0"), expiresAt: end }
    })
    const day = 86_400_000
    expect(refused(dated, { now: end - day - 1 }).rules).toEqual([])
    expect(refused(dated, { now: end - day }).message).toContain("expires on 2026-12-18")
    expect([end - day - 1, end - day, end - 1, end].map((now) => expiryBreach(dated, now)?.limit)).toEqual([
      undefined,
      "EXPIRY",
      "EXPIRY",
      undefined
    ])
    expect(expiryBreach(perpetual, end)).toBeUndefined()
    expect(refused(dated, { now: end }).message).toContain("expired on 2026-12-18")
    expect(expiryWarning(dated, end - 8 * day)).toBeUndefined()
    expect(expiryWarning(dated, end - 7 * day)).toContain("2026-12-18")
    expect(expiryWarning(dated, end)).toBeUndefined()
    expect(expiryWarning(perpetual, end)).toBeUndefined()
  })

  it("RISK-13 nothing is opened from a trading day before a contract may only be closed, which is told a week before", () => {
    const closing = Date.parse("2026-12-14")
    const end = Date.parse("2026-12-18T16:00:00Z")
    const terms = { maxLeverage: 10, fundingHours: 24, fundingRate: d("0"), expiresAt: end, closingOnlyAt: closing }
    const dated = marketWith({
      kind: "FUTURES",
      assetClass: "FUTURES",
      futures: { ...terms, rollTarget: "ES-20270319" }
    })
    const day = 86_400_000
    // A Monday's is the Friday before.
    expect(refused(dated, { now: closing - 3 * day - 1 }).rules).toEqual([])
    expect(refused(dated, { now: closing - 3 * day })).toEqual({
      rules: ["RISK-13"],
      message: `${dated.instrument.symbol} can only be closed from 2026-12-14 on: make a bot on ES-20270319, which goes on`
    })
    expect(expiryWarning(dated, closing - 7 * day - 1)).toBeUndefined()
    expect(expiryWarning(dated, closing - 7 * day)).toContain("make a bot on ES-20270319, which goes on")
  })
})
