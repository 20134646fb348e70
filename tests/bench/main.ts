import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readCommandLine, refuse } from "../../infra/command-line.mjs"
import { memoryFlags } from "../../infra/local/memory-flags.mjs"
import { findChromium, withoutChromium } from "../chromium.mjs"
import { type Figure, table } from "./figure.ts"

/**
 * `npm run bench [-- --only NAME]`: measures, prints a table, writes `bench.json`. Each bench has a process of its own.
 * `--only soak [--days N]` takes 144 s a market day and is run only when it is asked for.
 */
const benches = [
  "price-to-order",
  "strict-order",
  "alpaca",
  "alpaca-fills",
  "tastytrade",
  "alpaca-kill-switch",
  "webhooks",
  "sleeping-bots",
  "kill-switch",
  "connections",
  "coinbase",
  "ibkr",
  "fill-to-paint",
  "curve-while-moving",
  "sweep-in-browser",
  "clock-jump",
  "cloud-cost",
  "azure-import",
  "venue-start",
  "backtest",
  "short-grid",
  "site-size",
  "lighthouse"
]

const long = ["soak"]
/** The product in their own process: with the memory that it is started with, on which depends how long it stands still. */
const asStarted = ["alpaca", "alpaca-fills", "tastytrade", "alpaca-kill-switch", "coinbase"]
const inBrowser = ["fill-to-paint", "curve-while-moving", "sweep-in-browser", "lighthouse"]

const { values } = readCommandLine({
  help: `Measures, prints a table and writes bench.json.

  npm run bench                                  all but the soak: ${benches.join(", ")}
  npm run bench -- --only NAME                   those with NAME in their name
  npm run bench -- --only ${long.join(", ")} [--days N]     market days, each of which takes 144 s`,
  options: { only: { type: "string" }, days: { type: "string" } }
})
const only = values.only
const chosen = only === undefined ? benches : [...benches, ...long].filter((name) => name.includes(only))
if (chosen.length === 0) refuse(`No bench is called ${only}: choose from ${[...benches, ...long].join(", ")}.`)

const folder = mkdtempSync(join(tmpdir(), "tradetower-bench-"))
const figures: Array<Figure> = []
const chromium = chosen.some((name) => inBrowser.includes(name)) ? findChromium() : undefined
let broken = false
for (const name of chosen) {
  if (inBrowser.includes(name) && chromium === undefined) {
    broken = true
    console.error(`${name} is left out. ${withoutChromium}`)
    continue
  }
  const file = join(folder, `${name}.json`)
  const { status } = spawnSync(
    process.execPath,
    [
      ...(asStarted.includes(name) ? memoryFlags : []),
      "--conditions=source",
      join(import.meta.dirname, `${name}.ts`),
      file,
      ...(values.days === undefined ? [] : [values.days])
    ],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...(chromium !== undefined && { CHROMIUM: chromium }) }
    }
  )
  if (status === 0) figures.push(...(JSON.parse(readFileSync(file, "utf8")) as ReadonlyArray<Figure>))
  else {
    broken = true
    console.error(`${name} did not finish`)
  }
}
rmSync(folder, { recursive: true, force: true })

console.log(`\n${table(figures)}`)
writeFileSync("bench.json", `${JSON.stringify(figures, null, 2)}\n`)
process.exitCode = broken ? 1 : 0
