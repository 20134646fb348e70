import { describe, expect, it } from "vitest"
import type { Price } from "../market/market.ts"
import { draw, type Random, random } from "../market/random.ts"
import type { Decimal } from "../number/decimal.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { validateSettings } from "../strategy/validate.ts"
import { trials } from "./chance.fixture.ts"
import { bars, dca, grid, indexOf, marketWith, oneOf, runOf } from "./run.fixture.ts"
import { simulate } from "./simulate.ts"
import { tradesShown } from "./trades-shown.ts"

const d = (text: string): Decimal => text as Decimal
const market = marketWith({})
const PRESENT = 10_000 as Price

/** Exits so near that some are met at once. */
const tight = (chance: Random, settings: BotSettings): BotSettings => {
  const percent = (most: number) => d(((1 + (draw(chance) % most)) / 100).toFixed(2))
  const change: Record<string, unknown> = { ...settings }
  const set = (field: string, value: unknown): void => {
    if (draw(chance) % 2 === 0) change[field] = value
  }
  set("stopLossPercent", percent(80))
  if (settings._tag === "DCA" || settings._tag === "DCA_FUTURES" || settings._tag === "GRID")
    set("trailingStopPercent", percent(60))
  if ("leverage" in settings) set("liquidationBuffer", d(String(1 + (draw(chance) % 90))))
  if (settings._tag === "GRID") set("stopLossPrice", d("79"))
  set("start", { _tag: "PRICE_CHANGE", percent: d(oneOf(chance, "-25", "-2", "3")) })
  return change as unknown as BotSettings
}

describe.each(Object.entries(trials).filter(([name]) => name !== "TWAP"))("settings of %s", (_, { make, markets }) => {
  it("EXIT-10 that are accepted trade at a price that stands still without leaving the market", () => {
    let fills = 0
    for (let seed = 1, made = 0; made < 20; seed++) {
      const chance = random(seed + 31)
      const on = oneOf(chance, ...markets)
      const present = on.roundPrice("100", "DOWN")
      const settings = tight(chance, make(chance))
      if (validateSettings(on, settings, present).length > 0) continue
      made += 1
      const { start } = settings
      const percent = start._tag === "PRICE_CHANGE" ? Number(start.percent) : 0
      const then = Math.round(present * (1 + percent / 100) + Math.sign(percent))
      const still = (price: number) => [price, price, price, price] as const
      const { run } = simulate(runOf(on, settings), indexOf(bars(still(present), still(then), still(then))))
      const left = tradesShown(on, run.fills).filter(({ purpose }) => /CLOSE|STOP_LOSS|TAKE_PROFIT/.test(purpose))
      expect(left, JSON.stringify(settings)).toEqual([])
      expect(["CLOSING", "STOPPED", "COMPLETED"], JSON.stringify(settings)).not.toContain(run.state.life)
      fills += run.fills.reports.length
    }
    expect(fills).toBeGreaterThan(0)
  })
})

describe("exits that are met at once", () => {
  const problems = (settings: BotSettings) => validateSettings(market, settings, PRESENT)

  it("EXIT-10 names the loss that works where opening costs more than is allowed to be lost", () => {
    const [problem, ...others] = problems(grid({ stopLossPercent: d("0.05") }))
    expect(others).toEqual([])
    expect(problem?.field).toBe("stopLossPercent")
    const works = /at least (\S+) % works/.exec(problem?.message ?? "")?.[1] ?? ""
    expect(problems(grid({ stopLossPercent: d(works) }))).toEqual([])
    expect(problems(grid({ stopLossPercent: d((Number(works) - 0.01).toFixed(2)) }))).toHaveLength(1)
  })

  it("EXIT-10 names the price it would begin at, beyond its own stop", () => {
    const start = { _tag: "PRICE_CHANGE", percent: d("-20") } as const
    const [problem] = problems(grid({ start, stopLossPrice: d("85") }))
    expect(problem?.field).toBe("stopLossPrice")
    expect(problem?.message).toMatch(/in the market, at 80\.00: /)
    expect(problems(grid({ start, stopLossPrice: d("75") }))).toEqual([])
  })

  it("EXIT-10 has nothing to say of exits that wait", () => {
    expect(problems(dca({ stopLossPercent: d("3"), trailingStopPercent: d("2") }))).toEqual([])
    expect(problems(grid())).toEqual([])
  })
})
