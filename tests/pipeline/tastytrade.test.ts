import { afterAll, beforeAll, expect, it } from "vitest"
import type { BotView, ConnectableView, ConnectionView, InstrumentsFound, MarketView } from "@tradetower/api/contract"
import { signIn, type Trader, until } from "../system/trader.ts"
import { account, connectionOf, micro, startWithTastytrade, type WithTastytrade } from "../system/with-tastytrade.ts"

let world: WithTastytrade
let ada: Trader
/** The market goes on: a price is told again and again, as markets do. */
let market: NodeJS.Timeout
let price = "6000"
beforeAll(async () => {
  world = await startWithTastytrade()
  ada = await signIn(world.origin, "ada")
  market = setInterval(() => {
    world.tastytrade.book.trade(micro.symbol, price)
    world.tastytrade.quotes.trade(micro.symbol, price, "3")
  }, 50)
})
afterAll(async () => {
  clearInterval(market)
  await world.stop()
})

const refusal = async (body: object) => {
  const answer = await ada.ask("POST", "/api/v1/connections", body)
  return [answer.status, (answer.body as { readonly detail: string }).detail] as const
}
const standing = async (id: string) =>
  (await ada.get<ReadonlyArray<ConnectionView>>("/api/v1/connections")).find((one) => one.id === id)

it("says where a grant of tastytrade is made, and what is wrong with one that is no good", async () => {
  const offer = await until(
    "tastytrade is on offer",
    () => ada.get<ReadonlyArray<ConnectableView>>("/api/v1/connections/offer"),
    (all) => all.some(({ broker }) => broker === "tastytrade")
  )
  const ways = offer.filter(({ broker }) => broker === "tastytrade")
  expect(ways.map(({ environment, secret, steps }) => [environment, secret.length, steps.length])).toEqual([
    ["PAPER", 3, 3],
    ["LIVE", 3, 3]
  ])
  expect(await refusal(connectionOf({ ...account, number: "5WT9" }))).toEqual([
    422,
    expect.stringContaining("give one of 5WT00001")
  ])
  const { book } = world.tastytrade
  const reads = { number: "5WT00002", refresh: "reads", secret: "only", cash: "5", readOnly: true }
  book.add(reads)
  expect(await refusal(connectionOf(reads))).toEqual([422, expect.stringContaining("may read and not trade")])
  const wrong = connectionOf({ ...account, refresh: "none" })
  expect(await refusal(wrong)).toEqual([422, expect.stringContaining("knows no such grant")])
})

it("an account is added, futures and shares are searched, and a bot trades whole contracts there", async () => {
  const added = await ada.post<ConnectionView>("/api/v1/connections", connectionOf(account))
  expect(added).toMatchObject({ account: "5WT00001", permissions: ["read", "trade shares", "trade futures"] })
  expect(added.found?.join(" ")).toContain("It has 100,000.00 USD in cash.")
  const connected = await until(
    "it is connected",
    () => standing(added.id),
    (one) => one?.state === "CONNECTED" && one.balances.length > 0
  )
  expect(Number(connected?.balances[0]?.total)).toBe(100_000)
  const find = (text: string) => ada.get<InstrumentsFound>(`/api/v1/venues/tastytrade/instruments?text=${text}`)
  expect((await find("brk.b")).found.map(({ symbol }) => symbol)).toEqual(["BRK.B"])
  const [contract] = (await find("mes")).found
  expect(contract?.symbol).toBe("MES-20991218")
  const followed = await until(
    "it is followed",
    async () => (await ada.ask("POST", "/api/v1/exchanges/tastytrade/markets/MES-20991218/follow")).body as MarketView,
    ({ lastPrice }) => lastPrice !== undefined
  )
  expect(followed).toMatchObject({ symbol: "MES-20991218", connected: true })

  const bot = await ada.post<BotView>("/api/v1/bots", {
    name: "Contracts at tastytrade",
    connection: added.id,
    symbol: "MES-20991218",
    start: true,
    settings: {
      _tag: "DCA_FUTURES",
      start: { _tag: "IMMEDIATELY" },
      direction: "LONG",
      investment: "50000",
      leverage: 3,
      marginType: "CROSS",
      baseOrderAmount: "12000",
      baseOrderType: "MARKET",
      safetyOrderAmount: "12000",
      maxSafetyOrders: 2,
      safetyOrderStep: "1",
      safetyOrderStepMultiplier: "1",
      safetyOrderAmountMultiplier: "1",
      takeProfitPercent: "8",
      pumpProtection: false
    }
  })
  const summary = async () => (await ada.get<BotView>(`/api/v1/bots/${bot.id}`)).run?.summary
  await until("it has bought", summary, (one) => (one?.fills ?? 0) >= 1)
  price = "5939"
  await until("it has bought more, lower", summary, (one) => (one?.fills ?? 0) >= 2)
  const { book } = world.tastytrade.book.accounts.get("5WT00001") ?? {}
  expect(book?.orders.every(({ external, quantity }) => external.startsWith("tt-") && !quantity.includes("."))).toBe(
    true
  )
  await ada.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
  const stopped = await until("it has ended", summary, (one) => one?.state === "STOPPED")
  expect(Number(stopped?.position)).toBe(0)
  expect(Number(book?.position(micro.symbol))).toBe(0)
  const placed = book?.orders.map(({ external }) => external) ?? []
  expect(new Set(placed).size).toBe(placed.length)
})

it("coins and what else is not there are refused with the reason", async () => {
  const all = await ada.get<ReadonlyArray<ConnectionView>>("/api/v1/connections")
  const id = all.find(({ broker }) => broker === "tastytrade")?.id ?? ""
  const answer = await ada.ask("POST", "/api/v1/bots", {
    name: "Coins",
    connection: id,
    symbol: "BTC-USD",
    settings: { _tag: "DCA" }
  })
  expect(answer.status).toBeGreaterThanOrEqual(400)
})
