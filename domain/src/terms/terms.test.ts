import { describe, expect, it } from "vitest"
import { instrument } from "../exchange/account.fixture.ts"
import type { Decimal } from "../number/decimal.ts"
import type { Instrument } from "../market/instrument.ts"
import { instrumentBy, instrumentUnder, marketBy, type Units } from "./instrument-under.ts"
import { brokerTerms, classOf, termsFor, termsNames, type TermsName, termsOf } from "./list.ts"
import type { InstrumentClass, Terms } from "./terms.ts"

const d = (text: string) => text as Decimal
const classes: ReadonlyArray<InstrumentClass> = ["STOCK", "CRYPTO", "FUTURES"]
const all = termsNames.flatMap((name) => Object.values(brokerTerms(name).of).map((terms) => [name, terms] as const))
const spot = instrument()
const stock = instrument({ assetClass: "EQUITY" })
const future = instrument({
  kind: "FUTURES",
  futures: { maxLeverage: 125, fundingHours: 8, fundingRate: "0" as Decimal }
})
const needed = (terms: Terms | undefined): Terms => {
  if (terms === undefined) throw new RangeError("the broker does not trade that")
  return terms
}

describe("the terms of brokers", () => {
  it("TERMS-1 are there for every class of instruments, or say why not", () => {
    for (const name of termsNames) {
      const { of, without } = brokerTerms(name)
      for (const one of classes) expect([name, one, one in of], name).toEqual([name, one, !(one in without)])
    }
    expect(termsNames.length).toBeGreaterThan(1)
    expect([spot, stock, future].map(classOf)).toEqual(["CRYPTO", "STOCK", "FUTURES"])
    expect([spot, stock, future].map((one) => termsOf("coinbase", one) !== undefined)).toEqual([true, false, true])
  })

  it("TERMS-1 are kept where something can be traded by them", () => {
    const brokers = ["alpaca", "coinbase", "tastytrade", "ibkr"] as const
    const among = (classes: ReadonlyArray<InstrumentClass>) =>
      brokers.filter((name) => termsFor(classes).includes(name))
    expect(among(["CRYPTO"])).toEqual(["alpaca", "coinbase"])
    expect(among(["STOCK"])).toEqual(["alpaca", "tastytrade", "ibkr"])
    expect(among(["CRYPTO", "FUTURES"])).toEqual(brokers)
    for (const one of classes) expect(termsFor([one]), one).toContain("paper")
    expect(termsFor([])).toEqual([])
  })

  it.each(all)("TERMS-1 agree with themselves (%s)", (_, terms) => {
    // A ladder rests, and a position can always be closed at market.
    expect(terms.takes.LIMIT).toContain("GTC")
    expect(terms.takes.MARKET.length).toBeGreaterThan(0)
    expect(terms.nativeStop === "NONE").toBe(terms.takes.STOP.length === 0)
    for (const [type, taken] of Object.entries(terms.fractions ?? {}))
      for (const one of taken) expect(Object.entries(terms.takes)).toContainEqual([type, expect.arrayContaining([one])])
    expect(terms.cancelMany).toBeGreaterThan(0)
    expect(terms.leverage === "NONE").toBe(terms.marginTypes.length === 0)
  })

  it("TERMS-2 leave an instrument as it is under the kind terms, and make it the broker's under others", () => {
    expect(instrumentUnder(needed(termsOf("paper", spot)), spot)).toEqual(spot)
    expect(instrumentUnder(needed(termsOf("alpaca", stock)), stock)).toMatchObject({
      wholeShares: true,
      lotSize: "1",
      minQuantity: "1",
      makerFeeRate: "0"
    })
    expect(instrumentUnder(needed(termsOf("alpaca", spot)), spot)).toMatchObject({
      lotSize: spot.lotSize,
      takerFeeRate: "0.0025",
      feeAsset: "RECEIVED"
    })
    expect(instrumentUnder(needed(termsOf("coinbase", future)), future).futures?.maxLeverage).toBe(3)
  })

  it("TERMS-16 count an account in the fractions that it may hold, and a bot in whole shares or in fractions", () => {
    const lots = (name: TermsName, of: Instrument, units: Units) => {
      const { lotSize, minNotional, minQuantity, wholeShares } = instrumentBy(name, of, 1, units)
      return [lotSize, minQuantity, minNotional, wholeShares]
    }
    const cheap = { ...stock, lotSize: d("1"), minQuantity: d("1"), minNotional: d("0") }
    expect(lots("alpaca", cheap, "WHOLE")).toEqual(["1", "1", "0", true])
    expect(lots("alpaca", cheap, "FRACTIONS")).toEqual(["0.000000001", "0.000000001", "1", undefined])
    expect(lots("alpaca", cheap, "ACCOUNT")).toEqual(["0.000000001", "0.000000001", "0", undefined])
    expect(marketBy("alpaca", { instrument: cheap }).quantity("0.000000001")).toBe(1)
    // No finer than its amounts can be counted at such prices.
    expect(lots("alpaca", { ...cheap, tickSize: d("0.000000000001") }, "ACCOUNT")[0]).toBe("0.000001")
    for (const units of ["FRACTIONS", "ACCOUNT"] as const) {
      expect(lots("ibkr", cheap, units)).toEqual(lots("ibkr", cheap, "WHOLE"))
      expect(lots("alpaca", spot, units)).toEqual(lots("alpaca", spot, "WHOLE"))
      expect(instrumentBy("paper", cheap, 1, units)).toBe(cheap)
    }
  })
})
