import { afterAll, beforeAll, describe, expect, it, vi } from "@effect/vitest"
import { Effect, Option } from "effect"
import { PAPER_BROKER } from "@tradetower/domain/connection"
import { decodeSeries, Symbol, VenueId } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import { type Follow, followId, Follows, Markets, Offers, queryAll, Store } from "@tradetower/platform"
import { btc, gridSettings, offerMarket, perpetual, startApp, tenant, type TestApp } from "../../testing.ts"

const kraken = VenueId.make("ccxt:kraken")
const path = (symbol: string) => `/exchanges/${encodeURIComponent(kraken)}/markets/${symbol}/follow`

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
  await app.run(
    Effect.gen(function* () {
      const store = yield* Store
      const offer = Option.getOrThrow(yield* store.read(Offers, { id: "offer" }, "offer")).value
      yield* store.upsert(Offers, {
        ...offer,
        venues: [...offer.venues, { id: kraken, name: "Kraken", source: "LIVE", onDemand: true }],
        connectable: [
          ...offer.connectable,
          { broker: PAPER_BROKER, environment: "PAPER", venue: kraken, terms: ["paper"] }
        ]
      })
    })
  )
})
afterAll(() => app.stop())

const follows = (name: string, symbol: string) =>
  app.run(
    Effect.flatMap(Store, (store) =>
      store.read(Follows, { tenantId: tenant(name) }, followId(kraken, Symbol.make(symbol)))
    )
  )
/** What execution does once somebody asks: writes the market's record, or why there is none. */
const once = async (
  name: string,
  symbol: string,
  answer: (asked: Follow) => Effect.Effect<unknown, unknown, Store>
) => {
  const asked = await vi.waitUntil(async () => Option.getOrUndefined(await follows(name, symbol)), {
    timeout: 150_000,
    interval: 5
  })
  return app.run(answer(asked.value))
}
const record = ({ symbol }: Pick<Follow, "symbol">, followed = true) =>
  Effect.flatMap(Store, (store) =>
    store.upsert(Markets, {
      id: symbol,
      venue: kraken,
      instrument: { ...btc, venue: kraken, symbol },
      ...(followed && { followed: true }),
      onDemand: true,
      source: "LIVE",
      connected: followed,
      note: "Last prices of Kraken",
      lastPrice: "60000" as Decimal,
      lastPriceAt: 1
    })
  )
const krakenOf = async (name: string, query = "") =>
  (await app.ask("GET", `/exchanges${query}`, { as: name })).json.find((one) => one["id"] === kraken)

