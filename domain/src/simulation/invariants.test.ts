import { describe, expect, it } from "vitest"
import { budget } from "../budget.fixture.ts"
import { strategyNamed } from "../strategy/registry.ts"
import { Strategy } from "../strategy/settings.ts"
import { trials } from "./chance.fixture.ts"
import { runs } from "./invariants.fixture.ts"

const TRIALS = budget(16)

describe.each(Strategy.literals.map((name) => [name, trials[name]] as const))(
  "a %s bot and its exchange on any path",
  (name, tried) => {
    it("SIM-8 SIM-9 ORDER-7 keeps books that are the account's, ties up no more than invested and ends flat", () => {
      const { beyond, fills, wrong } = runs(tried, TRIALS, false)
      expect(wrong).toEqual([])
      expect(fills).toBeGreaterThan(tried.tradesEach * TRIALS)
      expect(beyond).toBeGreaterThan(5)
    })

    it("SIM-8 SIM-9 FUNDS-2 FUNDS-6 does so when it is paused, changed, funded, drawn on and cut off on the way", () => {
      const { beyond, fills, taken, wrong } = runs(tried, TRIALS, true)
      expect(wrong).toEqual([])
      expect(beyond).toBeGreaterThan(5)
      expect(fills).toBeGreaterThan((tried.tradesEach * TRIALS) / 3)
      expect(taken > TRIALS).toBe(strategyNamed(name).on.drawn !== undefined)
    })
  }
)

describe("the trials", () => {
  it("SIM-8 leave no strategy out", () => {
    expect(Object.keys(trials).toSorted()).toEqual(Strategy.literals.toSorted())
  })
})
