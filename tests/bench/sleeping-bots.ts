import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { draw, random, Symbol } from "@tradetower/domain/market"
import { startOn } from "../system/in-process.ts"
import { pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { until } from "../system/trader.ts"
import { backlog } from "../system/backlog.ts"
import { enlist } from "./enlist.ts"
import { atMost } from "./figure.ts"
import { report } from "./report.ts"
import { entersOnce } from "./settings.ts"

/**
 * 10,000 bots that wait for a price far away, on 100 symbols of which 1,000 ticks a second come in. They are made by one
 * process; another, started on the same folder, is measured, from 10 s after its start on.
 */
const TENANTS = 100
const BOTS_EACH = 100
const TICKS_A_SECOND = 1_000
const SETTLE_SECONDS = 10
const MEASURE_SECONDS = 20
const START = 100

const [file, base] = process.argv.slice(2)
const symbols = Array.from({ length: 100 }, (_, i) => Symbol.make(`S${i}-USD`))
const market = manualMarket(symbols.map((symbol) => pair(symbol)))
const dice = random(1)
const tick = (index: number) =>
  market.trade(symbols[index % symbols.length] ?? "", (START + (draw(dice) % 200) / 100 - 1).toFixed(2), Date.now())

/** Ticks at an even pace; answers how to stop. */
const ticking = (aSecond: number): (() => void) => {
  const since = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = ((performance.now() - since) / 1_000) * aSecond
    while (sent < due) tick(sent++)
  }, 10)
  return () => clearInterval(timer)
}

const make = async (folder: string) => {
  const system = await startOn(market, { base: folder })
  const stop = ticking(200)
  await sleep(2_000)
  await system.run(enlist(TENANTS, BOTS_EACH, entersOnce({ _tag: "PRICE_CHANGE", percent: "-50" }), symbols))
  await until(
    "every bot sleeps",
    () => system.run(backlog),
    (waiting) => waiting === 0,
    240_000
  )
  await sleep(3_000)
  stop()
  await system.stop()
}

const measure = async (folder: string) => {
  const system = await startOn(market, { base: folder })
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
    atMost("10,000 sleeping bots: CPU", share, 25, "% of a core", "with the tick source in the same process"),
    atMost("10,000 sleeping bots: memory", most / 1_048_576, 300, "MB", "resident, at most")
  ])
}

if (base !== undefined && file !== undefined) await measure(base)
else {
  const folder = mkdtempSync(join(tmpdir(), "tradetower-bench-"))
  try {
    await make(folder)
    const { status } = spawnSync(
      process.execPath,
      // The young generation is kept small, as `npm start` does.
      ["--max-semi-space-size=8", import.meta.filename, file ?? join(folder, "figures.json"), folder],
      { stdio: ["ignore", "inherit", "inherit"] }
    )
    process.exitCode = status ?? 1
    if (file === undefined) console.log(readFileSync(join(folder, "figures.json"), "utf8"))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
