import { afterAll, beforeAll, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Instrument, TradingStatus } from "@tradetower/domain/market"
import { type MarketRecord, Markets, Offers, Store } from "@tradetower/platform"
import { btc, offerMarket, startApp, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const LIVE = "Live prices from Coinbase. Paper fees on spot pairs: 0.4 % for orders that rest"
const stopped: TradingStatus = { takes: "NONE", why: "Coinbase has stopped trading of ETH-USD" }
const limited: TradingStatus = { takes: "LIMIT", why: "Coinbase takes only limit orders for SOL-USD at present" }

const offer = (symbol: string, trading?: TradingStatus, connected = true) =>
  app.run(
    Effect.gen(function* () {
      const instrument: Instrument = { ...btc, symbol: symbol as Instrument["symbol"] }
      const note = connected ? (trading?.why ?? LIVE) : "Coinbase can't be reached"
      const record: MarketRecord = {
        id: instrument.symbol,
        venue: btc.venue,
        instrument,
        followed: true,
        source: "LIVE",
        connected,
        note,
        ...(trading !== undefined && { trading })
      }
      yield* Effect.flatMap(Store, (store) => store.upsert(Markets, record))
    })
  )
const note = async () => (await app.ask("GET", "/exchanges", { as: "ada" })).json[0]?.["note"]

it("RISK-24 an exchange tells where its prices come from beside each market that takes not every order", async () => {
  await app.run(offerMarket("60000"))
  await offer("BTC-USD")
  expect(await note()).toBe(LIVE)
  // A perpetual has its spot pair's word, which is said once.
  for (const symbol of ["ETH-USD", "ETH-PERP"]) await offer(symbol, stopped)
  await offer("SOL-USD", limited)
  expect(await note()).toBe(`${LIVE}. ${stopped.why}. ${limited.why}`)
  await offer("BTC-USD", undefined, false)
  expect(await note()).toBe("Coinbase can't be reached")
})

it("an exchange tells its markets page by page, each once, and how many there are of those a text finds", async () => {
  await app.run(offerMarket("60000"))
  for (const name of ["A", "B", "C", "D", "E"]) await offer(`PAGE${name}-USD`)
  const page = async (query: string) => {
    const { json } = await app.ask("GET", `/exchanges?text=page&${query}`, { as: "ada" })
    const { markets = [], total } = json[0] as { readonly markets?: ReadonlyArray<object>; readonly total: number }
    return { total, symbols: markets.map((market) => Reflect.get(market, "symbol") as string) }
  }
  const whole = await page("limit=100")
  expect(whole).toMatchObject({ total: 5, symbols: expect.arrayContaining(["PAGEA-USD", "PAGEE-USD"]) as unknown })
  const parts = [await page("limit=2"), await page("limit=2&after=2"), await page("limit=2&after=4")]
  expect(parts.map(({ symbols, total }) => [symbols.length, total])).toEqual([
    [2, 5],
    [2, 5],
    [1, 5]
  ])
  expect(parts.flatMap(({ symbols }) => symbols)).toEqual(whole.symbols)
  expect((await page("limit=2&after=5")).symbols).toEqual([])
})

it("an exchange is said to be looked for until it is known whether its prices come, also to whoever asks how all is", async () => {
  const looking = (yes: boolean) =>
    app.run(
      Effect.gen(function* () {
        const store = yield* Store
        const venues = [{ id: btc.venue, name: "Coinbase", note: LIVE, ...(yes && { looking: true as const }) }]
        yield* store.upsert(Offers, { id: "offer", venues, connectable: [] })
      })
    )
  await looking(true)
  const { json } = await app.ask("GET", "/exchanges", { as: "ada" })
  expect(json[0]).toMatchObject({ looking: true, connected: false, note: `Looking for prices. ${LIVE}` })
  expect((await app.ask("GET", "/health")).json).toEqual({ status: "ok", prices: "looking" })
  await looking(false)
  expect(await note()).not.toContain("Looking")
  expect((await app.ask("GET", "/health")).json).toEqual({ status: "ok" })
})
