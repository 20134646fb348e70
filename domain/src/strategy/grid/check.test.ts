import { describe, expect, it } from "vitest"
import { market, otherMarket } from "../../exchange/account.fixture.ts"
import { grid, marketWith, minutes } from "../../simulation/run.fixture.ts"
import { presets, validateSettings } from "../validate.ts"

const d = (text: string) => text as never
const price = market.roundPrice("100", "DOWN")
const refused = (change: Parameters<typeof grid>[0], on = market) => validateSettings(on, grid(change), price)

describe("refusals of a grid", () => {
  it("GRID-8 takes what works", () => {
    expect(refused({})).toEqual([])
  })

  it("GRID-8 bounds crossed", () => {
    expect(refused({ lowPrice: d("110"), highPrice: d("90") })).toEqual([
      { field: "highPrice", message: "must be above the lowest price, 110.00" }
    ])
    expect(refused({ lowPrice: d("0") })[0]?.field).toBe("lowPrice")
  })

  it("GRID-8 neither levels nor step", () => {
    const { gridLevels: _, ...without } = grid()
    expect(validateSettings(market, without, price)[0]?.field).toBe("gridLevels")
  })

  it("GRID-8 step and levels that disagree, saying what each would imply", () => {
    expect(refused({ gridLevels: 20, gridStep: d("2") })).toEqual([
      {
        field: "gridStep",
        message:
          "a step of 2 % makes 10 levels between these prices, 20 levels make a step of 1.00 %: give one of the two"
      }
    ])
    expect(refused({ gridLevels: 20, gridStep: d("1") })).toEqual([])
  })

  it("GRID-8 a step too wide or too narrow for the number of levels allowed", () => {
    const { gridLevels: _, ...without } = grid()
    const [problem] = validateSettings(market, { ...without, gridStep: d("10") }, price)
    expect(problem?.message).toBe("makes 2 levels between these prices; a step between 0.20 % and 4.09 % works")
  })

  it("GRID-8 more levels than there are prices, saying how many work", () => {
    // Seven prices from 0.97 to 1.03, so six cells: each is a tick wide, which fees do not eat.
    const narrow = { lowPrice: d("0.97"), highPrice: d("1.03") }
    const at = market.roundPrice("1", "DOWN")
    const on = (gridLevels: number) => validateSettings(market, grid({ ...narrow, gridLevels }), at)
    expect(on(40)).toContainEqual({
      field: "gridLevels",
      message: "40 levels share prices, as a tick is 0.01; at most 6 levels work between these prices"
    })
    expect(on(6)).toEqual([])
    expect(on(7)).toHaveLength(1)
  })

  it("GRID-8 as many levels as there are prices work, in either spacing", () => {
    const narrow = { lowPrice: d("0.40"), highPrice: d("0.45"), gridLevels: 5 }
    const at = market.roundPrice("0.42", "DOWN")
    for (const spacing of ["GEOMETRIC", "ARITHMETIC"] as const)
      expect(validateSettings(market, grid({ ...narrow, spacing }), at)).toEqual([])
  })

  it.each([
    ["0.40", "0.43", "0.45"],
    ["99.99", "100.01", undefined]
  ])("GRID-8 %s to %s has no room for five levels: the highest price it names works", (low, high, named) => {
    const at = market.roundPrice(low, "DOWN")
    const on = (highPrice: string) =>
      validateSettings(market, grid({ lowPrice: d(low), highPrice: d(highPrice), gridLevels: 5 }), at)
    const message = on(high).find(({ field }) => field === "gridLevels")?.message
    const works = /; 5 levels work with a highest price of ([\d.]+)$/.exec(message ?? "")?.[1] ?? ""
    if (named !== undefined) expect(works).toBe(named)
    expect(on(works)).toEqual([])
    expect(on((Number(works) - 0.01).toFixed(2))).toHaveLength(1)
  })

  it("GRID-8 a step that fees eat, saying how many levels work", () => {
    const [problem] = refused({ lowPrice: d("99"), highPrice: d("101"), investment: d("10000") })
    expect(problem?.field).toBe("gridLevels")
    expect(problem?.message).toMatch(/is eaten by fees of 0\.20 % for buying and selling; at most (\d+) levels work/)
    const most = Number(/at most (\d+)/.exec(problem?.message ?? "")?.[1])
    const at = (gridLevels: number) =>
      refused({ lowPrice: d("99"), highPrice: d("101"), investment: d("10000"), gridLevels })
    expect(at(most)).toEqual([])
    expect(at(most + 1).length).toBe(1)
  })

  it.each([
    ["QUOTE", market],
    ["BASE", market],
    ["QUOTE", marketWith({ feeAsset: "RECEIVED", minQuantity: d("0.05") })],
    ["BASE", otherMarket]
  ] as const)("GRID-8 an investment below the minimum of each order (%s): the one it names works", (sizing, on) => {
    const settings = grid({ investment: d("1"), orderSizeCurrency: sizing })
    const at = on.roundPrice("100", "DOWN")
    const [problem] = validateSettings(on, settings, at)
    expect(problem?.field).toBe("investment")
    const least = /at least ([\d.]+) USD works/.exec(problem?.message ?? "")?.[1] ?? ""
    expect(validateSettings(on, { ...settings, investment: d(least) }, at)).toEqual([])
    const less = (Number(least) - 0.02).toFixed(2)
    expect(validateSettings(on, { ...settings, investment: d(less) }, at).length).toBe(1)
  })

  it("GRID-8 more levels than orders allowed", () => {
    expect(refused({ gridLevels: 50, investment: d("9000") })[0]?.message).toContain("at most 48 levels work")
  })

  it("GRID-8 exit prices on the wrong side", () => {
    expect(refused({ stopLossPrice: d("95") })[0]?.field).toBe("stopLossPrice")
    expect(refused({ takeProfitPrice: d("99") })[0]?.field).toBe("takeProfitPrice")
    expect(refused({ stopTrailingDownPrice: d("95") })[0]?.field).toBe("stopTrailingDownPrice")
    expect(refused({ stopLossPrice: d("85"), takeProfitPrice: d("120"), stopTrailingDownPrice: d("80") })).toEqual([])
  })
})

describe("presets of a grid", () => {
  it.each([2, 8, 40])("GRID-9 a wilder market gives a wider grid, and none is refused (%s %% a day)", (daily) => {
    const candles = minutes(market, 7, 2_000, daily)
    const made = presets(market, "GRID", candles, price, "1000")
    expect(made.map(({ name }) => name)).toEqual(["SHORT_TERM", "MID_TERM", "LONG_TERM"])
    for (const { settings } of made) expect(validateSettings(market, settings, price)).toEqual([])
  })

  it("GRID-9 follows the volatility", () => {
    const width = (daily: number) => {
      const settings = presets(market, "GRID", minutes(market, 7, 2_000, daily), price, "1000")[1]?.settings
      return settings?._tag === "GRID" ? Number(settings.highPrice) - Number(settings.lowPrice) : 0
    }
    expect(width(10)).toBeGreaterThan(width(3) * 1.5)
  })
})
