import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { VenueId } from "@tradetower/domain/market"
import { Listings, ListingsUnavailable } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { btc, startApp, type TestApp } from "../../testing.ts"

const HOUR = 3_600_000
const kraken = VenueId.make("ccxt:kraken")
const coinbase = VenueId.make("coinbase")
/** Each question, as it was asked. */
const asked: Array<unknown> = []
const listings = Layer.succeed(Listings, {
  venues: [
    { id: coinbase, name: "Coinbase" },
    { id: kraken, name: "Kraken", remembers: 12 * HOUR }
  ],
  find: (venue, text, page) => {
    asked.push([venue, text, page])
    if (text === "away") return Effect.fail(new ListingsUnavailable({ message: "Kraken is away", retryable: true }))
    if (text === "never") return Effect.fail(new ListingsUnavailable({ message: "Kraken says no", retryable: false }))
    return Effect.succeed({ total: 1_500, found: [{ instrument: { ...btc, venue }, venueSymbol: "XXBTZUSD" }] })
  }
})

let app: TestApp
beforeAll(async () => {
  app = await startApp(Layer.merge(embeddedPlatformForTests(), listings))
})
afterAll(() => app.stop())

const get = (path: string) => app.ask("GET", path, { as: "ada" })

describe("public venues", () => {
  it("are named, and how far back they tell", async () => {
    expect((await get("/venues")).json).toEqual([
      { id: "coinbase", name: "Coinbase" },
      { id: "ccxt:kraken", name: "Kraken", candleHours: 12 }
    ])
    expect((await app.ask("GET", "/venues")).status).toBe(401)
  })

  it("are searched, a page at a time", async () => {
    const { json } = await get("/venues/ccxt%3Akraken/instruments?text=btc/usd&after=40&limit=10")
    expect(json).toMatchObject({ total: 1_500, found: [{ symbol: "BTC-USD", venueSymbol: "XXBTZUSD" }] })
    expect(asked.at(-1)).toEqual([kraken, "btc/usd", { skip: 40, take: 10 }])
    await get("/venues/ccxt%3Akraken/instruments")
    expect(asked.at(-1)).toEqual([kraken, "", { skip: 0, take: 20 }])
  })

  it("say what keeps them from answering, and whether to ask again", async () => {
    const answers = await Promise.all(
      ["ccxt%3Akraken/instruments?text=away", "ccxt%3Akraken/instruments?text=never", "mtgox/instruments"].map((path) =>
        get(`/venues/${path}`)
      )
    )
    expect(answers.map(({ json, status }) => [status, json["detail"]])).toEqual([
      [503, "Kraken is away."],
      [422, "Kraken says no."],
      [404, "There is no venue mtgox. GET /api/v1/venues names those there are."]
    ])
  })
})

describe("a download", () => {
  const begin = (body: object) =>
    app.ask("POST", "/candles/downloads", { as: "ada", body: { symbol: "BTC-USD", to: Date.now(), ...body } })

  it("is from the venue that is named, Coinbase when none is", async () => {
    const [plain, named] = [
      await begin({ from: Date.now() - 40 * HOUR }),
      await begin({ venue: "ccxt:kraken", from: Date.now() - 11 * HOUR })
    ]
    expect([plain.json["venue"], named.json["venue"]]).toEqual(["coinbase", "ccxt:kraken"])
  })

  it("is the one that fetches the same already, until that is cancelled or done", async () => {
    const [from, to] = [Date.now() - 90 * HOUR, Date.now() - 50 * HOUR]
    const wanted = { symbol: "SOL-USD", from, to }
    const [first, second] = await Promise.all([begin(wanted), begin(wanted)])
    const id = String(first.json["id"])
    expect([first.status, second.status, second.json["id"]]).toEqual([202, 202, id])
    expect((await begin({ ...wanted, from: from + HOUR })).json["id"]).toBe(id)
    for (const other of [{ from: from - HOUR }, { symbol: "ADA-USD" }])
      expect((await begin({ ...wanted, ...other })).json["id"]).not.toBe(id)
    await app.ask("POST", `/candles/downloads/${id}/cancel`, { as: "ada" })
    expect((await begin({ ...wanted, to: to + HOUR })).json["id"]).not.toBe(id)
  })

  it("is refused where the venue tells nothing so old, or is none", async () => {
    const old = await begin({ venue: "ccxt:kraken", from: Date.now() - 13 * HOUR })
    expect(old.json["detail"]).toContain("from: Kraken tells candles of the last 12 hours only")
    const none = await begin({ venue: "mtgox", from: Date.now() - HOUR })
    expect([none.status, none.json["detail"]]).toEqual([422, "venue: choose one of coinbase, ccxt:kraken"])
  })
})
