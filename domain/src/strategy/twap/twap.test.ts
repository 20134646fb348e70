import { describe, expect, it } from "vitest"
import type { BotEvent } from "../../bot/event.ts"
import { summarize } from "../../bot/summarize.ts"
import { openAccount } from "../../exchange/account.ts"
import { market } from "../../exchange/account.fixture.ts"
import type { FillModel } from "../../exchange/fill-model.ts"
import type { Time } from "../../ids.ts"
import type { Market, Price, Quantity } from "../../market/market.ts"
import { asQuote } from "../../number/exact.ts"
import { marketWith, minutes, runOf } from "../../simulation/run.fixture.ts"
import { paperRun } from "../../simulation/paper-run.ts"
import type { RunStep } from "../../simulation/surroundings.ts"
import { desk as byHand } from "../../bot/desk.fixture.ts"
import { bringsOf } from "../brings.ts"
import { plan, validateSettings } from "../validate.ts"
import { outlooks } from "../../market/outlook.ts"
import { sliceCount, sliceLots } from "./schedule.ts"
import { TwapSettings } from "./settings.ts"
import { twapPreset } from "./preset.ts"

const settings = (change: Partial<Omit<TwapSettings, "_tag">> = {}): TwapSettings =>
  TwapSettings.make({
    start: { _tag: "IMMEDIATELY" },
    side: "BUY",
    totalAmount: "10" as never,
    duration: 5,
    frequency: 60,
    ...change
  })

const START = Date.parse("2026-07-06T15:00:00Z")
const SECOND = 1000

/** A run beside a market that stands still until it is moved. */
const desk = (of: TwapSettings, on: Market = market, fillModel?: FillModel) => {
  const steps: Array<RunStep> = []
  const account = openAccount("a", { USD: "100000", ABC: "1000" }, fillModel)
  const config = runOf(on, of)
  const run = paperRun(config, account, { onStep: (step) => steps.push(step) })
  const slices = () =>
    steps.flatMap(({ event, orders }) =>
      orders.flatMap((action) => (action._tag === "Place" ? [{ at: event.at, ...action.order }] : []))
    )
  return {
    run,
    steps,
    slices,
    price: (price: number, at: number, volume?: number) =>
      run.price(price as Price, at, volume === undefined ? undefined : { volume: volume as Quantity }),
    happen: (event: BotEvent) => run.happen(event),
    start: (at = START) => run.happen({ _tag: "Started", at: at as Time, actor: "TRADER" }),
    figures: () => new Map(summarize(config, run.state).figures?.map(({ name, value }) => [name, value])),
    summary: () => summarize(config, run.state)
  }
}

