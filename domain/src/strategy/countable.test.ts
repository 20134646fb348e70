import { describe, expect, it } from "vitest"
import { dca, grid, marketWith, indexOf, bars, runOf } from "../simulation/run.fixture.ts"
import { simulate } from "../simulation/simulate.ts"
import type { BotSettings } from "./settings.ts"
import { TwapSettings } from "./twap/settings.ts"
import { validateSettings } from "./validate.ts"

const d = (text: string) => text as never
/** A coin worth next to nothing, in lots of a hundred-millionth. */
const cheap = marketWith({
  symbol: d("PEPE-USD"),
  base: "PEPE",
  tickSize: d("0.00000001"),
  lotSize: d("0.00000001"),
  minQuantity: d("0.00000001")
})
const price = 123 as never

const dcaOf = (investment: string) =>
  dca({
    investment: d(investment),
    baseOrderAmount: d(`${Number(investment) / 2}`),
    averagingOrdersAmount: d(`${Number(investment) / 4}`),
    averagingOrdersQuantity: 2,
    averagingOrdersStep: d("5"),
    takeProfitPercent: d("5")
  })
const gridOf = (investment: string) =>
  grid({ investment: d(investment), lowPrice: d("0.000001"), highPrice: d("0.0000015"), gridLevels: 5 })

describe("more lots than are counted", () => {
  for (const [name, of] of [
    ["DCA", dcaOf],
    ["GRID", gridOf]
  ] as ReadonlyArray<readonly [string, (investment: string) => BotSettings]>)
    it(`ORDER-7 is refused when ${name} is made, and the most it names works`, () => {
      const [problem, ...more] = validateSettings(cheap, of("600"), price)
      expect(more).toEqual([])
      expect(problem?.field).toBe("investment")
      const most = /at most ([0-9.,]+) USD works/.exec(problem?.message ?? "")?.[1] ?? ""
      expect(Number(most)).toBeGreaterThan(50)
      const works = of(`${Math.floor(Number(most))}`)
      expect(validateSettings(cheap, works, price)).toEqual([])
      const flat = indexOf(bars([123, 123, 123, 123], [123, 123, 123, 123]))
      const { run } = simulate(runOf(cheap, works), flat)
      expect(run.state.life).toBe("ACTIVE")
      expect(run.state.fills).toBeGreaterThan(0)
    })

  it("ORDER-7 is refused of an amount of the coin", () => {
    const twap = (totalAmount: string) =>
      TwapSettings.make({
        start: { _tag: "IMMEDIATELY" },
        side: "BUY",
        totalAmount: d(totalAmount),
        duration: 5,
        frequency: 60
      })
    expect(validateSettings(cheap, twap("100000000"), price)).toMatchObject([{ field: "totalAmount" }])
    expect(validateSettings(cheap, twap("90000000"), price)).toEqual([])
  })
})
