import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { AxeResults } from "axe-core"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"

/** How it is started: nothing of its own in the background. */
export const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** The Chromium that `npm test` found (`CHROMIUM`), or Debian's. */
export const executable = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: executable, args: flags })

/** For a page that hangs, ms: a busy machine may take many times what a quiet one takes. */
const PATIENCE = 120_000

/** No colour lies between two others for a frame, where it could be looked at. Adopted: the page's policy lets no other in. */
const STILL = `{
  const sheet = new CSSStyleSheet()
  sheet.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important }")
  document.adoptedStyleSheets.push(sheet)
}`

/** A page on which nothing moves by itself, and what went wrong on it: errors in its console (policy violations are among them) and uncaught ones. */
export interface WatchedPage {
  readonly page: Page
  readonly complaints: ReadonlyArray<string>
}

export const openPage = async (browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> => {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options })
  context.setDefaultTimeout(PATIENCE)
  await context.addInitScript(STILL)
  const page = await context.newPage()
  const complaints: Array<string> = []
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()} (${message.location().url})`)
  })
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.stack ?? error.message}`))
  return { page, complaints }
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe finds wrong with the page as it stands, a line each. */
export const accessibilityProblems = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })")
  return violations.flatMap((found) =>
    found.nodes.map((node) => `${found.id}: ${node.target.join(" ")}: ${node.failureSummary ?? found.help}`)
  )
}
