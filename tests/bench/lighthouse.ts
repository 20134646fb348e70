import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium } from "playwright-core"
import { executable, flags } from "../browser/chromium.ts"
import { signInOn } from "../browser/journey.ts"
import { startSimulated } from "../system/start.ts"
import { atLeast, atMost, type Figure, quantile } from "./figure.ts"
import { report } from "./report.ts"

/**
 * Lighthouse's own phone (its mobile emulation: a slow line, a processor four times slower) on the pages a trader opens
 * first, with an account that has no bot yet; the median of three runs. Lighthouse is fetched when it is first used.
 */
const VERSION = "13.5.0"
const RUNS = 3
const PORT = 9_322
const pages = [
  { path: "/", performance: 100, blocked: 150 },
  { path: "/app/", performance: 95, blocked: 150 },
  { path: "/app/bots/new/", performance: 95, blocked: 150 },
  { path: "/app/backtest/", performance: 95, blocked: 150 }
]
const whole = ["accessibility", "best-practices", "seo"] as const

/** What is read of Lighthouse's result. */
interface Result {
  readonly lhr: {
    readonly categories: Readonly<Record<string, { readonly score: number | null }>>
    readonly audits: Readonly<Record<string, { readonly numericValue?: number }>>
  }
}
type Lighthouse = (
  url: string,
  flags: { readonly port: number; readonly logLevel: "error" }
) => Promise<Result | undefined>

const fetched = async (): Promise<Lighthouse> => {
  const folder = resolve(import.meta.dirname, "../../.build", `lighthouse-${VERSION}`)
  const main = join(folder, "node_modules/lighthouse/core/index.js")
  if (!existsSync(main)) {
    mkdirSync(folder, { recursive: true })
    const { status } = spawnSync(
      "npm",
      ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", `lighthouse@${VERSION}`],
      { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" }
    )
    if (status !== 0) throw new Error(`lighthouse@${VERSION} could not be fetched: npm says why above`)
  }
  // Not among the types here, as it is fetched by its only user.
  const module = (await import(pathToFileURL(main).href)) as { readonly default: Lighthouse }
  return module.default
}

const lighthouse = await fetched()
const system = await startSimulated(["--seed", "7", "--speed", "1"])
const profile = mkdtempSync(join(tmpdir(), "tradetower-lighthouse-"))
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: executable,
  args: [...flags, `--remote-debugging-port=${PORT}`]
})
const page = await browser.newPage()
await signInOn(page, system.origin, "Ada")
await page.close()

interface Measured {
  readonly performance: number
  readonly blocked: number
  readonly shift: number
  readonly whole: number
}
const once = async (path: string): Promise<Measured> => {
  const result = await lighthouse(system.origin + path, { port: PORT, logLevel: "error" })
  if (result === undefined) throw new Error(`lighthouse says nothing of ${path}`)
  const { audits, categories } = result.lhr
  const score = (name: string) => Math.round((categories[name]?.score ?? Number.NaN) * 100)
  const measured = {
    performance: score("performance"),
    blocked: audits["total-blocking-time"]?.numericValue ?? Number.NaN,
    shift: audits["cumulative-layout-shift"]?.numericValue ?? Number.NaN,
    whole: Math.min(...whole.map(score))
  }
  console.log(`${path} ${JSON.stringify(measured)}`)
  return measured
}

const figures: Array<Figure> = []
for (const { path, performance, blocked } of pages) {
  const all: Array<Measured> = []
  for (let run = 0; run < RUNS; run++) all.push(await once(path))
  const median = (of: (one: Measured) => number) => quantile(all.map(of), 0.5)
  figures.push(
    atLeast(
      `${path} performance`,
      median((one) => one.performance),
      performance,
      "of 100"
    ),
    atMost(
      `${path} blocked`,
      median((one) => one.blocked),
      blocked,
      "ms"
    ),
    atMost(
      `${path} layout shift`,
      median((one) => one.shift),
      path === "/" ? 0 : 0.1,
      ""
    ),
    atLeast(`${path} ${whole.join(", ")}`, Math.min(...all.map((one) => one.whole)), 100, "of 100")
  )
}
await browser.close()
await system.stop()
rmSync(profile, { recursive: true, force: true })
report(figures)
