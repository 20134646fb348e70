import { afterAll, beforeAll, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Symbol } from "@tradetower/domain/market"
import { followId, Follows, Offers, Store } from "@tradetower/platform"
import { MOST_LIVE_MARKETS } from "../../contract/index.ts"
import { btc, offerMarket, startApp, tenant, type TestApp } from "../testing.ts"

let app: TestApp
const symbols = Array.from({ length: MOST_LIVE_MARKETS + 10 }, (_, i) => Symbol.make(`C${i + 10}-USD`))
const own = symbols.at(-1) ?? btc.symbol

beforeAll(async () => {
  app = await startApp()
  await app.run(
    Effect.gen(function* () {
      for (const symbol of symbols) yield* offerMarket("60000", { ...btc, symbol })
      const store = yield* Store
      const { venue } = btc
      const venues = [{ id: venue, name: "Simulated market", onDemand: true as const }]
      yield* store.upsert(Offers, { id: "offer", venues, connectable: [] })
      const until = Date.now() + 60_000
      yield* store.upsert(Follows, { id: followId(venue, own), tenantId: tenant("ada"), venue, symbol: own, until })
    })
  )
})
afterAll(() => app.stop())

/** The markets whose prices come over an address. */
const marketsOf = (url: string): ReadonlyArray<string> => {
  const [, claims = ""] = (new URL(url, "ws://hub").searchParams.get("access_token") ?? "").split(".")
  const read = JSON.parse(Buffer.from(claims, "base64url").toString()) as { "webpubsub.group": ReadonlyArray<string> }
  return read["webpubsub.group"].filter((group) => group.startsWith("market:"))
}
const negotiate = (body: object) => app.ask("POST", "/realtime/negotiate", { as: "ada", body })

it("an address names no more markets than its token has room for, the trader's own before others", async () => {
  const named = marketsOf(String((await negotiate({})).json["url"]))
  expect(named).toHaveLength(MOST_LIVE_MARKETS)
  expect(named[0]).toBe(`market:simulated:${own}`)
})

it("takes the markets a page names, as many as there is room for", async () => {
  const markets = symbols.map((symbol) => ({ venue: "simulated", symbol }))
  expect(marketsOf(String((await negotiate({ markets: markets.slice(0, 2) })).json["url"]))).toEqual(
    symbols.slice(0, 2).map((symbol) => `market:simulated:${symbol}`)
  )
  expect((await negotiate({ markets })).status).toBe(400)
})
