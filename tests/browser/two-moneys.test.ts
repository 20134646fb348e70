import { expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, seeInstead, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld()

/** No broker of real money can be connected yet: what the API would answer with one is put into its answers. */
it.each([
  ["desk", desk],
  ["phone", phone]
] as const)("shows real and paper money apart, and nowhere their sum, on a %s", async (_, options) => {
  const { page, complaints } = await openPage(world.browser, options)
  await signInOn(page, world.system.origin, "Ada")
  const ada = await signIn(world.system.origin, "ada")
  for (const name of ["Paper grid", "Real grid"])
    await startBot(ada, name, gridAround(world.system.price("BTC-USD"), 1_000))
  await page.goto(`${world.system.origin}/app/`)
  await page.getByTestId("money-PAPER").waitFor()
  expect(await page.getByTestId("money-LIVE").count()).toBe(0)
  expect(await page.getByRole("heading", { name: /Paper money/ }).count()).toBe(0)

  const real = { environment: "LIVE", connection: "real" } as const
  await seeInstead(page, "bots", (bots) => bots.map((bot) => (bot.name === "Real grid" ? { ...bot, ...real } : bot)))
  await seeInstead(page, "exchanges", (exchanges) => {
    const balances = [{ asset: "USD", free: "77", reserved: "0", total: "77", uncommitted: "77" }]
    return exchanges.map((one) => ({
      ...one,
      accounts: [
        ...one.accounts,
        ...one.accounts.slice(0, 1).map((account) => ({ ...account, ...real, id: "real", balances }))
      ]
    }))
  })
  await page.reload()
  await page.getByTestId("money-LIVE").waitFor()
  await expect.poll(() => page.getByTestId("live-value").innerText()).toMatch(/^77\.00/)
  await expect.poll(() => page.getByTestId("total-value").textContent()).toMatch(/^\d{2,3},\d{3}/)
  for (const one of ["money-LIVE", "money-PAPER", "live-today", "live-result", "total-result"])
    await expect.poll(() => page.getByTestId(one).count(), { message: one }).toBe(1)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  const narrow = options === desk ? [1_280, 1_024, 920] : []
  for (const width of narrow) {
    await page.setViewportSize({ width, height: 800 })
    const [age, kill] = await Promise.all(
      ["price-age", "kill-switch"].map((one) => page.getByTestId(one).boundingBox())
    )
    expect((age?.x ?? Infinity) + (age?.width ?? 0), `at ${width}`).toBeLessThanOrEqual(kill?.x ?? 0)
  }
  expect(complaints).toEqual([])
})
