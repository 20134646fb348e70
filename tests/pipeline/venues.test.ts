import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Exit, Scope } from "effect"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { BotView, ConnectionView, ExchangeView, InstrumentsFound, MarketView } from "@tradetower/api/contract"
import { TenantId } from "@tradetower/domain/ids"
import { followId, Follows, Store } from "@tradetower/platform"
import { Symbol } from "@tradetower/domain/market"
import { type ExchangesStandIn, exchangesStandIn } from "../../execution/src/venues/ccxt/ccxt.fixture.ts"
import { dca } from "../system/bots.ts"
import { signIn, type Trader, until } from "../system/trader.ts"
import { kraken as venue, startWithKraken } from "../system/with-kraken.ts"

const ETH = Symbol.make("ETH-USD")

const scope = Scope.makeUnsafe()
const base = mkdtempSync(join(tmpdir(), "tradetower-"))
let standIn: ExchangesStandIn
beforeAll(async () => {
  standIn = await Effect.runPromise(Scope.provide(exchangesStandIn, scope))
})
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(base, { recursive: true, force: true })
})

const opened = async () => {
  const system = await startWithKraken(base, standIn)
  return { system, trader: await signIn(system.url, "ada") }
}
const krakenOf = async (trader: Trader) =>
  (await trader.get<ReadonlyArray<ExchangeView>>("/api/v1/exchanges")).find(({ id }) => id === venue)
const fillsOf = async (trader: Trader, id: string) => (await trader.get<BotView>(`/api/v1/bots/${id}`)).run?.summary
/** How often Kraken was asked for prices. */
const pricesAsked = () => standIn.asked.filter((path) => path.includes("/Ticker")).length

it("EXEC-25 a pair of another exchange is searched, its price comes, a paper bot trades it, also after a restart, and once nobody needs it nothing more is asked", async () => {
  const first = await opened()
  const account = await first.trader.post<ConnectionView>("/api/v1/connections", {
    broker: "paper",
    environment: "PAPER",
    venue,
    terms: "paper",
    label: "At Kraken"
  })
  expect((await krakenOf(first.trader))?.markets).toEqual([])
  expect(pricesAsked()).toBe(0)

  const found = await first.trader.get<InstrumentsFound>("/api/v1/venues/ccxt%3Akraken/instruments?text=eth")
  const [best] = found.found
  expect(best?.symbol).toBe("ETH-USD")
  expect(pricesAsked()).toBe(0)
  const market = await first.trader.post<MarketView>("/api/v1/exchanges/ccxt%3Akraken/markets/ETH-USD/follow")
  expect(market).toMatchObject({ symbol: "ETH-USD", lastPrice: "3012.34", connected: true })

  const bot = await first.trader.post<BotView>("/api/v1/bots", {
    name: "Ether at Kraken",
    connection: account.id,
    symbol: "ETH-USD",
    start: true,
    settings: dca(1_000)
  })
  await until(
    "it has bought",
    () => fillsOf(first.trader, bot.id),
    (summary) => (summary?.fills ?? 0) >= 1
  )
  await first.system.stop()

  const before = pricesAsked()
  const second = await opened()
  await until(
    "its price is asked for again",
    async () => pricesAsked(),
    (count) => count > before
  )
  standIn.ways.prices.set("XETHZUSD", "2950.00")
  const averaged = await until(
    "it has bought more, lower",
    () => fillsOf(second.trader, bot.id),
    (summary) => (summary?.fills ?? 0) >= 2
  )
  expect(averaged?.state).toBe("ACTIVE")
  await second.trader.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
  await until(
    "it has ended",
    () => fillsOf(second.trader, bot.id),
    (summary) => summary?.state === "STOPPED"
  )
  // The page that looked at it was closed long ago.
  await second.system.run(
    Effect.flatMap(Store, (store) => store.remove(Follows, { tenantId: TenantId.make("ada") }, followId(venue, ETH)))
  )
  await second.system.stop()
  const asked = pricesAsked()

  // Nobody needs it: after a start it rests, and Kraken is not asked.
  const third = await opened()
  const resting = await until(
    "it rests",
    () => krakenOf(third.trader),
    (exchange) => exchange?.markets[0]?.rests === true
  )
  expect(resting?.markets).toMatchObject([{ symbol: "ETH-USD", connected: false }])
  expect(pricesAsked()).toBe(asked)
  await third.system.stop()
})
