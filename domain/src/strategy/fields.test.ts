import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { fieldsOf } from "./fields.ts"
import { type SettingField } from "../field/fields.ts"
import { BotSettings, Strategy } from "./settings.ts"

const field = (name: string, fields: ReadonlyArray<SettingField>) => fields.find((one) => one.name === name)

describe("the fields of a strategy's settings", () => {
  it.each(Strategy.literals)("of %s say all a form needs, down to the shapes of the start", (strategy) => {
    const fields = fieldsOf(strategy)
    expect(fields).not.toEqual([])
    for (const { kind, choices, note } of fields) {
      expect(note.title).not.toBe("")
      expect(note.description).toMatch(/\.$/)
      if (kind === "CHOICE") expect(choices?.length).toBeGreaterThan(1)
    }
    const start = field("start", fields)
    if (start === undefined) return
    expect(start.kind).toBe("UNION")
    expect(start.variants?.map(({ tag }) => tag)).toEqual(expect.arrayContaining(["IMMEDIATELY", "PRICE_CHANGE"]))
    const change = start.variants?.find(({ tag }) => tag === "PRICE_CHANGE")
    expect(change?.fields).toMatchObject([{ name: "percent", kind: "DECIMAL", note: { min: "-99" } }])
  })

  it("name the ways of saying the same: by percent or at a price, by levels or by step", () => {
    const grid = fieldsOf("GRID")
    expect(field("stopLossPercent", grid)?.note.either).toEqual({ group: "stopLoss", way: "In percent" })
    expect(field("stopLossPrice", grid)?.note.either).toEqual({ group: "stopLoss", way: "At a price" })
    expect(field("gridStep", grid)?.note.either?.group).toBe(field("gridLevels", grid)?.note.either?.group)
    // Alone, or needed, it is no choice between two.
    expect(field("trailingStopPercent", grid)?.note.either).toBeUndefined()
    expect(field("lowPrice", grid)?.note.either).toBeUndefined()
  })

  it("LIFE-7 every strategy notes what it keeps beside its settings", () => {
    const kept = Strategy.literals.map((name) => [
      name,
      fieldsOf(name).flatMap((field) => (field.note.kept === undefined ? [] : [field.name]))
    ])
    const futures = ["direction", "investment", "leverage", "marginType"]
    const noted: Readonly<Record<Strategy, ReadonlyArray<string>>> = {
      GRID: ["investment"],
      DCA: ["direction", "investment", "fractions"],
      DCA_FUTURES: futures,
      COMBO: futures,
      FUTURES_GRID: futures,
      BTD: ["investment", "fractions"],
      LOOP: ["investment", "fractions"],
      TWAP: ["side", "totalAmount", "fractions", "leverage", "marginType"]
    }
    expect(Object.fromEntries(kept)).toEqual(noted)
  })

  it("say when one is of use", () => {
    expect(field("maxPrice", fieldsOf("DCA"))?.note.when).toEqual({ field: "direction", is: "LONG" })
  })
})

describe("what is left out of settings", () => {
  const read = Schema.decodeUnknownSync(BotSettings)
  const bounds = { investment: "1000", lowPrice: "90", highPrice: "110" }
  const averaging = { investment: "1000", direction: "LONG", baseOrderAmount: "100", averagingOrdersStep: "1" }
  const orders = { averagingOrdersAmount: "900", averagingOrdersQuantity: 5 }
  const safety = { safetyOrderAmount: "100", maxSafetyOrders: 3, safetyOrderStep: "1" }
  const { averagingOrdersStep: _, ...base } = averaging
  const smallest: Readonly<Record<Strategy, object>> = {
    GRID: { ...bounds, gridLevels: 10 },
    DCA: { ...averaging, ...orders, takeProfitPercent: "1" },
    DCA_FUTURES: { ...base, ...safety, leverage: 3, takeProfitPercent: "1" },
    COMBO: { ...bounds, ...averaging, ...orders, leverage: 3, gridLevels: 10 },
    FUTURES_GRID: { ...bounds, direction: "NEUTRAL", leverage: 3, gridQuantity: 10 },
    BTD: { investment: "1", gridLevels: 10, gridStep: "1" },
    LOOP: { investment: "1000", lowPrice: "90", orderDistance: "1", orderCount: 10 },
    TWAP: { side: "BUY", totalAmount: "1", duration: 60, frequency: 30 }
  }

  it.each(Strategy.literals)("of %s is kept as its default, as the form shows it", (strategy) => {
    const kept: Record<string, unknown> = { ...read({ _tag: strategy, ...smallest[strategy] }) }
    for (const { name, note } of fieldsOf(strategy))
      if (note.default !== undefined && name !== "start")
        expect([name, String(kept[name])]).toEqual([name, note.default])
    expect(kept["start"]).toEqual({ _tag: "IMMEDIATELY" })
  })

  it("is what the specification says", () => {
    const grid = { spacing: "GEOMETRIC", orderSizeCurrency: "QUOTE", trailingUp: true, trailingDown: false }
    expect(read({ _tag: "GRID", ...smallest.GRID })).toMatchObject({ ...grid, pumpProtection: true, reinvest: false })
    const dips = { fundDips: "ON_SELLS", trailing: true, levelsDistribution: "50" }
    expect(read({ _tag: "BTD", ...smallest.BTD })).toMatchObject(dips)
    expect(read({ _tag: "DCA", ...smallest.DCA })).toMatchObject({ reserveFunds: true })
    expect(read({ _tag: "FUTURES_GRID", ...smallest.FUTURES_GRID })).toMatchObject({ closePositionOnStop: true })
    // On spot there is no margin: nothing is filled in.
    expect(read({ _tag: "TWAP", ...smallest.TWAP })).not.toHaveProperty("marginType")
  })

  it("of an indicator is what is usual", () => {
    const of = { timeframe: "1h", side: "BUY" }
    const conditions = (["MACD", "RSI", "STOCHASTIC"] as const).map((_tag) => ({ _tag, ...of }))
    const start = { _tag: "INDICATORS", combine: "ALL", conditions }
    expect(read({ _tag: "GRID", ...smallest.GRID, start }).start).toMatchObject({
      conditions: [
        { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, validFor: 1 },
        { period: 14, oversold: "30", overbought: "70" },
        { period: 14, smoothing: 3, average: 3, oversold: "20", overbought: "80" }
      ]
    })
  })
})
