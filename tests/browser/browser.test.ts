import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type RunningSystem, startSimulated } from "../system/start.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, launch, openPage } from "./chromium.ts"
import { fitsItsScreen, killEverything, signInOn, startMidTermBot } from "./journey.ts"

let browser: Browser
let system: RunningSystem

beforeAll(async () => {
  system = await startSimulated(["--seed", "7", "--speed", "120"])
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await system.stop()
})

const desk = { viewport: { width: 1_440, height: 900 } }
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

interface Bot {
  readonly id: string
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
    await signInOn(page, system.origin, name)
    expect(await startMidTermBot(page)).toBeLessThan(60_000)
    await fitsItsScreen(page)

    // More fills come by themselves: the page is not touched.
    const rows = page.getByTestId("fill-row")
    const first = await rows.count()
    await expect.poll(() => rows.count(), { timeout: 60_000 }).toBeGreaterThan(first)
    expect(await page.getByTestId("bot-state").first().getAttribute("data-state")).toMatch(/ACTIVE|TRAILING|PUMP/)
    expect(await page.getByTestId("total-result").first().getAttribute("data-value")).toMatch(/^-?\d+(\.\d+)?$/)
    expect(await page.getByTestId("price-age").first().innerText()).toMatch(/ago|now/)
    expect(await page.getByTestId("market-source").first().innerText()).toMatch(/simulated/i)

    await killEverything(page)
    await expect
      .poll(() => page.getByTestId("bot-state").first().getAttribute("data-state"), { timeout: 10_000 })
      .toBe("STOPPED")
    const trader = await signIn(system.origin, tenant)
    const [bot] = await trader.get<ReadonlyArray<Bot>>("/api/v1/bots")
    expect(bot?.run?.summary).toMatchObject({ state: "STOPPED", openOrders: 0 })
    expect(Number(bot?.run?.summary.position)).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe.each(["light", "dark"] as const)("every page, %s", (colorScheme) => {
  it.each([
    ["desk", desk],
    ["phone", phone]
  ] as const)("is accessible, fits its screen and breaks no rule on a %s", async (_, options) => {
    const { page, complaints } = await openPage(browser, { ...options, colorScheme })
    await page.goto(`${system.origin}/`)
    expect(await accessibilityProblems(page)).toEqual([])
    await signInOn(page, system.origin, "Ada")
    const ada = await signIn(system.origin, "ada")
    const [bot] = await ada.get<ReadonlyArray<Bot>>("/api/v1/bots")
    for (const path of [
      "/app/",
      "/app/bots/",
      "/app/bots/new/",
      `/app/bots/?id=${bot?.id}`,
      "/app/signals/",
      "/app/activity/"
    ]) {
      await page.goto(system.origin + path)
      await page.waitForSelector("main h1, main h2", { timeout: 20_000 })
      await page.waitForLoadState("networkidle")
      expect(await accessibilityProblems(page), path).toEqual([])
      await fitsItsScreen(page)
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
