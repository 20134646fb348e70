import { setTimeout as sleep } from "node:timers/promises"
import { startOn } from "../system/in-process.ts"
import { atMost } from "./figure.ts"
import { report } from "./report.ts"
import { ticking, market } from "./sleeping-market.ts"

/** What `sleeping-bots.ts` measures: the system on a folder of its making, from 10 s after the start on. */
const TICKS_A_SECOND = 1_000
const SETTLE_SECONDS = 10
const MEASURE_SECONDS = 20

const [, base = "", name = ""] = process.argv.slice(2)
const system = await startOn(market, { base })
const stop = ticking(TICKS_A_SECOND)
await sleep(SETTLE_SECONDS * 1_000)
const before = process.cpuUsage()
const since = performance.now()
let most = 0
const memory = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 250)
await sleep(MEASURE_SECONDS * 1_000)
const { user, system: kernel } = process.cpuUsage(before)
const share = ((user + kernel) / 1_000 / (performance.now() - since)) * 100
clearInterval(memory)
stop()
await system.stop()
report([
  atMost(`${name}: CPU`, share, 25, "% of a core", "with the tick source in the same process"),
  atMost(`${name}: memory`, most / 1_048_576, 300, "MB", "resident, at most")
])
