import { describe, expect, it } from "vitest"
import { budget } from "../budget.fixture.ts"
import { random } from "../market/random.ts"
import { trialsUnder } from "../simulation/chance-under-terms.fixture.ts"
import { nearPrice } from "../simulation/cheap-coins.fixture.ts"
import { oneOf } from "../simulation/run.fixture.ts"
import { validateSettings } from "../strategy/validate.ts"
import { termsNames } from "../terms/list.ts"
import { rehearse } from "./index.ts"

/** Settings that are tried of each strategy, by each broker's terms. */
const TRIED = budget(3)

/** What no fault may do to a bot, with or without a stop. */
const unforgivable = /does not have|does not know|twice|books are not|records|beyond its stop/

describe.each(termsNames.filter((name) => name !== "paper").map((name) => [name]))("by the terms of %s", (terms) => {
  it.each(trialsUnder(terms))(
    "REHEARSE-3 REHEARSE-10 no fault costs a %s bot an order or its books, or leaves it beyond its stop",
    (_, { make, markets }) => {
      const wrong: Array<string> = []
      let tried = 0
      for (let seed = 1; tried < TRIED; seed++) {
        const chance = random(seed)
        const market = oneOf(chance, ...markets)
        const settings = make(chance, market)
        const price = market.roundPrice(nearPrice(market), "DOWN")
        if (validateSettings(market, settings, price, terms).length > 0) continue
        tried += 1
        for (const { fault, why } of rehearse({ market, settings, terms, price, at: 1_700_000_040_000, seed }))
          if (unforgivable.test(why)) wrong.push(`seed ${seed}, ${fault}: ${why}`)
      }
      expect(wrong).toEqual([])
    }
  )
})
