import { assert, describe, it } from "@effect/vitest"
import type { Decimal } from "@tradetower/domain/number"
import type { BotSettings } from "@tradetower/domain/strategy"
import { instrument } from "../execution.fixture.ts"
import { madeImpossible } from "./revise.ts"

const grid: BotSettings = {
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "1000" as Decimal,
  lowPrice: "50000" as Decimal,
  highPrice: "70000" as Decimal,
  gridLevels: 10,
  spacing: "GEOMETRIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
} as BotSettings

describe("an instrument's new rules", () => {
  it("EXEC-31 make settings impossible where orders have become too small for them, and say how", () => {
    const finer = { ...instrument, minNotional: "5" as Decimal }
    assert.isUndefined(madeImpossible(instrument, finer, grid, "paper"))
    const coarser = { ...instrument, minNotional: "500" as Decimal }
    assert.match(madeImpossible(instrument, coarser, grid, "paper") ?? "", /investment|gridLevels/)
    // What could not work before either is no news.
    assert.isUndefined(madeImpossible(coarser, { ...instrument, minNotional: "501" as Decimal }, grid, "paper"))
  })
})
