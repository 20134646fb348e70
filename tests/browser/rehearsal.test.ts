import type { BotView, RehearsalView } from "@tradetower/api/contract"
import { expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, seeInstead, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld()

/** Its stop is refused in its rehearsal, and nothing else sells what it holds. */
const guarded = () => {
  const price = world.system.price("BTC-USD")
  return { ...gridAround(price, 1_000), stopLossPrice: String(Math.floor(price * 0.8)) }
}

/** No broker of real money can be connected here: its bot is a paper one, which the answers call real. */
it.each([
  ["desk", desk],
  ["dark phone", { ...phone, colorScheme: "dark" }]
] as const)(
  "a bot on real money is rehearsed, and what it did not pass is waived by name, on a %s",
  async (_, options) => {
    const { page, complaints } = await openPage(world.browser, options)
    await signInOn(page, world.system.origin, "Ada")
    const ada = await signIn(world.system.origin, "ada")
    const bot = await ada.post<BotView>("/api/v1/bots", {
      name: "With a stop",
      connection: "paper",
      symbol: "BTC-USD",
      settings: guarded()
    })
    await seeInstead(page, "bots", (bots) => bots.map((one) => ({ ...one, environment: "LIVE" })))
    await page.goto(`${world.system.origin}/app/bots/?id=${bot.id}`)
    const state = page.getByTestId("rehearsal-state")
    await expect.poll(() => state.innerText()).toBe("Not rehearsed")
    expect(await page.getByTestId("rehearsal").innerText()).toContain("Before it may be started with real money")

    await page.getByTestId("rehearse").click()
    await expect.poll(() => state.innerText()).toBe("Not passed")
    const rows = page.getByTestId("rehearsal-row")
    await expect.poll(() => rows.count()).toBe(7)
    expect(await rows.first().innerText()).toMatch(/Crash and restart[^]*started again after 90 s[^]*Passed/)
    expect(await rows.nth(4).innerText()).toMatch(/Refused stop[^]*Not passed[^]*still holds what it held/)
    expect(await accessibilityProblems(page)).toEqual([])
    await fitsItsScreen(page)

    await page.getByTestId("waive").click()
    const dialog = page.getByRole("dialog")
    const confirm = page.getByTestId("waive-confirm")
    const names = dialog.getByRole("checkbox")
    await expect.poll(() => names.count()).toBe(1)
    for (const name of await names.all()) {
      expect(await confirm.isDisabled()).toBe(true)
      await name.check()
    }
    expect(await accessibilityProblems(page)).toEqual([])
    await fitsItsScreen(page)
    await confirm.click()
    await expect.poll(() => state.innerText()).toBe("Waived")
    expect(await page.getByTestId("rehearsal-waived").innerText()).toContain("Waived by Ada")

    // Other settings are another configuration.
    await ada.ask("PATCH", `/api/v1/bots/${bot.id}`, { settings: { ...bot.settings, investment: "2000" } })
    await page.reload()
    await expect.poll(() => state.innerText()).toBe("Changed since")
    expect(await rows.count()).toBe(0)
    await ada.ask("DELETE", `/api/v1/bots/${bot.id}`)
    expect(complaints).toEqual([])
  }
)

it("a running bot on real money shows what changed settings do not pass, where it is waived by name", async () => {
  const { page, complaints } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ada")
  const ada = await signIn(world.system.origin, "ada")
  const settings = guarded()
  const bot = await startBot(ada, "Running", settings)
  await seeInstead(page, "bots", (bots) => bots.map((one) => ({ ...one, environment: "LIVE" })))
  // No account of real money is here: its refusal is what the API's own tests say it is.
  const { rows } = await ada.post<RehearsalView>(`/api/v1/bots/${bot.id}/rehearsal`)
  const faults = rows.filter(({ passed }) => !passed).map(({ fault }) => fault)
  const waived: Array<unknown> = []
  await page.route(`**/api/v1/bots/${bot.id}`, async (route) => {
    const { waive, ...change } = route.request().postDataJSON() as { waive?: unknown }
    waived.push(waive)
    if (waive !== undefined) return route.continue({ postData: JSON.stringify(change) })
    return route.fulfill({ status: 409, json: { detail: "It would not come through this.", faults, rows } })
  })
  await page.goto(`${world.system.origin}/app/bots/?id=${bot.id}`)
  await page.getByRole("tab", { name: "Settings" }).click()
  await page.getByTestId("change-settings").click()
  await page.getByTestId("rehearsed-first").waitFor()
  await page.locator("#bot-name").fill("Changed")
  await page.locator('form:has(#bot-name) button[type="submit"]:not([disabled])').click()
  const dialog = page.getByRole("dialog")
  const confirm = page.getByTestId("waive-confirm")
  const names = dialog.getByRole("checkbox")
  await expect.poll(() => names.count()).toBe(faults.length)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await dialog.getByRole("button", { name: "Leave it" }).click()
  await page.getByText("It would not come through this.").waitFor()
  await page.getByTestId("waive-change").click()
  await expect.poll(() => names.count()).toBe(faults.length)
  for (const name of await names.all()) {
    expect(await confirm.isDisabled()).toBe(true)
    await name.check()
  }
  await confirm.click()
  await expect.poll(() => page.getByTestId("change-settings").count()).toBe(1)
  expect(waived).toEqual([undefined, faults])
  await ada.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
  expect(complaints.filter((one) => !one.includes("status of 409"))).toEqual([])
})

it("a new bot on real money can be saved and not started", async () => {
  const { page, complaints } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ben")
  await seeInstead(page, "exchanges", (exchanges) =>
    exchanges.map((one) => ({
      ...one,
      accounts: one.accounts.map((account) => ({ ...account, environment: "LIVE" }))
    }))
  )
  await page.goto(`${world.system.origin}/app/bots/new/`)
  await page.getByTestId("rehearsed-first").waitFor()
  expect(await page.getByTestId("create-bot").count()).toBe(0)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await page.locator('[data-testid="save-bot"]:not([disabled])').click()
  await page.waitForURL(/\/app\/bots\/\?id=/)
  await expect.poll(() => page.getByTestId("bot-state").innerText()).toBe("Not started")
  expect(complaints).toEqual([])
})
