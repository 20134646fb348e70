import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { openPage } from "./chromium.ts"
import { signIn } from "../system/trader.ts"
import { signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7", "--speed", "120"])

/** Types into the field that Tab leads to from before it, leaves it by Tab, and looks what it is written back as. */
const retype = async (page: Page, selector: string, text: string, as: string): Promise<void> => {
  const field = page.locator(selector)
  await field.focus()
  await page.keyboard.press("Shift+Tab")
  await page.keyboard.press("Tab")
  await page.keyboard.type(text)
  await page.keyboard.press("Tab")
  await expect.poll(() => field.inputValue()).toBe(as)
}

describe.each(["en-US", "de-DE"])("a number typed by a reader of %s", (locale) => {
  it("replaces what was there, is written back as understood, and is refused with both readings where it has two", async () => {
    const { page, complaints } = await openPage(world.browser, { locale })
    await signInOn(page, world.system.origin, "Ada")
    await page.goto(`${world.system.origin}/app/bots/new/`)
    await page.locator("#field-lowPrice").waitFor()

    await retype(page, "#field-lowPrice", "61.234,5", "61234.5")
    await retype(page, "#amount", "500,00", "500.00")
    await retype(page, "#field-lowPrice", "60000", "60000")
    await expect.poll(() => page.locator("#amount-help").getAttribute("class")).toBe("help")

    await retype(page, "#amount", "1,234", "1,234")
    await expect.poll(() => page.locator("#amount-help").innerText()).toMatch(/can be 1\.234 or 1234/)
    await expect.poll(() => page.getByTestId("create-bot").isDisabled()).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

it("what is free is told in what is paid with, also where the amount is counted in what is bought", async () => {
  const { page } = await openPage(world.browser, { locale: "en-US" })
  await signInOn(page, world.system.origin, "Ben")
  await page.goto(`${world.system.origin}/app/bots/new/`)
  await page.getByTestId("strategy-TWAP").click()
  const help = () => page.locator("#amount-help").innerText()
  await expect.poll(help).toBe("You have 100,000.00 USD free.")
  await page.locator("#field-side").selectOption("SELL")
  await expect.poll(help).toBe("You have 0.00000000 BTC free.")
  await page.context().close()
})

it.each([
  ["a desk", desk],
  ["a phone", phone]
])("what a futures bot holds is told figure by figure, none reaching into the next, on %s", async (_, screen) => {
  const { origin } = world.system
  const ada = await signIn(origin, "ada")
  const presets = await ada.get<ReadonlyArray<{ readonly settings: object }>>(
    "/api/v1/exchanges/simulated/markets/BTC-PERP/presets?strategy=FUTURES_GRID&investment=20000"
  )
  const settings = { ...presets[0]?.settings, direction: "LONG" }
  const { id } = await ada.post<{ id: string }>("/api/v1/bots", {
    name: "Long ladder",
    connection: "paper",
    symbol: "BTC-PERP",
    settings
  })
  await ada.post(`/api/v1/bots/${id}/start`)
  const { page } = await openPage(world.browser, screen)
  await signInOn(page, origin, "Ada")
  await page.goto(`${origin}/app/bots/?id=${id}`)
  await page.getByText(/% away$/).waitFor()
  const wide = await page
    .locator(".tiles > div")
    .evaluateAll((tiles) => tiles.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent))
  expect(wide).toEqual([])
  await page.context().close()
})
