import { afterAll, beforeAll, expect, it } from "vitest"
import type { BotView, ConnectableView, ConnectionView, InstrumentsFound, MarketView } from "@tradetower/api/contract"
import { dca } from "../system/bots.ts"
import { signIn, type Trader, until } from "../system/trader.ts"
import { liveKey, paperKey, startWithAlpaca, type WithAlpaca } from "../system/with-alpaca.ts"

let world: WithAlpaca
let ada: Trader
/** The market goes on: Alpaca tells a price again and again, as markets do. */
let market: NodeJS.Timeout
let price = "100"
beforeAll(async () => {
  world = await startWithAlpaca()
  ada = await signIn(world.origin, "ada")
  market = setInterval(() => {
    const { book, data } = world.alpaca
    book.trade("BTC/USD", price)
    data.trade("BTC/USD", price, "0.5")
  }, 50)
})
afterAll(async () => {
  clearInterval(market)
  await world.stop()
})

const account = (environment: "PAPER" | "LIVE", { key, secret }: { key: string; secret: string }, label: string) => ({
  broker: "alpaca",
  venue: "alpaca",
  terms: "alpaca",
  environment,
  label,
  secret: { key, secret }
})
const refusal = async (body: object) => {
  const answer = await ada.ask("POST", "/api/v1/connections", body)
  return [answer.status, (answer.body as { readonly detail: string }).detail] as const
}
const standing = async (id: string) =>
  (await ada.get<ReadonlyArray<ConnectionView>>("/api/v1/connections")).find((one) => one.id === id)

it("says where a key of Alpaca is made, and what is wrong with one that is no good", async () => {
  const offer = await until(
    "Alpaca is on offer",
    () => ada.get<ReadonlyArray<ConnectableView>>("/api/v1/connections/offer"),
    (all) => all.some(({ broker }) => broker === "alpaca")
  )
  const ways = offer.filter(({ broker }) => broker === "alpaca")
  expect(ways.map(({ environment, name, secret, steps }) => [environment, name, secret.length, steps.length])).toEqual([
    ["PAPER", "Alpaca", 2, 3],
    ["LIVE", "Alpaca", 2, 3]
  ])
  const wrong = account("PAPER", { key: "PK-none", secret: "none" }, "Nobody's")
  expect(await refusal(wrong)).toEqual([422, expect.stringContaining("it knows no such key")])
  expect(await refusal(account("LIVE", paperKey, "Real"))).toEqual([
    422,
    "This key is of paper money, and the account is to be of real money."
  ])
  expect(await refusal(account("PAPER", liveKey, "Paper"))).toEqual([
    422,
    "This key is of real money, and the account is to be of paper money."
  ])
  world.alpaca.book.faults = { ...world.alpaca.book.faults, tradingBlocked: true }
  expect(await refusal(account("PAPER", paperKey, "Blocked"))).toEqual([
    422,
    expect.stringContaining("Alpaca blocked trading, so no order would be taken")
  ])
  world.alpaca.book.faults = { ...world.alpaca.book.faults, tradingBlocked: false }
})

it("an account is added, its pairs are searched, and a bot trades there as on paper", async () => {
  const added = await ada.post<ConnectionView>("/api/v1/connections", account("PAPER", paperKey, "At Alpaca"))
  expect(added).toMatchObject({ account: "PA31", permissions: ["trade shares", "trade coins"] })
  expect(added.found?.join(" ")).toContain("It has 100,000.00 USD in cash.")
  const connected = await until(
    "it is connected",
    () => standing(added.id),
    (one) => one?.state === "CONNECTED" && one.balances.length > 0
  )
  expect(connected?.balances).toMatchObject([{ asset: "USD", total: "100000" }])

  const found = await ada.get<InstrumentsFound>("/api/v1/venues/alpaca/instruments?text=btc")
  expect(found.found.map(({ symbol }) => symbol)).toEqual(["BTC-USD"])
  const stocks = await ada.get<InstrumentsFound>("/api/v1/venues/alpaca/instruments?text=ko")
  expect(stocks.found.map(({ symbol }) => symbol)).toEqual(["KO"])
  const minute = Math.floor(Date.now() / 60_000) * 60_000
  world.alpaca.data.bars.set("KO", [
    { t: new Date(minute - 120_000).toISOString(), o: "61", h: "62", l: "61", c: "61.5", v: "30", n: 3, vw: "61.4" }
  ])
  const { id: download } = await ada.post<{ readonly id: string }>("/api/v1/candles/downloads", {
    venue: "alpaca",
    symbol: "KO",
    from: minute - 180_000,
    to: minute
  })
  await until(
    "candles of a share are downloaded",
    () => ada.get<{ readonly state: string; readonly candles: number }>(`/api/v1/candles/downloads/${download}`),
    ({ candles, state }) => state === "DONE" && candles > 0
  )
  const followed = await ada.post<MarketView>("/api/v1/exchanges/alpaca/markets/BTC-USD/follow")
  expect(followed).toMatchObject({ symbol: "BTC-USD", connected: true })

  const bot = await ada.post<BotView>("/api/v1/bots", {
    name: "Coins at Alpaca",
    connection: added.id,
    symbol: "BTC-USD",
    start: true,
    settings: dca(1_000)
  })
  const summary = async () => (await ada.get<BotView>(`/api/v1/bots/${bot.id}`)).run?.summary
  await until("it has bought", summary, (one) => (one?.fills ?? 0) >= 1)
  price = "99.5"
  await until("it has bought more, lower", summary, (one) => (one?.fills ?? 0) >= 2)
  const { book } = world.alpaca.book.accounts.get(paperKey.key) ?? {}
  expect(book?.orders.every(({ clientOrderId }) => clientOrderId.startsWith("tt-"))).toBe(true)
  await ada.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
  const stopped = await until("it has ended", summary, (one) => one?.state === "STOPPED")
  expect(Number(stopped?.position)).toBe(0)
  expect(Number(book?.position("BTC/USD"))).toBe(0)
})
