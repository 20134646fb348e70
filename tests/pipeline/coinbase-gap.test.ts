import { afterAll, beforeAll, expect, it } from "vitest"
import type { BotView } from "@tradetower/api/contract"
import { dca } from "../system/bots.ts"
import { startRehearsed } from "../system/start-rehearsed.ts"
import { signIn, until } from "../system/trader.ts"
import { addArmed, startWithCoinbase, type WithCoinbase } from "../system/with-coinbase.ts"

const PAIR = "BTC-USD"
let world: WithCoinbase
/** The market goes on: Coinbase tells a price again and again, as markets do. */
let market: NodeJS.Timeout
let price = "100"
beforeAll(async () => {
  world = await startWithCoinbase()
  market = setInterval(() => world.coinbase.trade(PAIR, price), 50)
})
afterAll(async () => {
  clearInterval(market)
  await world.stop()
})

const bought = async () => {
  const ada = await signIn(world.origin(), "ada")
  const account = await addArmed(ada, world)
  const bot = await ada.post<BotView>("/api/v1/bots", {
    name: "Stopped by a gap",
    connection: account.id,
    symbol: PAIR,
    // Its target is watched, so that the stop rests alone.
    settings: {
      ...dca(1_000),
      averagingOrdersQuantity: 1,
      averagingOrdersStep: "50",
      stopLossPercent: "5",
      takeProfitPercent: "20",
      trailingTakeProfitPercent: "1",
      maxCycles: 1
    }
  })
  await startRehearsed(ada, bot)
  return bot
}
const stops = () => [...world.coinbase.book.user("ada").live].filter(({ kind }) => kind === "stop_limit_stop_limit_gtc")

it("EXIT-11 a stop whose limit a gap passed while nothing ran is finished by the bot once it runs again", async () => {
  const bot = await bought()
  const [stop] = await until(
    "its stop rests at Coinbase",
    async () => stops(),
    (all) => all.length === 1
  )
  const user = world.coinbase.book.user("ada")
  const held = () => Number(user.wallets.get("BTC")?.total)
  expect(held()).toBeGreaterThan(0)
  expect(Number(stop?.asks["limit_price"])).toBeLessThan(Number(stop?.asks["stop_price"]))
  await world.restart(() => {
    price = "80"
    world.coinbase.trade(PAIR, price)
    // Triggered, and out of reach: nothing of it is sold.
    expect([stop?.triggered, stop?.status, stop?.filled]).toEqual([true, "OPEN", "0"])
  })
  const again = await signIn(world.origin(), "ada")
  const summary = async () => (await again.get<BotView>(`/api/v1/bots/${bot.id}`)).run?.summary
  const ended = await until("it has ended", summary, (one) => one?.state === "STOPPED" || one?.state === "COMPLETED")
  expect(Number(ended?.position)).toBe(0)
  expect(held()).toBe(0)
  expect(user.live.size).toBe(0)
  expect(stop?.status).toBe("CANCELLED")
  expect(user.fills.at(-1)).toMatchObject({ side: "SELL", price: "80" })
})
