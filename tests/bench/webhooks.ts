import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { startOn, tellingOfOrders } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { until } from "../system/trader.ts"
import { backlog } from "../system/backlog.ts"
import { type Enlisted, enlist } from "./enlist.ts"
import { atLeast, atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"
import { entersOnce } from "./settings.ts"
import type { Loaded, Plan } from "./webhook-load.ts"

/**
 * Alerts over real HTTP from another process. First at an easy, even pace, each to a bot that waits for it: the time from
 * sending the alert to the order at the exchange; the first hundred warm up. Then as many as go, over all tenants, for 30 s: the first alert to each
 * bot causes an order, the later ones are taken, recorded and found to be of no use to it.
 */
const WARM = 100
const PACED = 600
const A_SECOND = 50
const TENANTS = 1_500
const SECONDS = 30

const folder = mkdtempSync(join(tmpdir(), "tradetower-bench-"))
const market = manualMarket([pair(bitcoin)])
const wall = () => performance.timeOrigin + performance.now()
const ordered = new Map<string, number>()
const seen = tellingOfOrders((tenant, purpose) => {
  if (purpose === "BASE" && !ordered.has(tenant)) ordered.set(tenant, wall())
})
const system = await startOn(market, { seen })
const prices = setInterval(() => market.trade(bitcoin, "60000.00", Date.now()), 500)

const load = async (plan: Omit<Plan, "origin" | "targets">, tenants: ReadonlyArray<Enlisted>): Promise<Loaded> => {
  const [planFile, answerFile] = [join(folder, "plan.json"), join(folder, "answer.json")]
  writeFileSync(planFile, JSON.stringify({ origin: system.url, targets: tenants, ...plan } satisfies Plan))
  const child = spawn(process.execPath, [join(import.meta.dirname, "webhook-load.ts"), planFile, answerFile], {
    stdio: ["ignore", "inherit", "inherit"]
  })
  await new Promise((resolve) => child.once("exit", resolve))
  return JSON.parse(readFileSync(answerFile, "utf8")) as Loaded
}

await sleep(2_000)
const tenants = await system.run(enlist(TENANTS, 1, entersOnce({ _tag: "TRADINGVIEW", action: "BUY" }), [bitcoin]))
await until(
  "every bot waits",
  () => system.run(backlog),
  (waiting) => waiting === 0,
  240_000
)
await sleep(3_000)

const paced = await load({ connections: 8, seconds: PACED / A_SECOND, rate: A_SECOND }, tenants.slice(0, PACED))
await sleep(1_000)
const took = tenants.slice(WARM, PACED).flatMap(({ botId, tenantId }) => {
  const sent = paced.firstSent[botId]
  const at = ordered.get(tenantId)
  return sent === undefined || at === undefined ? [] : [at - sent]
})
const before = ordered.size
const spent = process.cpuUsage()
const loaded = await load({ connections: 48, seconds: SECONDS }, tenants)
const { user, system: kernel } = process.cpuUsage(spent)
const left = await system.run(backlog)
const drained = performance.now()
await until(
  "everything taken is worked off",
  () => system.run(backlog),
  (waiting) => waiting === 0,
  120_000
)
const behind = (performance.now() - drained) / 1_000
const slowest = Math.min(...loaded.perSecond.slice(1))
clearInterval(prices)
await system.stop()
rmSync(folder, { recursive: true, force: true })

const share = (((ordered.size - before) / loaded.accepted) * 100).toFixed(1)
const refusals = Object.entries(loaded.refused).map(([status, count]) => `${count} x ${status}`)
report([
  atMost("webhook -> order p50", quantile(took, 0.5), 25, "ms", `${took.length} alerts, sending included`),
  atMost("webhook -> order p99", quantile(took, 0.99), 25, "ms"),
  atLeast(
    "webhooks",
    loaded.accepted / SECONDS,
    2_000,
    "a second",
    `30 s, slowest second ${slowest}, ${TENANTS} tenants, ${share} % cause an order, ${((user + kernel) / loaded.accepted).toFixed(0)} us of CPU each, ${left} left behind, worked off in ${behind.toFixed(1)} s${refusals.length > 0 ? `, refused ${refusals.join(", ")}` : ""}`
  )
])
