import { expect, it } from "vitest"
import { Schema } from "effect"
import { marketOf } from "@tradetower/domain/market"
import { instrumentOfProduct } from "./coinbase-products.ts"
import { coinsOf, futureOf, isTraded } from "./future.ts"
import { ProductAnswer } from "./messages.ts"
import { statusOf } from "./product-status.ts"
import { future } from "./rest-answers.fixture.ts"

const read = (details: object = {}, over: object = {}) =>
  Schema.decodeUnknownSync(ProductAnswer)(future("BIP-20DEC30-CDE", { ...details }, { ...over })[1])

it("a future is counted in whole contracts, at no more leverage than its margin over night backs", () => {
  const instrument = instrumentOfProduct(read())
  expect(instrument).toMatchObject({
    symbol: "BIP-20DEC30-CDE",
    base: "BTC",
    quote: "USD",
    kind: "FUTURES",
    tickSize: "5",
    lotSize: "0.01",
    minQuantity: "0.01",
    contractMultiplier: "0.01",
    futures: { maxLeverage: 3, fundingHours: 1, fundingRate: "0.000013" }
  })
  // It goes on, whatever its expiry says.
  expect(instrument.futures).not.toHaveProperty("expiresAt")
  const market = marketOf(instrument)
  expect(market.contracts(market.quantity("0.07") ?? (0 as never))).toBe(7)
  expect(market.quantity("0.075")).toBeUndefined()
  expect(coinsOf(market, "7" as never)).toBe("0.07")
})

it("a dated one ends when it says, and has no funding", () => {
  const dated = read({ funding_interval: null, funding_rate: "", contract_expiry: "2026-12-24T16:00:00Z" })
  expect(instrumentOfProduct(dated).futures).toEqual({
    maxLeverage: 3,
    fundingHours: 1,
    fundingRate: "0",
    expiresAt: Date.UTC(2026, 11, 24, 16)
  })
})

it("without a margin over night it is not levered, and what is no coin or of another exchange is none", () => {
  for (const rate of [null, { long_margin_rate: "0.25", short_margin_rate: "" }, { long_margin_rate: "0.25" }])
    expect(instrumentOfProduct(read({ overnight_margin_rate: rate })).futures?.maxLeverage).toBe(1)
  expect(futureOf(read({ non_crypto: true }))).toBeUndefined()
  expect(futureOf(read({}, { product_venue: "INTX" }))).toBeUndefined()
  // ... nor is it taken for a spot pair.
  const others = [read({ non_crypto: true }), read({}, { product_venue: "INTX" })]
  expect([read(), ...others].map(isTraded)).toEqual([true, false, false])
})

it("is no product that can be traded without a name, or with steps of nothing", () => {
  for (const odd of [{ product_id: "A/B" }, { product_id: "" }, { price_increment: "0" }, { base_increment: "0" }])
    expect(() => read({}, odd)).toThrow(/Expected/)
  expect(futureOf(read({ contract_size: "" }))).toBeUndefined()
})

it("takes nothing while its session is closed, and all in its own steps", () => {
  const instrument = instrumentOfProduct(read())
  expect(statusOf(read(), instrument).takes).toBe("ALL")
  expect(statusOf(read({}, { fcm_trading_session_details: { is_session_open: false } }), instrument).why).toContain(
    "session"
  )
  expect(statusOf(read({ contract_size: "0.1" }), instrument).takes).toBe("NONE")
})

it("a spot pair is one, also where what futures have is there and empty", () => {
  const empty = { contract_size: "", contract_root_unit: "", contract_expiry: "", venue: "" }
  const pair = read(
    {},
    {
      product_id: "ETH-USD",
      product_type: "SPOT",
      base_currency_id: "ETH",
      future_product_details: empty,
      fcm_trading_session_details: { is_session_open: "" }
    }
  )
  expect(futureOf(pair)).toBeUndefined()
  expect(instrumentOfProduct(pair)).toMatchObject({ symbol: "ETH-USD", base: "ETH", kind: "SPOT" })
})
