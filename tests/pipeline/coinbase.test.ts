import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import type {
  BotView,
  ConnectableView,
  ConnectionView,
  InstrumentsFound,
  MarketView,
  RehearsalView
} from "@tradetower/api/contract"
import { faults } from "@tradetower/domain/rehearsal"
import { dca } from "../system/bots.ts"
import { startRehearsed } from "../system/start-rehearsed.ts"
import { signIn, type Trader, until } from "../system/trader.ts"
import { startWithCoinbase, type WithCoinbase } from "../system/with-coinbase.ts"

let world: WithCoinbase
let ada: Trader
/** The market goes on: Coinbase tells a price again and again, as markets do. */
let market: NodeJS.Timeout
let price = "100"
beforeAll(async () => {
  world = await startWithCoinbase()
  ada = await signIn(world.origin(), "ada")
  market = setInterval(() => {
    for (const pair of ["BTC-USD", "ETH-USD", "SOL-USD"]) world.coinbase.trade(pair, price)
  }, 50)
})
afterAll(async () => {
  clearInterval(market)
  await world.stop()
})

const account = (label: string, secret: object = world.key) => ({
  broker: "coinbase",
  venue: "coinbase",
  terms: "coinbase",
  environment: "LIVE",
  label,
  secret
})
const refusal = async (body: object) => {
  const answer = await ada.ask("POST", "/api/v1/connections", body)
  return [answer.status, (answer.body as { readonly detail: string }).detail] as const
}
const rights = () => {
  const [key] = [...world.coinbase.admitted.values()]
  if (key === undefined) throw new Error("nobody was let in")
  return key.rights
}

it("says where a key of Coinbase is made, and refuses one that is no good, or too good", async () => {
  const offer = await until(
    "Coinbase is on offer",
    () => ada.get<ReadonlyArray<ConnectableView>>("/api/v1/connections/offer"),
    (all) => all.some(({ broker }) => broker === "coinbase")
  )
  const ways = offer.filter(({ broker }) => broker === "coinbase")
  expect(ways.map(({ environment, name, secret, steps }) => [environment, name, secret.length, steps.length])).toEqual([
    ["LIVE", "Coinbase", 2, 3]
  ])
  const wrong = await refusal(account("Wrong", { ...world.key, privateKey: "hunter2-hunter2" }))
  expect(wrong).toEqual([422, expect.stringContaining("the private key can't be read")])
  expect(await refusal(account("Nobody's", { ...world.key, name: "organizations/test/apiKeys/bo" }))).toEqual([
    422,
    expect.stringContaining("it does not let this key in")
  ])
  rights().transfer = true
  expect(await refusal(account("Too good"))).toEqual([422, expect.stringContaining("This key may take money out")])
  rights().transfer = false
  rights().trade = false
  expect(await refusal(account("No good"))).toEqual([422, expect.stringContaining("may not trade")])
  rights().trade = true
})

