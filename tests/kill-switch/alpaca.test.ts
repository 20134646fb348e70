import { AlpacaPaces } from "@tradetower/execution/alpaca"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { AccountOptions } from "../standins/alpaca/alpaca-book.ts"
import { isOpen } from "../standins/alpaca/order.ts"
import { type AlpacaServer, serveAlpaca } from "../standins/alpaca/server.ts"
import { signIn } from "../system/trader.ts"
import { startAt } from "../system/with-alpaca.ts"
import { startGrids, stopAll } from "./alpaca-grids.ts"

const account: AccountOptions = { key: "PK-1", secret: "s", number: "PA1", environment: "paper", cash: "1000000" }
const [flat, holding] = [
  ["C0", "C1", "C2", "C3"],
  ["C4", "C5"]
]
const coins = [...flat, ...holding]
/** Alpaca's limit in small: what is to be cancelled, most of it of bots that hold nothing, takes several times of it. */
const PACE = { requests: 24, within: 1_000, kept: 8 }

let alpaca: AlpacaServer
let system: Awaited<ReturnType<typeof startAt>>
let market: NodeJS.Timeout
beforeAll(async () => {
  const assets = coins.map((name) => ({ symbol: `${name}/USD`, class: "crypto", name, minimum: "0.000001" }) as const)
  alpaca = await serveAlpaca({ assets, seed: 3, requests: 100_000 })
  alpaca.book.add(account)
  system = await startAt(alpaca.url, new AlpacaPaces(PACE))
  market = setInterval(() => {
    for (const coin of coins) alpaca.data.trade(`${coin}/USD`, "100", "1")
  }, 50)
  for (const coin of coins) alpaca.book.trade(`${coin}/USD`, "100")
})
afterAll(async () => {
  clearInterval(market)
  await system.stop()
  await alpaca.close()
})

it("at Alpaca the kill switch closes positions before all orders are gone, and says how far it has come", async () => {
  const trader = await signIn(system.origin, "ada")
  const { book } = alpaca.book.accounts.get(account.key) ?? expect.fail("no account")
  const resting = await startGrids(trader, {
    account,
    flat,
    holding,
    levels: 10,
    resting: () => Promise.resolve(book.orders.filter(isOpen))
  })
  const happened: Array<string> = []
  alpaca.book.told = ({ event, order }) => happened.push(`${event} ${String(order["side"])} ${String(order["symbol"])}`)
  const { receipt, told } = await stopAll(trader)

  expect(
    receipt.bots.map(({ openOrdersNow, positionNow, stateNow }) => [stateNow, openOrdersNow, Number(positionNow)])
  ).toEqual(coins.map(() => ["STOPPED", 0, 0]))
  const met = receipt.bots.reduce((sum, { openOrders }) => sum + openOrders, 0)
  expect(met).toBeGreaterThanOrEqual(resting)
  expect([receipt.ordersCancelled, receipt.positionsClosed]).toEqual([met, holding.length])
  expect(told.some((count) => count > 0 && count < met)).toBe(true)
  for (const coin of holding) {
    expect(Number(book.position(`${coin}/USD`))).toBe(0)
    const lastOfFlat = Math.max(...flat.map((other) => happened.lastIndexOf(`canceled buy ${other}/USD`)))
    expect(happened.indexOf(`fill sell ${coin}/USD`)).toBeLessThan(lastOfFlat)
  }
})
