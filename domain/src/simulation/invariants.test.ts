import { describe, expect, it } from "vitest"
import { Strategy } from "../strategy/settings.ts"
import { trials } from "./chance.fixture.ts"
import { runs } from "./invariants.fixture.ts"

describe.each(Object.entries(trials))("a %s bot and its exchange on any path", (name, tried) => {
  it("SIM-8 SIM-9 ORDER-7 keeps books that are the account's, ties up no more than invested and ends flat", () => {
    const { beyond, fills } = runs(tried, 40, false)
    expect(fills).toBeGreaterThan(tried.trades)
    expect(beyond).toBeGreaterThan(5)
  })

  it("SIM-8 SIM-9 FUNDS-2 FUNDS-6 does so when it is paused, changed, funded, drawn on and cut off on the way", () => {
    const { beyond, fills, taken } = runs(tried, 40, true)
    expect(beyond).toBeGreaterThan(5)
    expect(fills).toBeGreaterThan(tried.trades / 3)
    expect(taken > 40).toBe(name !== "TWAP")
  })
})

describe("the trials", () => {
  it("SIM-8 leave no strategy out", () => {
    expect(Object.keys(trials).toSorted()).toEqual(Strategy.literals.toSorted())
  })
})
