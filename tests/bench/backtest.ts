import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { RunId } from "@tradetower/domain/ids"
import { candleAt, type Market, marketOf, type PriceIndex, priceIndex } from "@tradetower/domain/market"
import { everyBar, simulate, sweepOf, sweepRow } from "@tradetower/domain/simulation"
import {
  type BotSettings,
  GridSettings,
  presets,
  type Strategy,
  strategies,
  tradesOn,
  runConfig
} from "@tradetower/domain/strategy"
import { Schema } from "effect"
import { pair } from "../system/instruments.ts"
import { atMost, type Figure, quantile } from "./figure.ts"
import { report } from "./report.ts"
import { csvOfYear, gridAxes, MINUTES, near, open, series, spot } from "./year.ts"

const perpetual = marketOf(
  pair("BTC-PERP", {
    base: "BTC",
    kind: "FUTURES",
    makerFeeRate: "0.0002",
    takerFeeRate: "0.0005",
    futures: { maxLeverage: 125, fundingHours: 8, fundingRate: "0.0001" }
  })
)

/** Milliseconds this thread computed for, whatever else the machine had to do meanwhile. */
const computed = (work: () => unknown): number => {
  const before = process.threadCpuUsage()
  work()
  const { system, user } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/** A thread's time is counted in ticks of some milliseconds: what is shorter is measured many times over. */
const BATCH = 150

/** What one takes, by the median of so many batches, after some to warm up. */
const median = (work: () => unknown, batches: number, warm = 5): number => {
  for (let i = 0; i < warm; i++) work()
  const before = performance.now()
  work()
  const each = Math.max(1, Math.ceil(BATCH / (performance.now() - before)))
  const batch = () => {
    for (let i = 0; i < each; i++) work()
  }
  return quantile(
    Array.from({ length: batches }, () => computed(batch) / each),
    0.5
  )
}

const index = priceIndex(series)

const grid = Schema.decodeUnknownSync(GridSettings)({
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "10000",
  lowPrice: near(0.8),
  highPrice: near(1.2),
  gridLevels: 50,
  spacing: "GEOMETRIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
})

/** Runs of one name, one after another, share what they remember, as the sets of a sweep do. */
const { memory } = runConfig({ runId: RunId.make("bench"), market: spot, settings: grid })
const run = (market: Market, settings: BotSettings, over: PriceIndex) =>
  simulate(runConfig({ runId: RunId.make("bench"), market, settings }, memory), over)

const ofGrid = (): Figure => {
  const { run: done } = run(spot, grid, index)
  const fills = done.fills.reports.length
  const time = median(() => run(spot, grid, index), 21, 40)
  const note = `${fills} fills, ${done.steps} steps, ${((time * 1000) / fills).toFixed(1)} µs a fill`
  return atMost("backtest GRID, a year", time, 5, "ms", note)
}

const ofPlainLoop = (): Figure => {
  const config = runConfig({ runId: RunId.make("bench"), market: spot, settings: grid })
  return {
    name: "the same in a plain bar loop",
    value: Math.round(median(() => everyBar(config, series), 3, 1)),
    unit: "ms",
    target: "",
    ok: true,
    note: "every bar and tick of its path"
  }
}

const ofStrategy = (name: Strategy): Figure => {
  const market = tradesOn(name, "SPOT") ? spot : perpetual
  const month = Array.from({ length: 43_200 }, (_, i) => candleAt(series, i))
  const settings = presets(market, name, month, open, "10000").find((preset) => preset.name === "MID_TERM")?.settings
  if (settings === undefined) throw new Error(`${name} has no mid-term preset`)
  const { run: done } = run(market, settings, index)
  const time = median(() => run(market, settings, index), 9)
  const note = `mid-term preset, ${done.fills.reports.length} fills, ${done.steps} steps`
  return atMost(`backtest ${name}, a year`, time, name === "GRID" ? 5 : 25, "ms", note)
}

const ofSweep = (): Figure => {
  const sweep = sweepOf(grid, gridAxes)
  for (let set = 0; set < 20; set++) sweepRow(spot, sweep, set * 7, index)
  let fills = 0
  const time = computed(() => {
    for (let set = 0; set < sweep.count; set++) {
      const row = sweepRow(spot, sweep, set, index)
      fills += (row.chosenOn?.fills ?? 0) + (row.heldOut?.fills ?? 0)
    }
  })
  return atMost(`sweep of ${sweep.count} GRID sets`, time / 1000, 2, "s", `one core, ${fills} fills`)
}

/** The command as a trader types it, without npm's own start: a CSV of the year in, the summary out. */
const ofShell = (): Figure => {
  const root = join(import.meta.dirname, "../..")
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>
  }
  const [, ...command] = (scripts["backtest"] ?? "").split(" ")
  const folder = mkdtempSync(join(tmpdir(), "tradetower-bench-backtest-"))
  const file = join(folder, "BTC-USD.csv")
  const config = join(folder, "bot.json")
  writeFileSync(file, csvOfYear())
  writeFileSync(config, JSON.stringify(grid))
  const given = [...command, "--strategy", "grid", "--config", config, "--candles", file, "--out", folder]
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, given, { cwd: root, encoding: "utf8" })
    if (status !== 0) throw new Error(`the shell's backtest failed: ${stderr}`)
    return (performance.now() - start) / 1000
  })
  rmSync(folder, { recursive: true })
  return atMost("shell, cold, CSV of the year", quantile(times, 0.5), 0.6, "s", "csv in, summary, JSON and report out")
}

const others = (Object.keys(strategies) as ReadonlyArray<Strategy>).filter((name) => name !== "GRID")
const ofIndex = (): Figure =>
  atMost(
    "index of a year",
    median(() => priceIndex(series), 15),
    30,
    "ms",
    `${MINUTES} candles`
  )
// The plain loop last: no thread that backtests ever runs it, and the engine compiles for what a thread has run.
const one = ofGrid()
const rest = [ofSweep(), ...others.map(ofStrategy), ofIndex(), ofShell()]
report([one, ofPlainLoop(), ...rest])
