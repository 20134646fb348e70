import { expect, it } from "vitest"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7"])

it.each([
  ["desk", desk],
  ["phone", phone]
] as const)("a backtest is run by a broker's rules and fees, and says so, on a %s", async (_, options) => {
  const { page, complaints } = await openPage(world.browser, options)
  await signInOn(page, world.system.origin, "Ben")
  await page.goto(`${world.system.origin}/app/backtest/`)
  const rules = page.getByTestId("backtest-rules")
  const alpaca = rules.locator("option", { hasText: "Paper, by Alpaca’s rules" })
  const help = page.locator("#condition-rules-help")
  await rules.waitFor()
  expect(await help.innerText()).toBe("Fees: 0.1 % for what rested, 0.2 % for what takes.")

  await page.getByTestId("strategy-FUTURES_GRID").click()
  await expect.poll(() => alpaca.isDisabled()).toBe(true)
  await page.getByText(/^Not for this market: Alpaca/).click()
  await page.getByText("Alpaca has no futures for its customers: choose one of its stocks and coins.").waitFor()
  await page.getByTestId("strategy-GRID").click()
  await expect.poll(() => alpaca.isDisabled()).toBe(false)

  await rules.selectOption({ label: "Paper, by Alpaca’s rules" })
  await expect.poll(() => help.innerText()).toBe("Fees: 0.15 % for what rested, 0.25 % for what takes.")
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  // What was chosen and can't trade another market says so, and holds the button.
  await page.getByTestId("strategy-FUTURES_GRID").click()
  await expect.poll(() => help.innerText()).toContain("Alpaca has no futures for its customers")
  await page.locator('[data-testid="run-backtest"][disabled]').waitFor()
  await page.getByTestId("strategy-GRID").click()

  await page.getByTestId("period-7").click()
  await page.locator('[data-testid="run-backtest"]:not([disabled])').click()
  await page.waitForURL(/\?id=/)
  await page.getByTestId("backtest-total").waitFor()
  expect(await page.getByTestId("backtest-by").innerText()).toBe("Paper, by Alpaca’s rules")
  const costs = await page.getByTestId("run-with").innerText()
  expect(costs).toContain("Paper, by Alpaca’s rules")
  expect(costs).toMatch(/Taker fee\s+0\.25 %/)
  await fitsItsScreen(page)

  await page.getByText("Change and run again").click()
  await rules.waitFor()
  expect(await rules.inputValue()).toBe("alpaca")
  expect(await page.getByTestId("period-7").getAttribute("aria-pressed")).toBe("true")
  expect(complaints).toEqual([])
  await page.context().close()
})
