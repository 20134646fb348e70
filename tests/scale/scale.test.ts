import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { expect, it } from "vitest"
import { loadOf } from "./load.ts"
import { scalePage } from "./page.ts"
import usage from "./usage.json" with { type: "json" }
import { wallsBefore } from "./walls.ts"

it("docs/scale.md is what npm run scale writes", async () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/scale.md"), "utf8")
  expect(await scalePage(usage)).toBe(page)
})

it("up to a wall everything fits, and one bot more does not", () => {
  const of = (bots: number) => loadOf(usage, bots)
  const met = wallsBefore(of, 100_000)
  expect(met.length).toBeGreaterThan(0)
  for (const { asked, bots, most } of met) {
    expect(asked(of(bots))).toBeLessThanOrEqual(most)
    expect(asked(of(bots + 1))).toBeGreaterThan(most)
  }
})

it("a hundred bots ask on average what the bench's day of them does", () => {
  const day =
    1_440 * (usage.idle.units + usage.idle.placeUnits + 99 * usage.idle.resultUnits) + 100 * 200 * usage.fill.units
  expect(loadOf(usage, 100).averageUnits).toBeCloseTo(day / 86_400, 6)
})
