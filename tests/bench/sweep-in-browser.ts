import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { launch, openPage } from "../browser/chromium.ts"
import { signInOn } from "../browser/journey.ts"
import { startSimulated } from "../system/start.ts"
import { atMost } from "./figure.ts"
import { report } from "./report.ts"
import { csvOfYear, gridAxes, near, open, spot } from "./year.ts"

/**
 * On the page "Backtest", in Chromium: a year of one-minute candles is brought in, and 10,000 grids are tried on it. From
 * the button to the sets that are shown, ranked, and how far it has come is shown meanwhile.
 */
const SETS = 10_000
const axes = [
  ...gridAxes,
  { field: "highPrice", from: near(1.2), to: near(1.29), step: spot.priceText(Math.round(open / 100) as typeof open) }
]
const patience = { timeout: 120_000 }

/** Brings a file in; its pair is chosen by itself. */
const bringIn = async (page: Page): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "tradetower-bench-sweep-"))
  const file = join(folder, "YEAR-USD.csv")
  writeFileSync(file, csvOfYear())
  await page.getByTestId("import-file").setInputFiles(file)
  await page.locator('[data-testid="import-reading"]', { hasText: "YEAR-USD is taken for" }).waitFor(patience)
  await page.getByRole("button", { name: "Import", exact: true }).click()
  await page.getByTestId("series-row").filter({ hasText: "YEAR-USD" }).waitFor(patience)
  rmSync(folder, { recursive: true })
}

/** The ranges of 10,000 sets. */
const choose = async (page: Page): Promise<void> => {
  await page.getByTestId("strategy-GRID").click()
  await page.getByTestId("period-ALL").click()
  await page.getByTestId("mode-own").click()
  // A stop would lie inside some of the ranges.
  await page.locator("#field-stopLossPrice").fill("")
  await page.locator("#field-trailingUp").uncheck()
  await page.getByText("More settings").click()
  await page.locator("#field-pumpProtection").uncheck()
  await page.getByTestId("amount").fill("10000")
  await page.getByTestId("kind-sweep").click()
  for (const [at, { field, from, step, to }] of axes.entries()) {
    await page.getByTestId("add-axis").click()
    await page.locator(`#axis-${at}-field`).selectOption(field)
    for (const [name, value] of Object.entries({ from, to, step }))
      await page.getByTestId(`axis-${at}-${name}`).fill(value)
  }
  const sets = await page.getByTestId("sweep-sets").innerText()
  if (!sets.startsWith(`${SETS.toLocaleString("en")} sets`)) throw new Error(`the ranges make ${sets}, not ${SETS}`)
}

const system = await startSimulated(["--seed", "7", "--speed", "1"])
const browser = await launch()
const { page } = await openPage(browser, { viewport: { width: 1_440, height: 900 } })
await signInOn(page, system.origin, "Ada")
await page.goto(`${system.origin}/app/backtest/`)
await bringIn(page)
await choose(page)

const seen = new Set<string>()
const begun = performance.now()
await page.locator('[data-testid="run-backtest"]:not([disabled])').click()
await page.waitForURL(/\/app\/backtest\/\?sweep=/)
const done = page.locator('[data-testid="sweep-row"], [data-testid="sweep-none"]').first()
const progress = page.locator('[data-testid="progress"] .figure')
while (!(await done.isVisible())) {
  if (performance.now() - begun > 600_000) throw new Error("the sweep was not done after ten minutes")
  for (const text of await progress.allInnerTexts()) seen.add(text)
  await page.waitForTimeout(50)
}
const took = (performance.now() - begun) / 1000
const refused = await page.getByText(/sets? that can't run here/).allInnerTexts()
if (refused.length > 0) throw new Error(refused.join())
await browser.close()
await system.stop()
const note = `a year of one-minute candles; its progress was told ${seen.size} times`
report([atMost(`sweep of ${SETS} GRID sets in the browser`, took, 30, "s", note)])
