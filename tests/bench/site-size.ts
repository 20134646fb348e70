import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { atMost } from "./figure.ts"
import { report } from "./report.ts"

/** JavaScript of the built pages, in KB gzipped, as `site/size.mjs` counts it. */
const { stdout } = spawnSync(process.execPath, [join(import.meta.dirname, "../../site/size.mjs")], { encoding: "utf8" })
const pages = [...stdout.matchAll(/^(\S+) +([\d.]+) KB gz/gm)].map(([, page = "", kb = ""]) => ({
  page,
  kb: Number(kb)
}))
const landing = pages.find(({ page }) => page === "/")
if (landing === undefined) throw new Error("nothing is built: run `npm run build` first")
const dashboard = pages.filter(({ page }) => page.startsWith("/app/")).toSorted((a, b) => b.kb - a.kb)[0] ?? landing
const [, worker = "NaN"] = /^worker \S+ +([\d.]+) KB gz/m.exec(stdout) ?? []
report([
  atMost("landing page JS", landing.kb, 0, "KB gz"),
  atMost("dashboard JS", dashboard.kb, 150, "KB gz", `the largest page, ${dashboard.page}`),
  atMost("worker JS", Number(worker), 150, "KB gz", "rules and backtests, in a thread beside the page")
])
