import { describe, expect, it } from "vitest"
import type { Instrument } from "../market/instrument.ts"
import type { Price } from "../market/market.ts"
import { dca, marketWith } from "../simulation/run.fixture.ts"
import type { Decimal } from "../number/decimal.ts"
import { btd } from "./btd/btd.fixture.ts"
import { combo, dcaFutures } from "./futures/futures.fixture.ts"
import { loop } from "./loop/loop.fixture.ts"
import type { BotSettings } from "./settings.ts"
import { validateSettings } from "./validate.ts"

const d = (text: string): Decimal => text as Decimal
/** A hundred ticks of a whole dollar, and no fees that would refuse a narrow step. */
const coarse = { tickSize: d("1"), makerFeeRate: d("0"), takerFeeRate: d("0"), minNotional: d("1") }
const spot = marketWith(coarse)
const futures = marketWith({
  ...coarse,
  symbol: "ABC-PERP" as Instrument["symbol"],
  kind: "FUTURES",
  futures: { maxLeverage: 100, fundingHours: 8, fundingRate: d("0.0001") }
})
const PRESENT = 100 as Price
const check = (settings: BotSettings) =>
  validateSettings(settings._tag === "COMBO" || settings._tag === "DCA_FUTURES" ? futures : spot, settings, PRESENT)

describe("orders that share a price once rounded to the tick", () => {
  const kinds: ReadonlyArray<readonly [string, string, (step: string) => BotSettings]> = [
    ["LOOP-7 loop", "orderDistance", (step) => loop({ orderDistance: d(step) })],
    ["DCA-7 dca", "averagingOrdersStep", (step) => dca({ averagingOrdersStep: d(step) })],
    ["DCA-7 dca short", "averagingOrdersStep", (step) => dca({ averagingOrdersStep: d(step), direction: "SHORT" })],
    ["DCAF-4 dca on futures", "safetyOrderStep", (step) => dcaFutures({ safetyOrderStep: d(step) })],
    ["COMBO-4 combo", "averagingOrdersStep", (step) => combo({ averagingOrdersStep: d(step) })]
  ]
  it.each(kinds)("%s: are refused, and the step that is named keeps them apart", (_, field, made) => {
    const [problem] = check(made("0.3"))
    expect(problem?.field).toBe(field)
    expect(problem?.message).toMatch(/on one price, as a tick is 1/)
    const works = /at least (\S+) % works/.exec(problem?.message ?? "")?.[1] ?? ""
    expect(check(made(works))).toEqual([])
    expect(check(made((Number(works) - 0.01).toFixed(2)))).toHaveLength(1)
  })

  it("COMBO-4 combo: more exits than ticks are refused, naming how many fit", () => {
    const exits = (gridLevels: number) => combo({ gridStep: undefined, gridLevels })
    const [problem] = check(exits(40))
    expect(problem?.field).toBe("gridLevels")
    const most = Number(/at most (\d+) work/.exec(problem?.message ?? "")?.[1])
    expect(most).toBeGreaterThan(4)
    expect(most).toBeLessThanOrEqual(10)
    expect(check(exits(most))).toEqual([])
  })

  it.each([
    ["LONG", "highPrice", "103", /5 work with a highest price of ([\d.]+)$/],
    ["SHORT", "lowPrice", "97", /5 work with a lowest price of ([\d.]+)$/]
  ] as const)(
    "COMBO-4 combo %s: bounds with no room for the fewest exits name the one that works",
    (direction, field, bound, words) => {
      const shared = (value: string) =>
        check(
          combo({
            direction,
            gridStep: undefined,
            gridLevels: 10,
            highPrice: d("120"),
            lowPrice: d("80"),
            [field]: d(value)
          })
        ).find((problem) => problem.field === "gridLevels")
      const works = words.exec(shared(bound)?.message ?? "")?.[1] ?? ""
      const five = (value: string) =>
        check(
          combo({
            direction,
            gridStep: undefined,
            gridLevels: 5,
            highPrice: d("120"),
            lowPrice: d("80"),
            [field]: d(value)
          })
        ).filter((problem) => problem.field === "gridLevels")
      expect(five(works)).toEqual([])
      expect(five(String(Number(works) + (direction === "LONG" ? -1 : 1)))).toHaveLength(1)
    }
  )

  it("BTD-8 dip buyer: the step it names keeps its levels apart, and where none does it says so", () => {
    const of = (gridStep: string, levelsDown: number) =>
      btd({ gridStep, levelsDown, levelsUp: 8, gridLevels: undefined } as never)
    const [problem] = check(of("0.5", 12))
    const works = /at least (\S+) % works/.exec(problem?.message ?? "")?.[1] ?? ""
    expect(check(of(works, 12)).filter(({ field }) => field === "gridStep")).toEqual([])
    expect(check(of((Number(works) - 0.01).toFixed(2), 12))).toContainEqual(
      expect.objectContaining({ field: "gridStep" })
    )
    expect(check(of("0.5", 60))[0]?.message).toMatch(/use fewer below$/)
  })

  it("BTD-8 dip buyer: any two of its levels, not the lowest alone", () => {
    const steps = Array.from({ length: 40 }, (_, k) => (0.5 + k * 0.05).toFixed(2))
    let refused = 0
    for (const gridStep of steps) {
      const settings = btd({ gridStep, levelsDown: 12, levelsUp: 8, gridLevels: undefined } as never)
      const low = (k: number) => Math.floor(100 * (1 + Number(gridStep) / 100) ** k + 1e-9)
      const prices = Array.from({ length: 20 }, (_, k) => low(k - 12))
      if (new Set(prices).size === prices.length) continue
      expect(
        check(settings).map(({ field }) => field),
        gridStep
      ).toContain("gridStep")
      refused += 1
    }
    expect(refused).toBeGreaterThan(0)
  })
})
