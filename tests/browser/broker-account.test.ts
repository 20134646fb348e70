import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { liveKey, paperKey, startWithAlpaca, type WithAlpaca } from "../system/with-alpaca.ts"
import { accessibilityProblems, launch, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { desk, phone } from "./world.ts"

let world: WithAlpaca
let browser: Browser
beforeAll(async () => {
  world = await startWithAlpaca()
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await world.stop()
})

it.each([
  ["desk", desk, "Ada"],
  ["phone", phone, "Ben"]
] as const)("adds an account at a broker, and says what was found, on a %s", async (_, options, who) => {
  const { page, complaints } = await openPage(browser, options)
  await signInOn(page, world.origin, who)
  await page.goto(`${world.origin}/app/connections/`)
  await page.getByTestId("add-way").selectOption({ label: "Paper money at Alpaca" })
  const steps = page.getByTestId("key-steps").getByRole("listitem")
  await expect.poll(() => steps.count()).toBe(3)
  const form = page.locator("form").filter({ has: page.getByTestId("add-connection") })
  expect(await form.innerText()).not.toContain("100,000 USD of paper money")
  const give = async (key: string, secret: string) => {
    await form.getByLabel("Key", { exact: true }).fill(key)
    await form.getByLabel("Secret").fill(secret)
    await page.getByTestId("add-connection").click()
  }
  await give(liveKey.key, liveKey.secret)
  await expect.poll(() => form.innerText()).toContain("This key is of real money")
  await give("PK-none", "none")
  await expect.poll(() => form.innerText()).toContain("make a new key at Alpaca")
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await give(paperKey.key, paperKey.secret)
  const found = page.getByTestId("found")
  await expect.poll(() => found.innerText()).toContain("is account PA31, of paper money")
  expect(await found.innerText()).toContain("It has 100,000.00 USD in cash.")
  expect(await form.getByLabel("Secret").inputValue()).toBe("")

  const row = page.locator('[data-testid="connection-row"][data-state="CONNECTED"]:not([data-id="paper"])')
  await row.waitFor()
  expect(await row.innerText()).toContain("Paper money at Alpaca")
  await row.getByText("What was found").click()
  await expect.poll(() => row.innerText()).toContain("IEX alone")
  await row.getByTestId("test-connection").click()
  await expect.poll(() => row.getByTestId("connection-tested").innerText()).toContain("Alpaca takes the key of")
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  expect(complaints.filter((one) => !one.includes("422"))).toEqual([])

  // Chosen for a bot, it brings the same pair of its own venue.
  await page.goto(`${world.origin}/app/bots/new/`)
  const account = page.getByTestId("connection").getByRole("combobox")
  await account.selectOption({ label: "Paper money at Alpaca · paper money" })
  const pairOnceTraded = () => {
    world.alpaca.data.trade("BTC/USD", "92000", "0.1")
    return page.getByTestId("market").inputValue()
  }
  await expect.poll(pairOnceTraded).toBe("BTC-USD · Alpaca")
  await expect
    .poll(() => account.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.text))
    .toMatch(/^Paper money/)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await page.goto(`${world.origin}/app/connections/`)
  // Alpaca lets a key in once at a time.
  await row.getByTestId("remove-connection").click()
  await page.getByTestId("remove-confirm").click()
  await expect.poll(() => row.count()).toBe(0)
  await page.context().close()
})
