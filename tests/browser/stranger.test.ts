import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type InProcess, startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn } from "../system/trader.ts"
import { launch, openPage } from "./chromium.ts"
import { fitsItsScreen, killEverything, releaseKillSwitch, signInOn, startShortTermBot } from "./journey.ts"
import { desk, phone } from "./world.ts"

const PRICE = 60_000
const market = manualMarket([pair(bitcoin)])
let turn = 0
/** The market's next price: up and down through a tenth of it, so that any ladder is crossed. */
const swing = () => market.trade(bitcoin, (PRICE * (1 + 0.05 * Math.sin(turn++ / 5))).toFixed(2), Date.now())

let browser: Browser
let system: InProcess

beforeAll(async () => {
  system = await startOn(market)
  await onOffer(await signIn(system.url, "ada"), () => market.trade(bitcoin, PRICE.toFixed(2), Date.now()))
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await system.stop()
})

interface Bot {
  readonly run?: {
    readonly summary: { readonly state: string; readonly position: string; readonly openOrders: number }
  }
}

describe.each([
  { screen: "desk", options: desk, name: "Ada", tenant: "ada" },
  { screen: "phone", options: phone, name: "Ben", tenant: "ben" }
])("from an empty folder, on a $screen", ({ options, name, tenant }) => {
  it("a stranger starts a bot, sees its fills come in, and stops everything", async () => {
    const { page, complaints } = await openPage(browser, options)
    await signInOn(page, system.url, name)
    await startShortTermBot(page, swing)
    await fitsItsScreen(page)

    // More fills come by themselves: the page is not touched.
    // The list shows so many and no more: a new one is a row that was not there.
    await page.getByTestId("fill-row").evaluateAll((all) => {
      for (const row of all) row.setAttribute("data-seen", "")
    })
    await expect
      .poll(() => {
        swing()
        return page.locator('[data-testid="fill-row"]:not([data-seen])').count()
      })
      .toBeGreaterThan(0)
    expect(await page.getByTestId("bot-state").first().getAttribute("data-state")).toMatch(/ACTIVE|TRAILING|PUMP/)
    expect(await page.getByTestId("total-result").first().getAttribute("data-value")).toMatch(/^-?\d+(\.\d+)?$/)
    await expect
      .poll(() => {
        swing()
        return page.getByTestId("price-age").first().innerText()
      })
      .toMatch(/ago|now/)
    expect(await page.getByTestId("market-source").first().innerText()).toMatch(/simulated/i)

    await killEverything(page)
    await expect.poll(() => page.getByTestId("bot-state").first().getAttribute("data-state")).toBe("STOPPED")
    const trader = await signIn(system.url, tenant)
    const [bot] = await trader.get<ReadonlyArray<Bot>>("/api/v1/bots")
    expect(bot?.run?.summary).toMatchObject({ state: "STOPPED", openOrders: 0 })
    expect(Number(bot?.run?.summary.position)).toBe(0)
    await releaseKillSwitch(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
