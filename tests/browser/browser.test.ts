import { describe, expect, it } from "vitest"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, runBacktest, runSweep, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7", "--speed", "240"])

describe.each([
  { screen: "desk", options: desk },
  { screen: "phone", options: phone }
])("backtesting on a $screen", ({ options }) => {
  it("tries a strategy on the past, sweeps its values, and makes a bot of what it found", async () => {
    const { page, complaints } = await openPage(world.browser, options)
    await signInOn(page, world.system.origin, "Ben")
    expect(await runBacktest(page, world.system.origin)).toMatch(/^-?\d+(\.\d+)?$/)
    const candles = () => page.getByTestId("backtest-candles").getAttribute("data-candles")
    await expect.poll(async () => Number(await candles())).toBeGreaterThan(100)
    expect(await accessibilityProblems(page), "result").toEqual([])
    await fitsItsScreen(page)

    expect(await runBacktest(page, world.system.origin)).toMatch(/^-?\d/)
    const trader = await signIn(world.system.origin, "ben")
    const [one, other] = await trader.get<ReadonlyArray<{ id: string }>>("/api/v1/backtests")
    await page.goto(`${world.system.origin}/app/backtest/?id=${other?.id}&against=${one?.id}`)
    await page.getByTestId("set-otherwise").waitFor()
    expect(await accessibilityProblems(page), "comparison").toEqual([])
    await fitsItsScreen(page)

    await runSweep(page, world.system.origin)
    const map = page.getByTestId("heat-map").getByRole("application").first()
    await map.press("ArrowRight")
    await map.press("ArrowUp")
    await expect.poll(() => page.getByTestId("heat-read").innerText()).toMatch(/: .+, held out .+/)
    expect(await page.getByTestId("sweep-warning").innerText()).toMatch(/chance/)
    expect(await page.getByTestId("sweep-by").innerText()).toBe("Paper, without a broker’s rules")
    expect(await accessibilityProblems(page), "sweep").toEqual([])
    await fitsItsScreen(page)

    const best = await page.getByTestId("sweep-row").first().locator("td").nth(1).innerText()
    await page.getByTestId("use-best").click()
    await page.waitForURL(/\/app\/bots\/new\//)
    await page.locator('[data-testid="create-bot"]:not([disabled])').waitFor()
    // At rest a price has its thousands separated.
    expect((await page.locator("#field-lowPrice").inputValue()).replaceAll(",", "")).toBe(best.replaceAll(",", ""))
    await page.getByTestId("create-bot").click()
    await page.waitForURL(/\/app\/bots\/\?id=/)
    const resting = page.getByTestId("resting-count")
    await expect.poll(() => resting.innerText()).not.toBe("0")
    const counts = async () => [await resting.innerText(), await page.getByRole("tab", { name: /^Orders/ }).innerText()]
    await expect.poll(async () => (await counts()).join()).toMatch(/^(\d+),Orders \1$/)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

it("every strategy can be chosen, says what it will do, and follows its slider with the last 30 days", async () => {
  const { page, complaints } = await openPage(world.browser, desk)
  await signInOn(page, world.system.origin, "Ada")
  const ada = await signIn(world.system.origin, "ada")
  const strategies = await ada.get<ReadonlyArray<{ strategy: string }>>("/api/v1/strategies")
  expect(strategies).toHaveLength(8)
  await page.goto(`${world.system.origin}/app/bots/new/`)
  for (const { strategy } of strategies) {
    await page.getByTestId(`strategy-${strategy}`).click()
    await expect
      .poll(() => page.getByTestId("what-happens").innerText(), { message: strategy })
      .toMatch(/^(Buys|Sells|Rests|Something)/)
    await page.locator('[data-testid="lately"][data-candles]').waitFor()
  }
  await page.getByTestId("strategy-GRID").click()
  const curve = page.locator('[data-testid="lately"] path.curve')
  const before = await curve.getAttribute("d")
  await page.getByTestId("slider-gridLevels").press("ArrowRight")
  await expect.poll(() => curve.getAttribute("d")).not.toBe(before)
  expect(await page.locator("#field-gridLevels").inputValue()).toMatch(/^\d+$/)
  expect(complaints).toEqual([])
  await page.context().close()
})
