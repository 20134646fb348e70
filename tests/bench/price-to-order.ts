import { setTimeout as sleep } from "node:timers/promises"
import { startOn, tellingOfOrders } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { makeBot } from "../system/bots.ts"
import { signIn, until } from "../system/trader.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"
import { entersOnce } from "./settings.ts"

/**
 * From the moment a price comes in to the moment the order it causes is at the paper exchange: the wake, the bus, the
 * step with its append, the bus again, the order's record. One bot a price; the first hundred warm up.
 */
const WARM = 100
const MEASURED = 400
const START = 60_000

const market = manualMarket([pair(bitcoin, { maxOpenOrders: 2_000 })])
let placed: (at: number) => void = () => undefined
const seen = tellingOfOrders((_, purpose) => {
  if (purpose === "BASE") placed(performance.now())
})
const system = await startOn(market, { seen })
const trader = await signIn(system.url, "ada")
const trade = (price: number) => market.trade(bitcoin, price.toFixed(2), Date.now())
const first = setInterval(() => trade(START), 100)
await onOffer(trader)

// The price halves in seconds: limits of a trader who lets it.
await trader.ask("PUT", "/api/v1/risk-limits", {
  ordersPerMinute: 100_000,
  maxOrderNotional: "100000",
  maxLeverage: 1,
  onBreach: "PAUSE"
})

interface Bot {
  readonly run?: { readonly summary: { readonly state: string } }
}
const count = WARM + MEASURED
for (let i = 0; i < count; i++) {
  const percent = (-0.1 * (i + 1)).toFixed(1)
  const bot = await makeBot(trader, `Bot ${i}`, entersOnce({ _tag: "PRICE_CHANGE", percent }))
  await trader.post(`/api/v1/bots/${bot.id}/start`)
}
await until(
  "all bots wait",
  () => trader.get<ReadonlyArray<Bot>>("/api/v1/bots"),
  (bots) => bots.every((bot) => bot.run?.summary.state === "WAITING"),
  120_000
)
clearInterval(first)

const samples: Array<number> = []
const spent = process.cpuUsage()
for (let i = 0; i < count; i++) {
  await sleep(20)
  const order = new Promise<number>((resolve) => (placed = resolve))
  const since = performance.now()
  trade(START * (1 - 0.001 * (i + 1)) - 1)
  const took = (await order) - since
  if (i >= WARM) samples.push(took)
}
const { user, system: kernel } = process.cpuUsage(spent)
await system.stop()
const cpu = `${((user + kernel) / 1_000 / count).toFixed(1)} ms of CPU each, with all that follows`
report([
  atMost("price -> order p50", quantile(samples, 0.5), 2, "ms", `${samples.length} prices, ${cpu}`),
  atMost("price -> order p99", quantile(samples, 0.99), 10, "ms")
])
