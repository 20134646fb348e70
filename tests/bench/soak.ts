import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import type { BotView } from "@tradetower/api/contract"
import { dca, gridAround, startBot } from "../system/bots.ts"
import { startSimulated } from "../system/start.ts"
import { signIn } from "../system/trader.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"

/** 50 bots for some market days (`--days`, else 10) at speed 600: a day takes 144 s. */
const BOTS = 50
const SPEED = 600
const days = Number(process.argv[3] ?? 10)
const symbols = ["BTC-USD", "ETH-USD", "SOL-USD"]

const system = await startSimulated(["--seed", "7", "--speed", String(SPEED)])
const trader = await signIn(system.origin, "ada")
for (let bot = 0; bot < BOTS; bot++) {
  const symbol = symbols[bot % symbols.length] ?? ""
  const settings = bot % 4 === 3 ? dca(1_000) : gridAround(system.price(symbol), 1_000, 0.3 + (bot % 5) * 0.1)
  await startBot(trader, `Bot ${bot}`, settings, symbol)
}

const database = new DatabaseSync(join(system.home, "simulated", "tradetower.sqlite"), { readOnly: true })
const ask = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0])
const bytes = () => (ask("PRAGMA page_count") - ask("PRAGMA freelist_count")) * ask("PRAGMA page_size")
const orders = () => ask('SELECT count(*) FROM "Orders"')
const memory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${system.process.pid}/status`, "utf8"))?.[1]) / 1024

const before = { bytes: bytes(), orders: orders() }
const until = performance.now() + (days * 86_400_000) / SPEED
let longest = 0
const resident: Array<number> = []
let lookedAt = 0
while (performance.now() < until) {
  const since = performance.now()
  await trader.get("/api/v1/me")
  longest = Math.max(longest, performance.now() - since)
  if (since - lookedAt > 1_000) {
    lookedAt = since
    resident.push(memory())
  }
  await sleep(50)
}
const made = orders() - before.orders
const growth = (bytes() - before.bytes) / made
database.close()
const live = (await trader.get<ReadonlyArray<BotView>>("/api/v1/bots")).filter(({ run }) => run?.live === true).length
await system.stop()

const quarter = (number: number) =>
  quantile(resident.slice((number * resident.length) / 4, ((number + 1) * resident.length) / 4), 0.5)
const about = `${days} market days, ${BOTS} bots (${live} live at the end), ${made} orders`
report([
  atMost("soak: longest answer", longest, 1_000, "ms", about),
  atMost(
    "soak: memory, last quarter over second",
    quarter(3) / quarter(1),
    1.1,
    "x",
    `${Math.round(quarter(1))} -> ${Math.round(quarter(3))} MB, medians`
  ),
  atMost("soak: database an order", growth / 1_024, 4, "KB", "used pages, with everything kept for a time")
])