describe("TWAP", () => {
  it("TWAP-1 cuts the amount into one slice for each stretch of the duration begun", () => {
    expect(sliceCount({ duration: 5, frequency: 60 })).toBe(5)
    expect(sliceCount({ duration: 5, frequency: 7 })).toBe(43)
    expect(sliceCount({ duration: 1440, frequency: 5 })).toBe(17_280)
  })

  it("TWAP-1 TWAP-2 sends a slice at market at once and every so many seconds, immediate or cancel", () => {
    const it = desk(settings())
    it.start()
    it.price(10_000, START)
    for (let minute = 1; minute < 5; minute++) it.price(10_000 + minute * 10, START + minute * 60 * SECOND)
    expect(
      it
        .slices()
        .map(({ at, quantity, purpose, type, timeInForce }) => [
          (at - START) / SECOND,
          quantity,
          purpose,
          type,
          timeInForce
        ])
    ).toEqual([0, 60, 120, 180, 240].map((second) => [second, it.slices()[0]?.quantity, "TWAP_SLICE", "MARKET", "IOC"]))
    expect(it.run.state.life).toBe("COMPLETED")
    expect(it.summary().position).toBe("10")
  })

  it("TWAP-2 sleeps between slices, whatever the price does", () => {
    const it = desk(settings())
    it.start()
    it.price(10_000, START)
    const before = it.steps.length
    for (let second = 1; second < 60; second++) it.price(5_000 + second * 100, START + second * SECOND)
    expect(it.steps.length).toBe(before)
    expect(it.run.state.wake).toEqual({ at: START + 60 * SECOND })
  })

  it("TWAP-3 lot rounding carries over: the slices sum to the total exactly, and differ by a lot at most", () => {
    for (const [total, count] of [
      [1000, 7],
      [17, 16],
      [999_999, 288],
      [60, 60]
    ] as const) {
      const slices: Array<number> = []
      let left: number = total
      for (let index = 0; index < count; index++) {
        const lots = sliceLots(total, count, left, count - index)
        slices.push(Number(lots))
        left -= Number(lots)
      }
      expect(left).toBe(0)
      expect(Math.max(...slices) - Math.min(...slices)).toBeLessThanOrEqual(1)
    }
  })

  it("TWAP-4 skips slices beyond the limit and spreads them over those left, none more than twice the nominal", () => {
    const it = desk(settings({ priceLimit: "100" as never }))
    it.start()
    it.price(10_000, START)
    it.price(10_001, START + 59 * SECOND)
    it.price(10_001, START + 60 * SECOND)
    it.price(10_001, START + 120 * SECOND)
    it.price(9_900, START + 179 * SECOND)
    it.price(9_900, START + 180 * SECOND)
    it.price(9_900, START + 240 * SECOND)
    const nominal = (it.slices()[0]?.quantity ?? 0) as number
    // Four fifths are left for the last two slices: twice the nominal each.
    expect(it.slices().map(({ quantity }) => Number(quantity) / nominal)).toEqual([1, 2, 2])
    expect(it.run.state.life).toBe("COMPLETED")
    expect(it.figures().get("slicesSkipped")).toBe("2")
    expect(it.figures().get("shareDone")).toBe("100")
  })

  it("TWAP-4 what can't be caught up with twice the nominal slice stays undone, and is said", () => {
    const it = desk(settings({ priceLimit: "100" as never }))
    it.start()
    for (let minute = 0; minute < 4; minute++) it.price(10_500, START + minute * 60 * SECOND)
    it.price(9_900, START + 239 * SECOND)
    it.price(9_900, START + 240 * SECOND)
    expect(it.slices().length).toBe(1)
    expect(it.run.state.life).toBe("COMPLETED")
    expect(it.figures().get("shareDone")).toBe("40")
    expect(it.run.state.reason).toContain("Bought 4 ABC (40 %)")
  })

  it("TWAP-4 what a thin market left unfilled is made up for by the slices left", () => {
    const it = desk(settings(), market, { slippage: { _tag: "None" }, volumeSharePercent: 10 })
    const lot = Number(market.quantity("1"))
    it.start()
    it.price(10_000, START, lot * 10)
    for (let minute = 1; minute < 5; minute++) {
      // The volume is told before the slice is due.
      it.price(10_000, START + minute * 60 * SECOND - 1, lot * 1_000)
      it.price(10_000, START + minute * 60 * SECOND)
    }
    expect(it.figures().get("shareDone")).toBe("100")
    expect(it.slices().map(({ quantity }) => Number(quantity) / lot)[0]).toBe(2)
    expect(it.slices().reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBe(11 * lot)
  })

  it("TWAP-5 TWAP-6 ends COMPLETED with a report, computed by hand", () => {
    const it = desk(settings({ side: "SELL" }), market, { slippage: { _tag: "Fixed", basisPoints: 10 } })
    it.start()
    const prices = [10_000, 10_100, 10_200, 10_300, 10_400]
    prices.forEach((price, minute) => {
      if (minute > 0) it.price(price, START + minute * 60 * SECOND - 1)
      it.price(price, START + minute * 60 * SECOND)
    })
    // Ten points lower each: 99.9, 100.89 (100.899 on the tick), 101.89, 102.89, 103.89.
    const figures = it.figures()
    expect(figures.get("marketAverage")).toBe("102")
    expect(figures.get("bestSlice")).toBe("103.89")
    expect(figures.get("worstSlice")).toBe("99.9")
    expect(Number(figures.get("achievedAverage"))).toBeCloseTo((99.9 + 100.89 + 101.89 + 102.89 + 103.89) / 5, 6)
    expect(figures.get("slippage")).toBe("10.59")
    expect(figures.get("slicesFilled")).toBe("5")
    const { reason, state, position } = it.summary()
    expect(state).toBe("COMPLETED")
    expect(reason).toContain("Sold 10 ABC (100 %)")
    expect(position).toBe("-10")
  })

  it("TWAP-5 an amount sold is not bought back when the bot is stopped; one bought is sold", () => {
    for (const side of ["BUY", "SELL"] as const) {
      const it = desk(settings({ side }))
      it.start()
      it.price(10_000, START)
      const at = (START + SECOND) as Time
      it.happen({ _tag: "StopRequested", at, actor: "TRADER", closure: "CLOSE_POSITIONS", reason: "enough" })
      expect(it.run.state.life).toBe("STOPPED")
      expect(it.summary().position).toBe(side === "BUY" ? "0" : "-2")
    }
  })

  it("TWAP-2 for stocks only the regular session counts", () => {
    const stock = marketWith({ assetClass: "EQUITY" })
    const it = desk(settings(), stock)
    // Two minutes before the bell of a Friday.
    const friday = Date.parse("2026-07-10T19:58:00Z")
    const monday = Date.parse("2026-07-13T13:30:00Z")
    it.start(friday)
    it.price(10_000, friday)
    it.price(10_000, friday + 60 * SECOND)
    const before = it.steps.length
    for (let hour = 1; hour < 60; hour++) it.price(10_000, friday + hour * 3_600 * SECOND)
    expect(it.steps.length).toBe(before)
    for (let minute = 0; minute < 3; minute++) it.price(10_000, monday + minute * 60 * SECOND)
    expect(it.slices().map(({ at }) => at)).toEqual([
      friday,
      friday + 60 * SECOND,
      monday,
      monday + 60 * SECOND,
      monday + 120 * SECOND
    ])
    expect(it.run.state.life).toBe("COMPLETED")
  })

  it("TWAP-3 slices missed in a pause are made up for by those left", () => {
    const it = desk(settings())
    it.start()
    it.price(10_000, START)
    const pause = { at: (START + SECOND) as Time, actor: "TRADER" } as const
    it.happen({ _tag: "PauseRequested", ...pause, reason: "lunch" })
    it.price(10_000, START + 130 * SECOND)
    expect(it.slices().length).toBe(1)
    it.happen({ _tag: "ResumeRequested", at: (START + 140 * SECOND) as Time, actor: "TRADER" })
    it.price(10_000, START + 180 * SECOND)
    it.price(10_000, START + 240 * SECOND)
    const slices = it.slices().map(({ quantity }) => quantity as number)
    expect(slices.length).toBe(4)
    expect(slices.reduce((a, b) => a + b, 0)).toBe(market.quantity("10"))
  })

  it("TWAP-7 refuses slices below the minimum, saying what would work", () => {
    const small = marketWith({ minNotional: "10" as never })
    const price = 10_000 as Price
    const problems = validateSettings(small, settings({ totalAmount: "0.2" as never }), price)
    expect(problems).toMatchObject([{ field: "totalAmount" }])
    expect(problems[0]?.message).toContain("at least 0.5 ABC works")
    expect(validateSettings(small, settings({ totalAmount: "0.5" as never }), price)).toEqual([])
    const often = validateSettings(small, settings({ totalAmount: "0.5" as never, frequency: 10 }), price)
    expect(often[0]?.message).toContain("a slice every 60 seconds")
    expect(validateSettings(small, settings({ leverage: 3 }), price)).toMatchObject([{ field: "leverage" }])
    expect(validateSettings(small, settings({ priceLimit: "0" as never }), price)).toMatchObject([
      { field: "priceLimit" }
    ])
  })

  it("TWAP-7 on futures its slices carry leverage and margin, and only reduce when asked to", () => {
    const perpetual = marketWith({
      kind: "FUTURES",
      futures: { maxLeverage: 20, fundingHours: 8, fundingRate: "0.0001" as never }
    })
    const it = byHand(settings({ leverage: 3, marginType: "CROSS", reduceOnly: true, side: "SELL" }), perpetual)
    it.start("100")
    expect(it.placed[0]?.order).toMatchObject({
      purpose: "TWAP_SLICE",
      side: "SELL",
      margin: { leverage: 3, type: "CROSS" },
      reduceOnly: true
    })
    const price = 10_000 as Price
    // What it says it commits is margin and fees, as what it brings.
    const { base: first, committed } = plan(perpetual, settings({ leverage: 5, side: "SELL" }), price)
    expect(Number(perpetual.quoteText(committed))).toBeCloseTo(1000 / 5 + 2, 6)
    expect(Number(perpetual.quoteText(asQuote(first?.cost ?? 0n)))).toBeCloseTo(202 / 5, 6)
    expect(plan(perpetual, settings({ leverage: 5, side: "SELL", reduceOnly: true }), price).committed).toBe(0n)
    expect(validateSettings(perpetual, settings({ leverage: 30 }), price)).toMatchObject([{ field: "leverage" }])
    // A third of 10 at 100, dearer by 0.3 % of slippage, with the fees of the whole.
    const { base, quote } = bringsOf(perpetual, settings({ leverage: 3 }), price)
    expect([base, Number(perpetual.quoteText(quote as never))]).toEqual([0n, expect.closeTo(1003 / 3 + 2.006, 2)])
  })

  it("TWAP-8 presets take less time in a wilder market and are never refused", () => {
    const price = market.roundPrice("100", "DOWN")
    const durations = [2, 8].map((volatility) =>
      outlooks(minutes(market, 3, 2_000, volatility)).map((outlook) => {
        for (const investment of ["60", "1000", "250000"]) {
          const preset = twapPreset(market, outlook, price, investment)
          expect(validateSettings(market, preset, price)).toEqual([])
        }
        return twapPreset(market, outlook, price, "250000").duration
      })
    )
    const [calm, wild] = durations
    calm?.forEach((duration, index) => expect(duration).toBeGreaterThan(wild?.[index] ?? Infinity))
    expect(calm).toEqual([...(calm ?? [])].sort((a, b) => a - b))
  })
})
