import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Symbol, VenueId } from "@tradetower/domain/market"
import { Listings, ListingsUnavailable, Markets, Offers, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { btc, offerMarket, startApp, type TestApp } from "../../testing.ts"

const kraken = VenueId.make("ccxt:kraken")
const SOL = { ...btc, venue: kraken, symbol: Symbol.make("SOL-USD"), base: "SOL" }
const listings = Layer.succeed(Listings, {
  venues: [{ id: kraken, name: "Kraken" }],
  find: (_, text) =>
    text === "DOWN-USD"
      ? Effect.fail(new ListingsUnavailable({ message: "Kraken is away", retryable: true }))
      : Effect.succeed({
          total: 2,
          found: [
            { instrument: { ...SOL, symbol: Symbol.make("SOL-USDC") }, venueSymbol: "SOLUSDC" },
            { instrument: SOL, venueSymbol: "SOLUSD" }
          ]
        })
})

let app: TestApp
beforeAll(async () => {
  app = await startApp(Layer.merge(embeddedPlatformForTests(), listings))
  await app.run(offerMarket("60000"))
  const venues = [{ id: kraken, name: "Kraken", source: "LIVE", onDemand: true } as const]
  await app.run(Effect.flatMap(Store, (store) => store.upsert(Offers, { id: "offer", venues, connectable: [] })))
})
afterAll(() => app.stop())
const market = (venue: string, symbol: string) =>
  app.ask("GET", `/exchanges/${encodeURIComponent(venue)}/markets/${symbol}`, { as: "ada" })

describe("one market", () => {
  it("is told as it is followed, with its price and rules", async () => {
    const { json, status } = await market("simulated", "BTC-USD")
    expect([status, json]).toMatchObject([
      200,
      { symbol: "BTC-USD", lastPrice: "60000", instrument: { tickSize: "0.01" } }
    ])
  })

  it("is told as its venue lists it where nobody follows it, and nothing is followed by that", async () => {
    const { json, status } = await market(kraken, "SOL-USD")
    expect([status, json]).toMatchObject([
      200,
      { symbol: "SOL-USD", rests: true, connected: false, instrument: { symbol: "SOL-USD", venue: kraken } }
    ])
    const record = await app.run(Effect.flatMap(Store, (store) => store.read(Markets, { venue: kraken }, SOL.symbol)))
    expect(record._tag).toBe("None")
  })

  it("is refused in a sentence where there is none, or it can't be known", async () => {
    const answers = await Promise.all([
      market(kraken, "NO-USD"),
      market(kraken, "DOWN-USD"),
      market("mtgox", "BTC-USD"),
      market("simulated", "NO-USD")
    ])
    expect(answers.map(({ json, status }) => [status, json["detail"]])).toEqual([
      [404, "There is no market NO-USD at ccxt:kraken."],
      [503, "Kraken is away."],
      [404, "There is no market BTC-USD at mtgox."],
      [404, "There is no market NO-USD at simulated."]
    ])
  })
})
