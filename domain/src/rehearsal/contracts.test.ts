import { describe, expect, it } from "vitest"
import type { Price } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { marketWith } from "../simulation/run.fixture.ts"
import { combo, dcaFutures, futuresGrid } from "../strategy/futures/futures.fixture.ts"
import { validateSettings } from "../strategy/validate.ts"
import { marketBy } from "../terms/instrument-under.ts"
import { rehearse } from "./index.ts"

const d = (text: string) => text as Decimal
/** Near 100 USD: a contract is of five, and its margin the account's. */
const contract = marketWith({
  kind: "FUTURES",
  assetClass: "FUTURES",
  lotSize: d("5"),
  minQuantity: d("5"),
  contractMultiplier: d("5"),
  makerFeeRate: d("0"),
  takerFeeRate: d("0"),
  futures: { maxLeverage: 5, fundingHours: 24, fundingRate: d("0") }
})
const price = 10_000 as Price
const backed = { leverage: 2, marginType: "CROSS" } as const
const averaged = { ...backed, baseOrderAmount: d("1500"), investment: d("9000") }
const settings = {
  DCA_FUTURES: dcaFutures({ ...averaged, safetyOrderAmount: d("1500") }),
  COMBO: combo({ ...averaged, averagingOrdersAmount: d("1500"), baseOrderAmount: d("3000") }),
  FUTURES_GRID: futuresGrid({ ...backed, investment: d("9000"), gridQuantity: 6 })
}
const unforgivable = /does not have|does not know|twice|books are not|records|beyond its stop/

describe.each(["tastytrade", "ibkr"] as const)("whole contracts by the terms of %s", (terms) => {
  const market = marketBy(terms, contract)

  it.each(Object.entries(settings))(
    "TERMS-8 REHEARSE-3 are what %s trades, also where it begins on a Saturday",
    (_, of) => {
      expect(validateSettings(market, of, price, terms)).toEqual([])
      const rows = rehearse({ market, settings: of, terms, price, at: Date.parse("2026-12-05T12:00:00Z"), seed: 1 })
      expect(rows.map(({ why }) => why).filter((why) => unforgivable.test(why))).toEqual([])
    }
  )

  it("TERMS-8 less than one, and margin of an order's own, are refused where they are said", () => {
    const found = (of: Parameters<typeof validateSettings>[1]) =>
      validateSettings(market, of, price, terms).map(({ field }) => field)
    expect(found(dcaFutures({ ...averaged, safetyOrderAmount: d("100") }))).toContain("safetyOrderAmount")
    expect(found({ ...settings.FUTURES_GRID, marginType: "ISOLATED" })).toEqual(["marginType"])
  })
})
