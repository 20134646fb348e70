import { expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, seeInstead, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld()
const QUARTER = 15 * 60_000

/** No venue here has delayed prices: what the API would answer of one is put into its answers. */
it.each([
  ["desk", desk],
  ["phone", phone]
] as const)("says beside every price that it is delayed, and how old it is, on a %s", async (_, options) => {
  const { page, complaints } = await openPage(world.browser, options)
  await signInOn(page, world.system.origin, "Ada")
  const ada = await signIn(world.system.origin, "ada")
  const { id } = await startBot(ada, "Late grid", gridAround(world.system.price("BTC-USD"), 1_000))
  await seeInstead(page, "exchanges", (exchanges) =>
    exchanges.map((one) => ({
      ...one,
      markets: one.markets.map((market) => ({
        ...market,
        feed: { _tag: "DELAYED", minutes: 15 },
        lastPriceAt: Date.now() - QUARTER
      }))
    }))
  )
  for (const path of [`bots/?id=${id}`, "bots/new/", "market/?venue=simulated&symbol=BTC-USD"]) {
    await page.goto(`${world.system.origin}/app/${path}`)
    await expect.poll(() => page.getByTestId("price-feed").first().innerText()).toMatch(/^delayed 15 min · /)
    await expect.poll(() => page.getByTestId("market-source").textContent()).toMatch(/^Prices delayed 15 min/)
  }
  await page.goto(`${world.system.origin}/app/bots/`)
  await page.getByText("delayed 15 min", { exact: true }).first().waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  expect(complaints).toEqual([])
})
