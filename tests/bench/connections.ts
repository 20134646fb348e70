import { execFileSync, fork } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { once } from "node:events"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { BotView, ConnectionView } from "@tradetower/api/contract"
import { memoryFlags } from "../../infra/local/memory-flags.mjs"
import { startCoinbase } from "../chaos/coinbase-process.ts"
import { startAlpaca } from "../standins/alpaca/start.ts"
import { gridAround } from "../system/bots.ts"
import { startRehearsed } from "../system/start-rehearsed.ts"
import { asPrincipal, type Trader, until } from "../system/trader.ts"
import { alpacaAccount } from "../system/with-alpaca.ts"
import { atMost } from "./figure.ts"
import { report } from "./report.ts"

/** Where what plays the brokers is. */
export interface Where {
  readonly alpaca: string
  readonly rest: string
  readonly feed: string
}
/** What the process that is measured says: where its API is, or what it took: % of a core, and MB. */
export type Told = { readonly api: string } | { readonly share: number; readonly memory: number }

/*
 * 50 accounts of five traders, at what plays Alpaca and Coinbase in processes of their own, a grid each, while 1,000 prices
 * a second come in. The product is put together as `npm start` does, and measured once all of them trade.
 */
const TENANTS = 5
/** Of each trader at each broker. */
const ACCOUNTS = 5
const [SETTLE, MEASURE] = [10, 20]
/** How often all prices move, ms, as far as they do in that time: of four coins there, of three here, 500 a second each. */
const [ALPACA_TICK, COINBASE_TICK] = [8, 6]
const FOLDER = "tests/bench/dist"
const root = resolve(import.meta.dirname, "..", "..")

const coins = ["BTC-USD", "ETH-USD", "LTC-USD", "SOL-USD"]
const products = ["BTC-USD", "ETH-USD", "SOL-USD"]

const alpaca = await startAlpaca({ seed: 1, "tick-millis": ALPACA_TICK, "seconds-a-tick": ALPACA_TICK / 1_000 })
const coinbase = await startCoinbase(
  1,
  "--tick-millis",
  String(COINBASE_TICK),
  "--seconds-a-tick",
  String(COINBASE_TICK / 1_000)
)
const { feed, rest } = JSON.parse(coinbase.environment["COINBASE"] ?? "{}") as Omit<Where, "alpaca">

execFileSync(process.execPath, [
  join(root, "infra/local/bundle-server.mjs"),
  "--split",
  "tests/bench/connections-process.ts",
  FOLDER
])
const where: Where = { alpaca: alpaca.url, rest, feed }
const child = fork(join(root, FOLDER, "main.mjs"), [JSON.stringify(where)], { execArgv: [...memoryFlags] })
const told = async <T extends Told>(): Promise<T> => ((await once(child, "message")) as [T])[0]
const { api } = await told<{ readonly api: string }>()

/** Adds an account once its broker is on offer. */
const added = async (trader: Trader, account: object) =>
  (
    await until(
      "the account is added",
      () => trader.ask("POST", "/api/v1/connections", account),
      ({ status }) => status === 201
    )
  ).body as ConnectionView

const priceOf = async (trader: Trader, venue: string, symbol: string) => {
  const market = await until(
    `a price of ${symbol} at ${venue}`,
    async () =>
      (await trader.ask("POST", `/api/v1/exchanges/${venue}/markets/${symbol}/follow`)).body as {
        readonly lastPrice?: string
      },
    ({ lastPrice }) => lastPrice !== undefined
  )
  return Number(market.lastPrice)
}

/** A grid of an account's own, on a symbol: rehearsed where it trades real money. */
const trades = async (trader: Trader, { environment, id, label, venue }: ConnectionView, symbol: string) => {
  const settings = gridAround(await priceOf(trader, venue, symbol), 5_000, 1.2)
  const bot = await trader.post<BotView>("/api/v1/bots", { name: `Grid of ${label}`, connection: id, symbol, settings })
  if (environment === "PAPER") return trader.post(`/api/v1/bots/${bot.id}/start`)
  await trader.post(`/api/v1/connections/${id}/arm`, { label })
  return startRehearsed(trader, bot)
}

const traders = Array.from({ length: TENANTS }, (_, nth) => asPrincipal(api, `trader-${nth}`))
for (const [of, trader] of traders.entries())
  for (let nth = 0; nth < ACCOUNTS; nth++) {
    const name = `${of}-${nth}`
    const atAlpaca = {
      key: `PK-${name}`,
      secret: "s",
      number: `PA-${name}`,
      environment: "paper",
      cash: "100000"
    } as const
    await alpaca.add(atAlpaca)
    await trades(
      trader,
      await added(trader, alpacaAccount(atAlpaca, `Alpaca ${name}`)),
      coins[nth % coins.length] ?? ""
    )
    const { privateKey, publicKey } = generateKeyPairSync("ed25519")
    const keyName = `organizations/bench/apiKeys/${name}`
    await coinbase.ask("users", { name: keyName, user: name, key: publicKey.export({ format: "pem", type: "spki" }) })
    const secret = { name: keyName, privateKey: privateKey.export({ format: "pem", type: "pkcs8" }) }
    const label = `Coinbase ${name}`
    const atCoinbase = { broker: "coinbase", venue: "coinbase", terms: "coinbase", environment: "LIVE", label, secret }
    await trades(trader, await added(trader, atCoinbase), products[nth % products.length] ?? "")
  }
await until(
  "all accounts are connected",
  async () =>
    (
      await Promise.all(traders.map((trader) => trader.get<ReadonlyArray<ConnectionView>>("/api/v1/connections")))
    ).flat(),
  (all) =>
    all.filter(({ broker, state }) => broker !== "paper" && state === "CONNECTED").length === 2 * TENANTS * ACCOUNTS
)
await sleep(SETTLE * 1_000)
child.send({ seconds: MEASURE })
const { memory, share } = await told<{ readonly share: number; readonly memory: number }>()
const bots = (await Promise.all(traders.map((trader) => trader.get<ReadonlyArray<BotView>>("/api/v1/bots")))).flat()
const fills = bots.reduce((sum, { run }) => sum + (run?.summary.fills ?? 0), 0)
child.disconnect()
await once(child, "exit")
await alpaca.stop()
await coinbase.stop()
report([
  atMost(
    "50 accounts at brokers, 1,000 ticks/s: CPU",
    share,
    35,
    "% of a core",
    `${bots.length} grids, ${fills} fills`
  ),
  atMost("... memory", memory, 400, "MB", "resident, at most")
])
