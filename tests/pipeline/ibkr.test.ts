import { afterAll, beforeAll, expect, it } from "vitest"
import type { BotView, ConnectableView, ConnectionView, InstrumentsFound, MarketView } from "@tradetower/api/contract"
import { atBroker } from "../chaos/broker-trading.ts"
import { newUser } from "../standins/ibkr/keys.ts"
import { aheadToOpen } from "../standins/open-hours.ts"
import { type IbkrServer, serveIbkr } from "../standins/ibkr/server.ts"
import { dca } from "../system/bots.ts"
import { startInFolder } from "../system/in-folder.ts"
import { signIn, type Trader, until } from "../system/trader.ts"

const KO = 8_894
const number = "DU1234567"
const { consumer, secret } = newUser(0)

let server: IbkrServer
let system: Awaited<ReturnType<typeof startInFolder>>
let ada: Trader
/** The market goes on: a price is told again and again, as markets do. */
let market: NodeJS.Timeout
let price = "60"
beforeAll(async () => {
  const ahead = aheadToOpen(Date.now())
  server = await serveIbkr({ stocks: [{ conid: KO, ticker: "KO", name: "COCA-COLA CO/THE" }], ahead, perSecond: 10 })
  server.admit(consumer, { number, cash: "100000", isPaper: true })
  system = await startInFolder(
    atBroker({ ibkr: { rest: server.rest, stream: server.stream } }, (exchange) => exchange, ahead)
  )
  ada = await signIn(system.origin, "ada")
  market = setInterval(() => server.trade(KO, price, "100"), 200)
})
afterAll(async () => {
  clearInterval(market)
  await system.stop()
  await server.close()
})

const account = (given: object = {}, environment = "PAPER") => ({
  broker: "ibkr",
  venue: "ibkr",
  terms: "ibkr",
  environment,
  label: "At IBKR",
  secret: { ...secret, ...given }
})

it("says where a key is made, and what is wrong with one that is no good", async () => {
  const offer = await until(
    "it is on offer",
    () => ada.get<ReadonlyArray<ConnectableView>>("/api/v1/connections/offer"),
    (all) => all.some(({ broker }) => broker === "ibkr")
  )
  const ways = offer.filter(({ broker }) => broker === "ibkr")
  expect(
    ways.map(({ environment, name, secret: asked, steps }) => [environment, name, asked.length, steps.length])
  ).toEqual([
    ["PAPER", "Interactive Brokers", 7, 3],
    ["LIVE", "Interactive Brokers", 7, 3]
  ])
  const wrong = await ada.ask("POST", "/api/v1/connections", account({ signingKey: "none" }))
  expect(wrong).toMatchObject({ status: 422, body: { detail: expect.stringContaining("signing key") as unknown } })
  const other = await ada.ask("POST", "/api/v1/connections", account({}, "LIVE"))
  expect(other).toMatchObject({ status: 422, body: { detail: expect.stringContaining("paper money") as unknown } })
})

it("an account is added, a stock is found, and a bot trades it as on paper, within the broker's own limits", async () => {
  const added = await ada.post<ConnectionView>("/api/v1/connections", account())
  expect(added).toMatchObject({ account: number, permissions: ["trade shares"] })
  await until(
    "it is connected",
    () => ada.get<ReadonlyArray<ConnectionView>>("/api/v1/connections"),
    (all) => all.some(({ balances, id, state }) => id === added.id && state === "CONNECTED" && balances.length > 0)
  )
  const found = await ada.get<InstrumentsFound>("/api/v1/venues/ibkr/instruments?text=ko")
  expect(found.found.map(({ symbol }) => symbol)).toEqual(["KO"])
  await until(
    "a price is told",
    async () => (await ada.ask("POST", "/api/v1/exchanges/ibkr/markets/KO/follow")).body as MarketView,
    ({ lastPrice }) => lastPrice !== undefined
  )
  const bot = await ada.post<BotView>("/api/v1/bots", {
    name: "Shares at IBKR",
    connection: added.id,
    symbol: "KO",
    start: true,
    settings: dca(3_000)
  })
  const summary = async () => (await ada.get<BotView>(`/api/v1/bots/${bot.id}`)).run?.summary
  await until("it has bought", summary, (one) => (one?.fills ?? 0) >= 1)
  price = "59.70"
  await until("it has bought more, lower", summary, (one) => (one?.fills ?? 0) >= 2)
  const [user] = server.book.users.values()
  expect(user?.account.orders.every(({ reference }) => reference.startsWith("tt-"))).toBe(true)
  await ada.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
  const stopped = await until("it has ended", summary, (one) => one?.state === "STOPPED")
  expect(Number(stopped?.position)).toBe(0)
  expect(Number(user?.account.positions.get(KO))).toBe(0)
  expect(server.pacing.bans).toBe(0)
})
