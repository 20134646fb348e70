import { expect, it } from "vitest"
import { bitcoin } from "../client/market.fixture.ts"
import { rulesOnOffer } from "./rules-on-offer.ts"

const future = {
  ...bitcoin,
  symbol: "BTC-PERP",
  kind: "FUTURES" as const,
  futures: { maxLeverage: 20, fundingHours: 8, fundingRate: "0.0001" }
}
const of = (name: string, instrument = bitcoin) => rulesOnOffer(instrument).find((one) => one.name === name)

it("offers every broker's rules with its fees, the kind ones first, and says of those that can't why", () => {
  expect(rulesOnOffer(bitcoin)[0]).toMatchObject({ name: "paper", instrument: { takerFeeRate: "0.002" } })
  expect(of("paper", future)?.problem).toBeUndefined()
  expect(of("alpaca")).toMatchObject({ title: "Alpaca", instrument: { takerFeeRate: "0.0025" } })
  expect(of("alpaca")?.problem).toBeUndefined()
  expect(of("alpaca")?.meaning.length).toBeGreaterThan(2)
  expect(of("alpaca", future)?.problem).toBe(
    "Alpaca has no futures for its customers: choose one of its stocks and coins."
  )
})
