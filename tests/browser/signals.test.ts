import { expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { openWorld, phone } from "./world.ts"

const world = openWorld()

it("shows what a test alert would do, trades on a second press only, and says when TradingView can't reach it", async () => {
  const ada = await signIn(world.system.origin, "ada")
  const onAlert = gridAround(world.system.price("BTC-USD"), 1_000, 10, { _tag: "TRADINGVIEW", action: "BUY" })
  await startBot(ada, "On alert", onAlert)
  const { page, complaints } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ada")
  await page.goto(`${world.system.origin}/app/signals/`)
  await page.getByTestId("make-address").click()
  expect(await page.getByTestId("webhook-address").innerText()).toContain(
    `${world.system.origin}/api/v1/webhooks/tradingview/`
  )
  expect(await page.getByTestId("out-of-reach").innerText()).toMatch(/on this computer only.*--public-url/)

  const foreseen = page.getByTestId("foreseen")
  await expect
    .poll(async () => {
      await page.getByTestId("signal-test").click()
      return foreseen.innerText()
    })
    .toMatch(/^On alert takes a buy alert.*First it places.*Nothing has been sent yet/s)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  const sent = async () => (await ada.get<{ signals: ReadonlyArray<unknown> }>("/api/v1/signals")).signals.length
  expect(await sent()).toBe(0)
  await page.getByTestId("signal-send").click()
  await expect.poll(sent).toBe(1)
  await page.getByTestId("signal-row").waitFor()
  expect(complaints).toEqual([])
})
