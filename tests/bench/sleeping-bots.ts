import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { draw, random, Symbol } from "@tradetower/domain/market"
import type { TermsName } from "@tradetower/domain/terms"
import { startOn } from "../system/in-process.ts"
import { pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { until } from "../system/trader.ts"
import { backlog } from "../system/backlog.ts"
import { enlist } from "./enlist.ts"
import { atMost, type Figure } from "./figure.ts"
import { report } from "./report.ts"
import { entersOnce } from "./settings.ts"

/**
 * 10,000 bots that wait for a price far away, on 100 symbols of which 1,000 ticks a second come in; first those of 100
 * tenants, then of 25 who have four accounts each. They are made by one process; another, started on the same folder, is
 * measured, from 10 s after its start on.
 */
interface Crowd {
  readonly name: string
  readonly tenants: number
  readonly botsEach: number
  readonly rules: ReadonlyArray<TermsName>
}
const crowds: ReadonlyArray<Crowd> = [
  { name: "10,000 sleeping bots", tenants: 100, botsEach: 100, rules: [] },
  {
    name: "10,000 sleeping bots, four accounts a tenant",
    tenants: 25,
    botsEach: 400,
    rules: ["alpaca", "coinbase", "ibkr"]
  }
]
const TICKS_A_SECOND = 1_000
const SETTLE_SECONDS = 10
const MEASURE_SECONDS = 20
const START = 100

const [, base, measured] = process.argv.slice(2)
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

const make = async (folder: string, { tenants, botsEach, rules }: Crowd) => {
  const system = await startOn(market, { base: folder })
  const stop = ticking(200)
  await sleep(2_000)
  const settings = entersOnce({ _tag: "PRICE_CHANGE", percent: "-50" })
  await system.run(enlist(tenants, botsEach, settings, symbols, rules))
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

const measure = async (folder: string, name: string) => {
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
    atMost(`${name}: CPU`, share, 25, "% of a core", "with the tick source in the same process"),
    atMost(`${name}: memory`, most / 1_048_576, 300, "MB", "resident, at most")
  ])
}

/** Makes a crowd and has another process measure it. */
const figuresOf = async (crowd: Crowd): Promise<ReadonlyArray<Figure>> => {
  const folder = mkdtempSync(join(tmpdir(), "tradetower-bench-"))
  const answer = join(folder, "figures.json")
  try {
    await make(folder, crowd)
    const { status } = spawnSync(
      process.execPath,
      // The young generation is kept small, as `npm start` does.
      ["--max-semi-space-size=8", import.meta.filename, answer, folder, crowd.name],
      { stdio: ["ignore", "inherit", "inherit"] }
    )
    if (status !== 0) throw new Error(`${crowd.name}: measuring ended with ${status}`)
    return JSON.parse(readFileSync(answer, "utf8")) as ReadonlyArray<Figure>
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (base !== undefined && measured !== undefined) await measure(base, measured)
else {
  const figures: Array<Figure> = []
  for (const crowd of crowds) figures.push(...(await figuresOf(crowd)))
  report(figures)
}
