import { describe, expect, it } from "vitest"
import { budget } from "../budget.fixture.ts"
import { termsNames } from "../terms/list.ts"
import { trialsUnder } from "./chance-under-terms.fixture.ts"
import { runs } from "./invariants.fixture.ts"

/** Every strategy under the terms of every broker that trades its kind of market. */
const tried = termsNames
  .filter((name) => name !== "paper")
  .flatMap((name) => trialsUnder(name).map(([strategy, of]) => ({ name, strategy, of })))

const TRIALS = budget(4)

describe.each(tried)("a $strategy bot under the terms of $name", ({ of }) => {
  it("TERMS-6 SIM-8 SIM-9 keeps books that are the account's, is refused nothing and ends flat", () => {
    const { fills, wrong } = runs(of, TRIALS, false)
    expect(wrong).toEqual([])
    expect(fills).toBeGreaterThan(of.tradesEach * TRIALS * 0.4)
  })

  it("TERMS-6 SIM-8 SIM-9 FUNDS-6 does so when it is paused, changed, funded, drawn on and cut off", () => {
    const { fills, wrong } = runs(of, TRIALS, true)
    expect(wrong).toEqual([])
    expect(fills).toBeGreaterThan(of.tradesEach * TRIALS * 0.2)
  })
})
