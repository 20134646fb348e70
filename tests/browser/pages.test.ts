import { describe, expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { everyPage } from "./every-page.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7"])

describe.each(["light", "dark"] as const)("every page, %s", (colorScheme) => {
  it.each([
    ["desk", desk],
    ["phone", phone]
  ] as const)("is accessible, fits its screen and breaks no rule on a %s", async (_, options) => {
    const { page, complaints } = await openPage(world.browser, { ...options, colorScheme })
    await page.goto(`${world.system.origin}/`)
    expect(await accessibilityProblems(page)).toEqual([])
    await signInOn(page, world.system.origin, "Ada")
    const ada = await signIn(world.system.origin, "ada")
    const bot = await startBot(ada, "Grid", gridAround(world.system.price("BTC-USD"), 1_000))
    expect(everyPage.length).toBeGreaterThan(5)
    for (const path of [...everyPage, `/app/bots/?id=${bot.id}`, "/api/v1/docs"]) {
      await page.goto(world.system.origin + path)
      await page.waitForSelector("main h1, main h2")
      await page.waitForLoadState("networkidle")
      expect(await accessibilityProblems(page), path).toEqual([])
      await fitsItsScreen(page)
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
