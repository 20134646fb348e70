import { setTimeout as sleep } from "node:timers/promises"
import type { BotView, ConnectionView } from "@tradetower/api/contract"
import { type AlpacaProcess, startAlpaca } from "../standins/alpaca/start.ts"
import { gridAround, makeBot } from "../system/bots.ts"
import { signIn, until } from "../system/trader.ts"
import { alpacaAccount, startAt } from "../system/with-alpaca.ts"
import { benchAccount } from "./bench-account.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"

/*
 * At what plays Alpaca, at the pace of a real key: from a fill on the wire to the order it causes on the wire, the whole
 * product between them, and what is asked of Alpaca beside that order, whose requests are few.
 */

/** Grids, each with an account of its own, which may make 200 requests a minute. */
const [GRIDS, FILLS] = [6, 24]
const PRICE = 100

/** From each fill of a grid that is told to the order it causes, ms, and what else was asked; the first grid's warm up. */
const fillsToOrders = async (alpaca: AlpacaProcess) => {
  const system = await startAt(alpaca.url)
  const trader = await signIn(system.origin, "ada")
  const coins = Array.from({ length: GRIDS }, (_, nth) => `C${nth}`)
  let next = 0
  /** The market goes on, coin by coin. */
  const trading = setInterval(() => void alpaca.trade(`${coins[next++ % GRIDS]}/USD`, String(PRICE)), 20)
  for (const [nth, coin] of coins.entries()) {
    const account = benchAccount(nth)
    await alpaca.add(account)
    const { body } = await until(
      "the account is added",
      () => trader.ask("POST", "/api/v1/connections", alpacaAccount(account, `Account ${nth}`)),
      ({ status }) => status === 201
    )
    const settings = gridAround(PRICE, 10_000, 1.2)
    const bot = await makeBot(trader, coin, settings, `${coin}-USD`, (body as ConnectionView).id)
    await until(
      "it starts once there is a price",
      () => trader.ask("POST", `/api/v1/bots/${bot.id}/start`),
      ({ status }) => status < 300
    )
  }
  await until(
    "the grids rest",
    () => trader.get<ReadonlyArray<BotView>>("/api/v1/bots"),
    (bots) => bots.every(({ run }) => (run?.summary.openOrders ?? 0) > 5)
  )
  clearInterval(trading)
  const samples: Array<number> = []
  /** Of each grid's account: what it asked beside orders while it filled. */
  const others: Array<number> = []
  for (const [nth, coin] of coins.entries()) {
    const { number } = benchAccount(nth)
    const before = await alpaca.asked(number)
    for (let fill = 0; fill < FILLS; fill++) {
      // All that the one before caused has to be over.
      await sleep(150)
      const took = await alpaca.measure(`${coin}/USD`, String(PRICE * (fill % 2 === 0 ? 0.985 : 1.001)), "FILLS")
      if (nth > 0) samples.push(took)
    }
    if (nth > 0) others.push((await alpaca.asked(number)) - before - FILLS)
  }
  await system.stop()
  return { samples, others: others.reduce((sum, one) => sum + one, 0) / others.length }
}

const alpaca = await startAlpaca({ seed: 1, "tick-millis": 1_000_000, coins: GRIDS })
const { others, samples } = await fillsToOrders(alpaca)
await alpaca.stop()
report([
  atMost(
    "Alpaca: fill -> next order, both on the wire, p99",
    quantile(samples, 0.99),
    25,
    "ms",
    `${samples.length} fills, p50 ${quantile(samples, 0.5).toFixed(1)} ms`
  ),
  atMost("Alpaca: requests beside one order a fill, 24 fills in some 4 s", others, 12, "")
])
