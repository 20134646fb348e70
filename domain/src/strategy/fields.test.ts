import { describe, expect, it } from "@effect/vitest"
import { fieldsOf, type SettingField } from "./fields.ts"
import { Strategy } from "./settings.ts"

const field = (name: string, fields: ReadonlyArray<SettingField>) => fields.find((one) => one.name === name)

describe("the fields of a strategy's settings", () => {
  it.each(Strategy.literals)("of %s say all a form needs, down to the shapes of the start", (strategy) => {
    const fields = fieldsOf(strategy)
    expect(fields.length).toBeGreaterThan(3)
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

  it("say when one is of use", () => {
    expect(field("maxPrice", fieldsOf("DCA"))?.note.when).toEqual({ field: "direction", is: "LONG" })
  })
})
