import { describe, expect, it } from "vitest"
import { instrument } from "../exchange/account.fixture.ts"
import { marketOf, type Price, type Quantity } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { exitLevels } from "../strategy/combo/exit-ladder.ts"
import { combo, dcaFutures, futuresGrid } from "../strategy/futures/futures.fixture.ts"
import { validateSettings } from "../strategy/validate.ts"
import { instrumentUnder } from "./instrument-under.ts"
import { termsOf } from "./list.ts"

const d = (text: string) => text as Decimal

/** Nano Bitcoin of Coinbase's US exchange: a contract is a hundredth of a coin, about 900 USD; by night a third is margin. */
const listed = instrument({
  kind: "FUTURES",
  tickSize: d("5"),
  lotSize: d("0.01"),
  minQuantity: d("0.01"),
  contractMultiplier: d("0.01"),
  futures: { maxLeverage: 3, fundingHours: 1, fundingRate: d("0.000013") }
})
const terms = termsOf("coinbase", listed)
if (terms === undefined) throw new Error("Coinbase has no futures")
const nano = marketOf(instrumentUnder(terms, listed))
const read = <A>(found: A | undefined): A => {
  if (found === undefined) throw new RangeError("off the grid")
  return found
}
const price = (text: string): Price => read(nano.price(text))
const lots = (text: string): Quantity => read(nano.quantity(text))
const fieldsOf = (settings: Parameters<typeof validateSettings>[1]) => [
  ...new Set(validateSettings(nano, settings, price("90000"), "coinbase").map(({ field }) => field))
]
const bounds = { lowPrice: d("81000"), highPrice: d("99000"), marginType: "CROSS", leverage: 3 } as const

describe("what can run on Coinbase's futures", () => {
  it("TERMS-8 is cross margin alone, at no more leverage than the night's margin backs", () => {
    const averaging = {
      marginType: "CROSS",
      leverage: 3,
      investment: d("4000"),
      baseOrderAmount: d("600"),
      safetyOrderAmount: d("600")
    } as const
    expect(fieldsOf(dcaFutures(averaging))).toEqual([])
    expect(fieldsOf(dcaFutures({ ...averaging, marginType: "ISOLATED" }))).toEqual(["marginType"])
    expect(fieldsOf(dcaFutures({ ...averaging, leverage: 4 }))).toEqual(["leverage"])
  })

  it("FGRID-5 is a ladder that has a contract for each of its levels", () => {
    expect(fieldsOf(futuresGrid({ ...bounds, gridQuantity: 10, investment: d("8000") }))).toEqual([])
    expect(fieldsOf(futuresGrid({ ...bounds, gridQuantity: 10, investment: d("1500") }))).toEqual(["investment"])
  })

  it("COMBO-2 is an exit for each contract at the most", () => {
    const settings = combo({ ...bounds, gridLevels: 10, gridStep: undefined })
    const exits = (held: string) =>
      exitLevels(nano, settings, price("90000"), lots(held)).map(({ quantity }) => nano.quantityText(quantity))
    expect(exits("0.05")).toEqual(["0.01", "0.01", "0.01", "0.01", "0.01"])
    expect(exits("0.10")).toHaveLength(10)
    expect(exits("0.01")).toEqual(["0.01"])
  })
})