it("an account is added and armed, and a bot trades there as on paper", async () => {
  const added = await ada.post<ConnectionView>("/api/v1/connections", account("Real"))
  expect(added).toMatchObject({ account: "portfolio-ada", permissions: ["view", "trade"] })
  expect(added.found?.join(" ")).toContain("Its portfolio holds 100,000.00 USD.")
  expect(added.found?.join(" ")).toContain("0.4 % of orders that rest and 0.6 %")
  const connected = await until(
    "it is connected",
    async () => (await ada.get<ReadonlyArray<ConnectionView>>("/api/v1/connections")).find(({ id }) => id === added.id),
    (one) => one?.state === "CONNECTED" && one.balances.length > 0
  )
  expect(connected?.balances).toMatchObject([{ asset: "USD", total: "100000" }])
  await until(
    "prices",
    () => ada.get<ReadonlyArray<{ readonly markets: ReadonlyArray<MarketView> }>>("/api/v1/exchanges"),
    (all) =>
      all.some(({ markets }) =>
        markets.some(({ lastPrice, symbol }) => symbol === "BTC-USD" && lastPrice !== undefined)
      )
  )
  const bot = await ada.post<BotView>("/api/v1/bots", {
    name: "Coins at Coinbase",
    connection: added.id,
    symbol: "BTC-USD",
    settings: { ...dca(1_000), takeProfitPercent: "5" }
  })
  const starting = await ada.ask("POST", `/api/v1/bots/${bot.id}/start`)
  expect(starting.status).toBeGreaterThan(399)
  await ada.post(`/api/v1/connections/${added.id}/arm`, { label: "Real" })
  const unrehearsed = await ada.ask("POST", `/api/v1/bots/${bot.id}/start`)
  expect([unrehearsed.status, JSON.stringify(unrehearsed.body)]).toEqual([
    409,
    expect.stringContaining("was never rehearsed")
  ])
  const { rows } = await ada.post<RehearsalView>(`/api/v1/bots/${bot.id}/rehearsal`)
  // It has no stop, which is told and not judged.
  expect(rows.map(({ bare, passed }) => [bare, passed])).toEqual(faults.map(() => [true, true]))
  await ada.post(`/api/v1/bots/${bot.id}/start`)
  const summary = async () => (await ada.get<BotView>(`/api/v1/bots/${bot.id}`)).run?.summary
  await until("it has bought", summary, (one) => (one?.fills ?? 0) >= 1)
  price = "99.5"
  await until("it has bought more, lower", summary, (one) => (one?.fills ?? 0) >= 2)
  const user = world.coinbase.book.user("ada")
  expect([...user.orders.values()].every(({ clientId }) => clientId.startsWith("tt-"))).toBe(true)
  await ada.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
  const stopped = await until("it has ended", summary, (one) => one?.state === "STOPPED")
  expect(Number(stopped?.position)).toBe(0)
  expect(Number(user.wallets.get("BTC")?.total)).toBe(0)
  expect(user.live.size).toBe(0)
  const secrets = [world.key.privateKey.slice(40, 80), ...world.coinbase.tokens]
  const told = [JSON.stringify(await ada.get("/api/v1/me/export")), ...textsUnder(world.folder)]
  expect(told.length).toBeGreaterThan(3)
  for (const text of told) expect(secrets.some((secret) => text.includes(secret))).toBe(false)
})

it("a future of its US exchange is searched, and a bot trades whole contracts of it", async () => {
  const [account] = (await ada.get<ReadonlyArray<ConnectionView>>("/api/v1/connections")).filter(
    ({ label }) => label === "Real"
  )
  const found = await ada.get<InstrumentsFound>("/api/v1/venues/coinbase/instruments?text=BIP")
  expect(found.found.map(({ symbol }) => symbol)).toEqual(["BIP-20DEC30-CDE"])
  const future = setInterval(() => world.coinbase.trade("BIP-20DEC30-CDE", nano), 50)
  let nano = "90000"
  try {
    await ada.post<MarketView>("/api/v1/exchanges/coinbase/markets/BIP-20DEC30-CDE/follow")
    const bot = await ada.post<BotView>("/api/v1/bots", {
      name: "Contracts at Coinbase",
      connection: account?.id,
      symbol: "BIP-20DEC30-CDE",
      settings: {
        _tag: "DCA_FUTURES",
        start: { _tag: "IMMEDIATELY" },
        direction: "LONG",
        investment: "8000",
        leverage: 2,
        marginType: "CROSS",
        baseOrderAmount: "1400",
        baseOrderType: "MARKET",
        safetyOrderAmount: "1400",
        maxSafetyOrders: 2,
        safetyOrderStep: "1",
        safetyOrderStepMultiplier: "1",
        safetyOrderAmountMultiplier: "1",
        takeProfitPercent: "8",
        pumpProtection: false
      }
    })
    await startRehearsed(ada, bot)
    const summary = async () => (await ada.get<BotView>(`/api/v1/bots/${bot.id}`)).run?.summary
    await until("it has bought", summary, (one) => (one?.fills ?? 0) >= 1)
    const user = world.coinbase.book.user("ada")
    const contracts = () => Number(user.positions.get("BIP-20DEC30-CDE")?.contracts)
    expect(contracts()).toBe(3)
    nano = "88500"
    await until("it has bought more, lower", summary, (one) => (one?.fills ?? 0) >= 2)
    await ada.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
    await until("it has ended", summary, (one) => one?.state === "STOPPED")
    expect(contracts()).toBe(0)
    expect(user.live.size).toBe(0)
  } finally {
    clearInterval(future)
  }
})

/** What is in each file under a folder, byte for byte. */
const textsUnder = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => readFileSync(join(parentPath, name), "latin1"))
