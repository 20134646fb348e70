import { expect, it } from "vitest"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7"])

it.each([
  ["a desk", desk],
  ["a phone", phone]
])(
  "a market's page tells its rules and what can run on it, and leads to a bot and a backtest of it, on %s",
  async (_, screen) => {
    const { complaints, page } = await openPage(world.browser, screen)
    await signInOn(page, world.system.origin, "Ada")
    await page.goto(`${world.system.origin}/app/market/?venue=simulated&symbol=ETH-PERP`)
    const rules = page.getByTestId("market-rules")
    await expect.poll(() => rules.innerText()).toMatch(/Step of prices\s+0\.01 USD/)
    await expect.poll(() => page.getByTestId("market-note").innerText()).toMatch(/(now|ago) · Simulated market/)
    expect((await page.locator("main").innerText()).match(/Simulated market/g)).toHaveLength(1)
    // On futures no spot ladder can run.
    const ways = page.getByRole("link", { name: /^New bot with / })
    await expect.poll(async () => (await ways.allInnerTexts()).length).toBeGreaterThan(2)
    expect(await page.getByRole("link", { name: "New bot with Grid" }).count()).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])
    await fitsItsScreen(page)

    await page.getByRole("link", { name: "Backtest with DCA futures" }).click()
    await page.waitForURL("**/app/backtest/**")
    await expect.poll(() => page.getByTestId("market").inputValue()).toContain("ETH-PERP")
    await page.goBack()
    await page.getByRole("link", { name: "New bot with DCA futures" }).click()
    await page.waitForURL("**/app/bots/new/**")
    await expect.poll(() => page.getByTestId("market").inputValue()).toContain("ETH-PERP")
    await expect.poll(() => page.locator(".choice-about").first().innerText()).toContain("Enters with leverage")
    expect(complaints).toEqual([])
    await page.context().close()
  }
)

it("a market's page is reached from where its candles are shown or listed", async () => {
  const { origin } = world.system
  const { page } = await openPage(world.browser, desk)
  await signInOn(page, origin, "Ada")
  for (const from of ["/app/bots/new/", "/app/"]) {
    await page.goto(`${origin}${from}`)
    const name = page.getByRole("heading", { level: 2 }).getByRole("link", { name: /^[A-Z0-9]+-[A-Z]+$/ })
    const symbol = await name.first().innerText()
    await name.first().click()
    await page.waitForURL(`${origin}/app/market/?venue=simulated&symbol=${symbol}`)
    expect(await page.getByRole("heading", { level: 2 }).getByRole("link").count()).toBe(0)
  }
  await page.goto(`${origin}/app/backtest/`)
  const listed = page.getByTestId("series-row").getByRole("link", { name: "ETH-USD" })
  await listed.first().click()
  await page.waitForURL(`${origin}/app/market/?venue=simulated&symbol=ETH-USD`)
})

it("a market that is not there is said to be none, by name", async () => {
  const { page } = await openPage(world.browser, desk)
  await signInOn(page, world.system.origin, "Ada")
  await page.goto(`${world.system.origin}/app/market/?venue=simulated&symbol=NO-USD`)
  await expect.poll(() => page.getByRole("alert").innerText()).toContain("There is no market NO-USD at simulated.")
})
