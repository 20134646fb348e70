import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

/**
 * Prints how much JavaScript each built page loads, in KB gzipped, and fails over budget: nothing on the landing page,
 * 150 KB on a dashboard page and on the one that a message's links ask on. Counted is everything a page can come to load, chunks imported later included; what it
 * runs in a thread of its own (a worker: the domain's rules and backtests) stands on a line of its own.
 */
const BUDGET = 150
const dist = fileURLToPath(new URL("dist", import.meta.url))

const pages = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".html"))
  .sort()

const reached = (html) => {
  const found = new Set()
  const visit = (file) => {
    if (found.has(file) || !existsSync(file)) return
    found.add(file)
    const source = readFileSync(file, "utf8")
    for (const [, path] of source.matchAll(/["'`](\.{1,2}\/[^"'`]+?\.js)["'`]/g)) visit(resolve(dirname(file), path))
    for (const [, path] of source.matchAll(/["'`](\/?_astro\/[^"'`]+?\.js)["'`]/g)) visit(join(dist, path))
  }
  for (const [, path] of html.matchAll(/(?:src|href|component-url|renderer-url|before-hydration-url)="(\/[^"]+\.js)"/g))
    visit(join(dist, path))
  return found
}

const inline = (html) =>
  [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, body]) => body).join("\n")

const isWorker = (file) => /\.worker-[\w-]+\.js$/.test(file)
const workers = new Map()

const sizes = pages.map((page) => {
  const html = readFileSync(join(dist, page), "utf8")
  const all = [...reached(html)]
  for (const file of all.filter(isWorker)) workers.set(file, gzipSync(readFileSync(file)).length)
  const files = all.filter((file) => !isWorker(file)).map((file) => readFileSync(file))
  const own = inline(html)
  const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0) + (own === "" ? 0 : gzipSync(own).length)
  return { page: `/${relative(".", page)}`.replace(/index\.html$/, ""), kb: Math.round(bytes / 102.4) / 10 }
})

let over = false
for (const { page, kb } of sizes) {
  const budget = page.startsWith("/app/") || page === "/confirm/" ? BUDGET : 0
  const ok = kb <= budget
  over ||= !ok
  console.log(`${page.padEnd(24)} ${String(kb).padStart(7)} KB gz  ${ok ? "ok" : `over the budget of ${budget}`}`)
}
for (const [file, bytes] of workers) {
  const kb = Math.round(bytes / 102.4) / 10
  const name = basename(file).replace(/\.worker-.*/, "")
  console.log(`${`worker ${name}`.padEnd(24)} ${String(kb).padStart(7)} KB gz  in a thread of its own`)
}
if (sizes.length === 0) {
  console.error("Nothing is built: run `npm run build` first.")
  process.exitCode = 1
}
if (over) process.exitCode = 1
