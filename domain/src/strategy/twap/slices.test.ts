import { describe, expect, it } from "vitest"
import { market } from "../../exchange/account.fixture.ts"
import type { Candle } from "../../market/candle.ts"
import { bars, indexOf, marketWith, runOf } from "../../simulation/run.fixture.ts"
import { simulate } from "../../simulation/simulate.ts"
import { cutSlice } from "./schedule.ts"
import { TwapSettings } from "./settings.ts"

const settings = (change: Partial<Omit<TwapSettings, "_tag">> = {}): TwapSettings =>
  TwapSettings.make({
    start: { _tag: "IMMEDIATELY" },
    side: "SELL",
    totalAmount: "10" as never,
    duration: 5,
    frequency: 60,
    ...change
  })

const START = Date.parse("2026-07-06T15:00:00Z")
const SECOND = 1000

/** Minutes that stand at 100, with so many lots traded in each. */
const minutesAt = (minutes: ReadonlyArray<number>, volume: number): ReadonlyArray<Candle> =>
  minutes.flatMap((minute) =>
    bars([10_000, 10_000, 10_000, 10_000]).map((bar) => ({
      ...bar,
      at: START + minute * 60 * SECOND,
      volume: volume as never
    }))
  )

describe("the slices of a TWAP", () => {
  it("TWAP-3 slices are even from the first to the last: no part of the time gets a lot more than its share", () => {
    for (const [total, count] of [
      [90, 60],
      [20, 60],
      [17, 16],
      [999_999, 288],
      [61, 60],
      [119, 60]
    ] as const) {
      let left: number = total
      let carried = 0n
      for (let index = 0; index < count; index++) {
        const cut = cutSlice(total, count, left, count - index, carried)
        left -= Number(cut.lots)
        carried = cut.carried
        expect(Math.abs((total * (index + 1)) / count - (total - left))).toBeLessThanOrEqual(0.51)
      }
      expect(left).toBe(0)
    }
  })

  it("TWAP-3 what is missed is spread evenly over the slices left", () => {
    // Ten of sixty slices missed: 90 lots over 50 slices are 1.8 each.
    let left = 90
    let carried = 0n
    for (let index = 10; index < 60; index++) {
      const cut = cutSlice(90, 60, left, 60 - index, carried)
      left -= Number(cut.lots)
      carried = cut.carried
      expect(Math.abs(1.8 * (index - 9) - (90 - left))).toBeLessThanOrEqual(0.51)
    }
    expect(left).toBe(0)
  })

  it("TWAP-3 slices that are too small alone go together", () => {
    const of = settings({ totalAmount: "0.015" as never, duration: 10 })
    const coarse = marketWith({ minQuantity: "0.002" as never, minNotional: "0" as never })
    const flat = indexOf(minutesAt([...Array(11).keys()], 1_000_000))
    const { run } = simulate(runOf(coarse, of), flat)
    expect(run.fills.orders.map(({ quantity }) => quantity)).toEqual([3, 3, 3, 3, 3])
    expect(run.state.life).toBe("COMPLETED")
  })

  it("TWAP-3 LIFE-6 the rests of its own orders are no orders lost", () => {
    const thin = indexOf(minutesAt([...Array(61).keys()], 1_000))
    const { run } = simulate(
      runOf(market, settings({ side: "SELL", totalAmount: "20" as never, duration: 60, frequency: 5 })),
      thin,
      {
        fillModel: { slippage: { _tag: "None" }, volumeSharePercent: 10 }
      }
    )
    expect(run.state.life).toBe("COMPLETED")
    // A tenth of all that was traded.
    expect(run.state.ledger.base.position).toBe(-Number(market.base("6")))
  })

  it("TWAP-2 SIM-12 a slice due as a candle opens goes at what it opens at, not at what stood before", () => {
    const candles = [15_000, 15_000, 16_000, 16_000, 16_000].flatMap((price, minute) =>
      bars([price, price, price, price]).map((bar) => ({ ...bar, at: START + minute * 60 * SECOND }))
    ) as ReadonlyArray<Candle>
    for (const everyBar of [false, true]) {
      const prices: Array<number> = []
      simulate(runOf(market, settings({ side: "BUY", totalAmount: "5" as never })), indexOf(candles), {
        everyBar,
        onStep: ({ event }) => void (event._tag === "OrderFilled" && prices.push(event.price))
      })
      expect(prices).toEqual([15_000, 15_000, 16_000, 16_000, 16_000])
    }
  })

  describe("in a hole of the data", () => {
    /** Minutes at 100, then none for three, then at 110. */
    const holed = (last: number) =>
      indexOf(
        [0, 1, 5, 6, 7, 8, 9]
          .filter((minute) => minute <= last)
          .map((minute) => ({
            ...(minute < 2 ? bars([10_000, 10_000, 10_000, 10_000]) : bars([11_000, 11_000, 11_000, 11_000]))[0],
            at: START + minute * 60 * SECOND
          })) as ReadonlyArray<Candle>
      )
    const fillsOf = (of: TwapSettings, last = 9) =>
      [false, true].map((everyBar) => {
        const fills: Array<ReadonlyArray<number>> = []
        const { run } = simulate(runOf(market, of), holed(last), {
          everyBar,
          onStep: ({ event }) => {
            if (event._tag === "OrderFilled")
              fills.push([(event.at - START) / (60 * SECOND), event.price, Number(event.quantity)])
          }
        })
        return { life: run.state.life, fills }
      })

    it("TWAP-9 SIM-10 nothing trades: the slices missed join those left at prices there are", () => {
      const [jumped, plain] = fillsOf(settings({ duration: 10, side: "SELL" }))
      expect(jumped).toEqual(plain)
      expect(jumped?.life).toBe("COMPLETED")
      expect(jumped?.fills.map(([minute, price]) => [minute, price])).toEqual([
        [0, 10_000],
        [1, 10_000],
        ...[5, 6, 7, 8, 9].map((minute) => [minute, 11_000])
      ])
      expect(jumped?.fills.map(([, , lots]) => lots)).toEqual([1000, 1000, 1600, 1600, 1600, 1600, 1600])
    })

    it("TWAP-9 the last slice, too, goes at the next price", () => {
      const [jumped, plain] = fillsOf(settings({ duration: 5, side: "SELL" }), 5)
      expect(jumped).toEqual(plain)
      expect(jumped?.life).toBe("COMPLETED")
      expect(jumped?.fills).toEqual([
        [0, 10_000, 2000],
        [1, 10_000, 2000],
        [5, 11_000, 4000]
      ])
    })
  })
})
