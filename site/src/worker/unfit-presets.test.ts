import { fieldView } from "@tradetower/api/contract"
import { candleSeries, Instrument, marketOf, simulatedHistory } from "@tradetower/domain/market"
import { presetsAt } from "@tradetower/domain/simulation"
import { fieldsOf } from "@tradetower/domain/strategy"
import { Schema } from "effect"
import { expect, it } from "vitest"
import type { Market, Preset } from "../client/contract.ts"
import { bitcoin } from "../client/market.fixture.ts"
import { unfitPresets } from "./unfit-presets.ts"

const market = marketOf(Schema.decodeUnknownSync(Instrument)(bitcoin))
const { candles } = simulatedHistory({
  market,
  seed: 4,
  endPrice: market.roundPrice("60000", "DOWN"),
  endAt: Date.UTC(2026, 0, 31),
  minutes: 8 * 1440
})
const series = candleSeries(candles)
// What the worker is sent is the contract's view of the same.
const presets = presetsAt(market, "GRID", series, series.length, "1000") as unknown as ReadonlyArray<Preset>
const view = { symbol: "BTC-USD", instrument: bitcoin, lastPrice: "60000", source: "SIMULATED" } as unknown as Market
const unfit = (amount: string) => unfitPresets(view, presets, fieldsOf("GRID").map(fieldView), amount)

it("greys a preset that is too small at an amount, and leaves those that are not", () => {
  expect(unfit("1000")).toEqual({})
  expect(Object.keys(unfit("1"))).toHaveLength(presets.length)
  // Fewer levels need less: somewhere between, some work and some don't.
  const some = ["20", "30", "40", "60"].map((amount) => Object.keys(unfit(amount)).length)
  expect(some.some((count) => count > 0 && count < presets.length)).toBe(true)
  expect(Object.values(unfit("1"))[0]).toMatch(/minimum/)
})
