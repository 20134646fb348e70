import { describe, expect, it } from "vitest"
import { type Day, dayOf } from "../calendar/day.ts"
import { checkOrder } from "./check-order.ts"
import type { BrokerStanding } from "./order-facts.ts"
import { type DayFill, countedDays, dayTrades, LATEST_SWITCH, tradingDay } from "./day-trade.ts"
import { d, facts, lots, order, stock } from "./order-facts.fixture.ts"

const before = Date.parse("2027-10-19T15:00:00Z")
const usd = (text: string) => stock.quote(text)

/** An order of 500 USD on an account that made so many day trades. */
const asking = (
  now: number,
  counted: number,
  standing: BrokerStanding,
  options: { worth?: string; switchesAt?: number } = {}
) =>
  checkOrder(
    facts(stock, {
      now,
      order: order(stock, { quantity: lots(stock, "5") }),
      dayTrading: {
        switchesAt: options.switchesAt ?? LATEST_SWITCH,
        standing,
        counted,
        worth: options.worth === undefined ? undefined : usd(options.worth)
      }
    })
  )
const rules = (...given: Parameters<typeof asking>) => asking(...given).map(({ rule }) => rule)

const fill = (day: Day, side: "BUY" | "SELL", quantity: number, symbol = "ACME"): DayFill => ({
  day,
  side,
  quantity,
  symbol
})
const [mon, tue] = [20_000, 20_001]
const week = new Set([mon, tue])

describe("day trades", () => {
  it("RISK-15 three in five business days are the most under 25,000 USD, until the broker's switch date", () => {
    expect(rules(before, 2, { equity: d("24999.99") })).toEqual([])
    expect(rules(before, 3, { equity: d("24999.99") })).toEqual(["RISK-15"])
    expect(rules(before, 3, { equity: d("25000") })).toEqual([])
    expect(rules(before, 3, {}, { worth: "10000" })).toEqual(["RISK-15"])
    expect(rules(before, 3, {})).toEqual([])
    expect(rules(LATEST_SWITCH, 3, { equity: d("100") })).toEqual([])
    const early = Date.parse("2026-09-01T04:00:00Z")
    expect(rules(early - 1, 3, { equity: d("100") }, { switchesAt: early })).toEqual(["RISK-15"])
    expect(rules(early, 3, { equity: d("100") }, { switchesAt: early })).toEqual([])
    expect(asking(before, 3, { equity: d("100") })[0]?.message).toContain("bring the account to 25,000 USD")
  })

  it("RISK-16 the broker's intraday buying power decides after it, and before it where the broker tells it", () => {
    for (const now of [before, LATEST_SWITCH]) {
      expect(rules(now, 9, { equity: d("100"), intradayBuyingPower: d("500") })).toEqual([])
      expect(rules(now, 0, { equity: d("100000"), intradayBuyingPower: d("499.99") })).toEqual(["RISK-16"])
    }
  })

  it("RISK-17 the broker's own word goes before both", () => {
    const rich = { equity: d("100000"), intradayBuyingPower: d("100000") }
    expect(rules(LATEST_SWITCH, 0, { ...rich, closeOnly: "margin call" })).toEqual(["RISK-17"])
    expect(rules(LATEST_SWITCH, 0, { ...rich, dayTradesLeft: 0 })).toEqual(["RISK-17"])
    expect(rules(before, 9, { equity: d("100"), dayTradesLeft: 1 })).toEqual([])
    expect(rules(before, 0, { equity: d("100"), dayTrades: 3 })).toEqual(["RISK-15"])
    expect(rules(before, 9, { equity: d("100"), dayTrades: 1 })).toEqual([])
  })

  it("RISK-18 the days that count are five business days, holidays left out", () => {
    const friday = Date.parse("2026-11-27T15:00:00Z")
    const days = [27, 25, 24, 23, 20].map((date) => dayOf(2026, 11, date))
    expect([...countedDays(friday)]).toEqual(days)
    expect([...countedDays(friday + 2 * 86_400_000)]).toEqual(days)
    expect(tradingDay(Date.parse("2026-11-28T00:59:00Z"))).toBe(days[0])
  })

  it("RISK-18 are counted from fills: opened and closed the same day, once each way", () => {
    const opened = fill(mon, "BUY", 10)
    expect(dayTrades([opened, fill(tue, "SELL", 10)], week)).toBe(0)
    expect(dayTrades([opened, fill(mon, "SELL", 10)], week)).toBe(1)
    expect(dayTrades([opened, fill(mon, "SELL", 4), fill(mon, "SELL", 6)], week)).toBe(1)
    expect(dayTrades([fill(mon, "BUY", 4), fill(mon, "BUY", 6), fill(mon, "SELL", 10)], week)).toBe(1)
    expect(dayTrades([opened, fill(mon, "SELL", 5), fill(mon, "BUY", 5), fill(mon, "SELL", 10)], week)).toBe(2)
    expect(dayTrades([opened, fill(mon, "SELL", 10, "OTHER"), fill(tue, "BUY", 10, "OTHER")], week)).toBe(0)
    expect(dayTrades([fill(mon, "SELL", 10), fill(mon, "BUY", 10)], week)).toBe(1)
    expect(dayTrades([opened, fill(tue, "BUY", 1), fill(tue, "SELL", 1)], week)).toBe(1)
    expect(dayTrades([opened, fill(mon, "SELL", 10)], new Set([tue]))).toBe(0)
    expect(dayTrades([opened, fill(mon, "SELL", 15), fill(mon, "BUY", 5)], week)).toBe(2)
  })
})
