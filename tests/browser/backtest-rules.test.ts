import { expect, it } from "vitest"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, seeInstead, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7"])

it.each([
  ["desk", desk],
  ["phone", phone]
] as const)("a backtest is run by a broker's rules and fees, and says so, on a %s", async (_, options) => {
  const { page, complaints } = await openPage(world.browser, options)
  await signInOn(page, world.system.origin, "Ben")
  // No account of real money is here: one is put into what the API answers.
  await seeInstead(page, "exchanges", (exchanges) => {
    const own = { id: "real", label: "Savings", terms: "alpaca", environment: "LIVE" } as const
    const fees = [{ of: "CRYPTO", makerRate: "0.0008", takerRate: "0.0018", tier: 4 }]
    return exchanges.map((one) => ({
      ...one,
      accounts: one.accounts.flatMap((account) => [account, { ...account, ...own, fees }]).slice(0, 2)
    }))
  })
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
  const tier = page.getByTestId("backtest-tier")
  const charged = page.getByTestId("charged")
  expect(await charged.innerText()).toContain("“Savings” is charged 0.08 / 0.18 % (tier 4).")
  await charged.getByRole("button", { name: "Use its fees" }).click()
  expect(await tier.inputValue()).toBe("4")
  await expect.poll(() => help.innerText()).toBe("Fees: 0.08 % for what rested, 0.18 % for what takes.")
  await tier.selectOption({ label: "3: from 500,000 USD in 30 days, 0.1 / 0.2 %" })
  await expect.poll(() => help.innerText()).toBe("Fees: 0.1 % for what rested, 0.2 % for what takes.")
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  // What was chosen and can't trade another market says so, and holds the button.
  await page.getByTestId("strategy-FUTURES_GRID").click()
  await expect.poll(() => help.innerText()).toContain("Alpaca has no futures for its customers")
  await page.locator('[data-testid="run-backtest"][disabled]').waitFor()
  expect(await tier.count()).toBe(0)
  await page.getByTestId("strategy-GRID").click()
  expect(await tier.inputValue()).toBe("3")

  await page.getByTestId("period-7").click()
  await page.locator('[data-testid="run-backtest"]:not([disabled])').click()
  await page.waitForURL(/\?id=/)
  await page.getByTestId("backtest-total").waitFor()
  expect(await page.getByTestId("backtest-by").innerText()).toBe("Paper, by Alpaca’s rules")
  const costs = await page.getByTestId("run-with").innerText()
  expect(costs).toContain("Paper, by Alpaca’s rules")
  expect(costs).toMatch(/Taker fee\s+0\.2 %/)
  expect(costs).toMatch(/Fee tier\s+3 of 8, from 500,000 USD in 30 days/)
  expect(await page.getByTestId("by-rules").innerText()).toMatch(
    /^Alpaca’s rules (changed nothing|made a difference of [+−][\d,.]+ USD): without them, at the same fees, it would have made /
  )
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)

  await page.getByText("Change and run again").click()
  await rules.waitFor()
  expect(await rules.inputValue()).toBe("alpaca")
  await expect.poll(() => tier.inputValue()).toBe("3")
  expect(await page.getByTestId("period-7").getAttribute("aria-pressed")).toBe("true")
  expect(complaints).toEqual([])
  await page.context().close()
})