describe("a pair that a page needs", () => {
  it("is followed for a while, and answered once its price is there", async () => {
    const before = Date.now()
    const asking = app.ask("POST", path("SOL-USD"), { as: "ada" })
    await once("ada", "SOL-USD", record)
    const { json, status } = await asking
    expect([status, json["symbol"], json["lastPrice"]]).toEqual([200, "SOL-USD", "60000"])
    const asked = Option.getOrThrow(await follows("ada", "SOL-USD")).value
    expect(asked.until - before).toBeGreaterThanOrEqual(150_000)
    expect((await krakenOf("ada"))?.["markets"]).toMatchObject([{ symbol: "SOL-USD" }])
    // Nobody learns what others look at.
    expect((await krakenOf("ben"))?.["markets"]).toEqual([])
  })

  it("has no candles yet right after it, which is none of an error; one that nobody followed is", async () => {
    const columns = (symbol: string) =>
      app.ask("GET", `/candles/${encodeURIComponent(kraken)}/${symbol}/columns?days=38&timeframe=1m`, { as: "ada" })
    const { bytes, status } = await columns("SOL-USD")
    expect([status, decodeSeries(bytes).length]).toEqual([200, 0])
    expect((await columns("NO-USD")).status).toBe(404)
  })

  it("is named to nobody else, not even where another market has to be chosen", async () => {
    const future = { id: perpetual.symbol, venue: perpetual.venue, instrument: perpetual, followed: true } as const
    const open = {
      source: "SIMULATED",
      connected: true,
      note: "",
      lastPrice: "60000" as Decimal,
      lastPriceAt: 1
    } as const
    await app.run(Effect.flatMap(Store, (store) => store.upsert(Markets, { ...future, ...open })))
    const body = { name: "Grid", connection: "paper", symbol: perpetual.symbol, settings: gridSettings }
    const { json, status } = await app.ask("POST", "/bots", { as: "ben", body })
    expect([status, json["detail"]]).toEqual([422, expect.stringContaining("choose one of")])
    expect(json["detail"]).not.toContain("SOL-USD")
    expect(json["errors"]).toMatchObject([{ field: "symbol" }])
  })

  it("is said to rest when nobody follows it any more; the trader's own are still there", async () => {
    await app.run(record({ symbol: Symbol.make("SOL-USD") }, false))
    expect(await krakenOf("ada")).toMatchObject({ connected: true, markets: [{ symbol: "SOL-USD", rests: true }] })
  })

  it.each([
    [{ message: "Kraken lists no pair NO-USD that is traded: search for another", retryable: false }, 422],
    [{ message: "Kraken can't be reached", retryable: true }, 503]
  ])("is refused as execution says: %s", async (refused, status) => {
    const asking = app.ask("POST", path("NO-USD"), { as: `refused${status}` })
    await once(`refused${status}`, "NO-USD", (asked) =>
      Effect.flatMap(Store, (store) => store.upsert(Follows, { ...asked, refused }))
    )
    const answer = await asking
    expect([answer.status, answer.json["detail"]]).toEqual([status, `${refused.message}.`])
  })

  it("is one of twenty at the most", async () => {
    for (let i = 0; i < 20; i++) {
      const asking = app.ask("POST", path(`C${i}-USD`), { as: "many" })
      await once("many", `C${i}-USD`, record)
      expect((await asking).status).toBe(200)
    }
    const one = await app.ask("POST", path("C20-USD"), { as: "many" })
    expect([one.status, one.json["detail"]]).toEqual([
      503,
      "Your open pages need 20 pairs already, the most at a time: close one of them and wait a little."
    ])
    expect((await app.ask("POST", path("C7-USD"), { as: "many" })).status).toBe(200)
    const all = await krakenOf("many", "?text=c1&limit=5&after=2")
    expect(all?.["total"]).toBe(11)
    expect(all?.["markets"]).toHaveLength(5)
    // As a venue's own search has it: separators say nothing, and what is of no name finds none.
    expect((await krakenOf("many", "?text=c10%2Fusd"))?.["total"]).toBe(1)
    expect((await krakenOf("many", "?text=%3F%3F"))?.["total"]).toBe(0)
  })

  it("is one of twenty also where more are asked for at the same moment", async () => {
    const symbols = Array.from({ length: 30 }, (_, i) => Symbol.make(`D${i}-USD`))
    for (const symbol of symbols) await app.run(record({ symbol }))
    const answers = await Promise.all(symbols.map((symbol) => app.ask("POST", path(symbol), { as: "crowd" })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(10)
    const followed = await app.run(queryAll(Follows, { tenantId: tenant("crowd") }))
    expect(followed).toHaveLength(20)
  })

  it("is needed by the bot that is to trade it before anything is asked of its price", async () => {
    const account = await app.ask("POST", "/connections", {
      as: "ada",
      body: { broker: "paper", environment: "PAPER", venue: kraken, terms: "paper", label: "At Kraken" }
    })
    const making = app.ask("POST", "/bots", {
      as: "ada",
      body: { name: "Grid", connection: account.json["id"], symbol: "ETH-USD", settings: gridSettings, start: true }
    })
    await once("ada", "ETH-USD", record)
    expect((await making).status).toBe(201)
  })
})

it("nothing is followed where all there is is always there", async () => {
  const { json, status } = await app.ask("POST", `/exchanges/${btc.venue}/markets/${btc.symbol}/follow`, { as: "ada" })
  expect([status, json["symbol"]]).toEqual([200, btc.symbol])
  expect((await app.ask("POST", `/exchanges/${btc.venue}/markets/XYZ-USD/follow`, { as: "ada" })).status).toBe(404)
})
