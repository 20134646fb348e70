import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { readCommandLine } from "../../infra/command-line.mjs"
import { startSimulated } from "../system/start.ts"
import { signIn } from "../system/trader.ts"
import { launch } from "./chromium.ts"
import { signInOn } from "./journey.ts"

/** `npm run picture`: takes the README's pictures of a dashboard where three bots have traded for some hours. */
readCommandLine({
  help: `Takes the README's pictures of a dashboard.

  npm run picture`
})
const folder = join(import.meta.dirname, "../../docs")
const bots = [
  { symbol: "BTC-USD", strategy: "GRID", preset: "MID_TERM", amount: "10000" },
  { symbol: "ETH-USD", strategy: "GRID", preset: "SHORT_TERM", amount: "8000" },
  { symbol: "SOL-USD", strategy: "DCA", preset: "SHORT_TERM", amount: "5000" }
]
interface Preset {
  readonly name: string
  readonly settings: object
}

const system = await startSimulated(["--seed", "3", "--speed", "240"])
const trader = await signIn(system.origin, "ada")
for (const { amount, preset, strategy, symbol } of bots) {
  const presets = await trader.get<ReadonlyArray<Preset>>(
    `/api/v1/exchanges/simulated/markets/${symbol}/presets?strategy=${strategy}&investment=${amount}`
  )
  const settings = presets.find(({ name }) => name === preset)?.settings
  const { id } = await trader.post<{ id: string }>("/api/v1/bots", {
    name: `${symbol.slice(0, 3)} ${strategy === "GRID" ? "grid" : strategy}, ${preset.toLowerCase().replace("_", " ")}`,
    connection: "paper",
    symbol,
    settings
  })
  await trader.post(`/api/v1/bots/${id}/start`)
}
await sleep(90_000)
mkdirSync(folder, { recursive: true })
const browser = await launch()
for (const colorScheme of ["light", "dark"] as const) {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 860 }, colorScheme })
  const page = await context.newPage()
  await signInOn(page, system.origin, "Ada")
  await page.waitForLoadState("networkidle")
  await sleep(3_000)
  await page.screenshot({ path: join(folder, colorScheme === "dark" ? "overview-dark.png" : "overview.png") })
  await context.close()
}
await browser.close()
await system.stop()
