import type { BotView, ConnectionView, ExchangeView } from "@tradetower/api/contract"
import { expect } from "vitest"
import type { Page } from "playwright-core"

/** From the first page to the dashboard, as one of the demo tenants. */
export const signInOn = async (page: Page, origin: string, name: string): Promise<void> => {
  await page.goto(`${origin}/app/`)
  await page.getByRole("button", { name: new RegExp(name) }).click()
  await page.waitForURL(/\/app\//)
}

/** What pages ask for and a test has them see otherwise, by its path. */
interface Answers {
  readonly bots: ReadonlyArray<BotView>
  readonly connections: ReadonlyArray<ConnectionView>
  readonly "connections/offer": ReadonlyArray<object>
  readonly exchanges: ReadonlyArray<ExchangeView>
}

/** Has a page see something else than the server answers. A question that is on its way when the page closes is nobody's. */
export const seeInstead = <Path extends keyof Answers>(
  page: Page,
  path: Path,
  change: (answer: Answers[Path]) => unknown
): Promise<unknown> =>
  page.route(`**/api/v1/${path}`, async (route) => {
    try {
      const response = await route.fetch()
      // Our own server's, whose answers its contract tests check.
      await route.fulfill({ response, json: change((await response.json()) as Answers[Path]) })
    } catch (error) {
      if (!page.isClosed()) throw error
    }
  })

/** From the offer to a bot whose first fill appears by itself; `meanwhile` is done before each look at it. */
export const startShortTermBot = async (page: Page, meanwhile: () => void = () => undefined): Promise<void> => {
  const amount = page.getByTestId("amount")
  await amount.waitFor()
  await amount.fill("2,000")
  await page.getByTestId("preset-SHORT_TERM").click()
  await page.getByTestId("start-preset-SHORT_TERM").click()
  await page.waitForURL(/\/app\/bots\/\?id=/)
  const fills = () => {
    meanwhile()
    return page.getByTestId("fill-row").count()
  }
  await expect.poll(fills).toBeGreaterThan(0)
}

/** Runs a backtest over the last week; answers what it says it would have made, as a decimal. */
export const runBacktest = async (page: Page, origin: string): Promise<string> => {
  await page.goto(`${origin}/app/backtest/`)
  await page.getByTestId("period-7").click()
  await page.locator('[data-testid="run-backtest"]:not([disabled])').click()
  await page.waitForURL(/\/app\/backtest\/\?id=/)
  const total = page.getByTestId("backtest-total")
  await total.waitFor()
  return (await total.getAttribute("data-value")) ?? ""
}

/** Runs a sweep of two settings; resolves when its map and sets are shown. */
export const runSweep = async (page: Page, origin: string): Promise<void> => {
  await page.goto(`${origin}/app/backtest/`)
  await page.getByTestId("period-7").click()
  await page.getByTestId("kind-sweep").click()
  for (const _ of ["lowPrice", "highPrice"]) await page.getByTestId("add-axis").click()
  await page.locator('[data-testid="run-backtest"]:not([disabled])').click()
  await page.waitForURL(/\/app\/backtest\/\?sweep=/)
  await page.getByTestId("sweep-row").first().waitFor()
}

/** Uses the kill switch and reads its receipt. */
export const killEverything = async (page: Page): Promise<void> => {
  await page.getByTestId("kill-switch").click()
  await page.getByTestId("kill-switch-confirm").click()
  const receipt = page.getByTestId("kill-switch-receipt")
  await receipt.waitFor()
  await page.waitForSelector('[data-testid="kill-switch-receipt"][data-completed="true"]')
  expect(await receipt.innerText()).toMatch(/stopped in \d+\.\d s/)
  await page.keyboard.press("Escape")
}

/** Lets the trader's bots be started again. */
export const releaseKillSwitch = async (page: Page): Promise<void> => {
  await page.getByTestId("kill-switch").click()
  await page.getByTestId("kill-switch-release").click()
  await page.locator('[data-testid="kill-switch"]:not(.filled)').waitFor()
  await page.keyboard.press("Escape")
}

/** Nothing reaches over the right edge. A phone's window grows with what is too wide: the width that was set counts. */
export const fitsItsScreen = async (page: Page): Promise<void> => {
  const content = await page.evaluate<number>("document.documentElement.scrollWidth")
  expect(content, page.url()).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0)
}
