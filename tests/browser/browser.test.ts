import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type RunningSystem, startSimulated } from "../system/start.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, launch, openPage } from "./chromium.ts"
import {
  fitsItsScreen,
  killEverything,
  releaseKillSwitch,
  runBacktest,
  runSweep,
  signInOn,
  startShortTermBot
} from "./journey.ts"

let browser: Browser
let system: RunningSystem

beforeAll(async () => {
  system = await startSimulated(["--seed", "7", "--speed", "240"])
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await system.stop()
})

const desk = { viewport: { width: 1_440, height: 900 } }
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

/** For what a busy machine is slow at. */
const patience = { timeout: 20_000 }

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
    expect(await startShortTermBot(page)).toBeLessThan(60_000)
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
    await releaseKillSwitch(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe.each([
  { screen: "desk", options: desk },
  { screen: "phone", options: phone }
])("backtesting on a $screen", ({ options }) => {
  it("tries a strategy on the past, sweeps its values, and makes a bot of what it found", async () => {
    const { page, complaints } = await openPage(browser, options)
    await signInOn(page, system.origin, "Ben")
    expect(await runBacktest(page, system.origin)).toMatch(/^-?\d+(\.\d+)?$/)
    const candles = () => page.getByTestId("backtest-candles").getAttribute("data-candles")
    await expect.poll(async () => Number(await candles()), patience).toBeGreaterThan(100)
    expect(await accessibilityProblems(page), "result").toEqual([])
    await fitsItsScreen(page)

    expect(await runBacktest(page, system.origin)).toMatch(/^-?\d/)
    const trader = await signIn(system.origin, "ben")
    const [one, other] = await trader.get<ReadonlyArray<{ id: string }>>("/api/v1/backtests")
    await page.goto(`${system.origin}/app/backtest/?id=${other?.id}&against=${one?.id}`)
    await page.getByTestId("set-otherwise").waitFor()
    expect(await accessibilityProblems(page), "comparison").toEqual([])
    await fitsItsScreen(page)

    await runSweep(page, system.origin)
    const map = page.getByTestId("heat-map").getByRole("application").first()
    await map.press("ArrowRight")
    await map.press("ArrowUp")
    expect(await page.getByTestId("heat-read").innerText()).toMatch(/: .+, held out .+/)
    expect(await page.getByTestId("sweep-warning").innerText()).toMatch(/chance/)
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
    await expect.poll(() => resting.innerText(), patience).not.toBe("0")
    const counts = async () => [await resting.innerText(), await page.getByRole("tab", { name: /^Orders/ }).innerText()]
    await expect.poll(async () => (await counts()).join(), patience).toMatch(/^(\d+),Orders \1$/)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

it("every strategy can be chosen, says what it will do, and follows its slider with the last 30 days", async () => {
  const { page, complaints } = await openPage(browser, desk)
  await signInOn(page, system.origin, "Ada")
  const ada = await signIn(system.origin, "ada")
  const strategies = await ada.get<ReadonlyArray<{ strategy: string }>>("/api/v1/strategies")
  expect(strategies).toHaveLength(8)
  await page.goto(`${system.origin}/app/bots/new/`)
  for (const { strategy } of strategies) {
    await page.getByTestId(`strategy-${strategy}`).click()
    await expect
      .poll(() => page.getByTestId("what-happens").innerText(), { ...patience, message: strategy })
      .toMatch(/^(Buys|Sells|Rests|Something)/)
    await page.locator('[data-testid="lately"][data-candles]').waitFor()
  }
  await page.getByTestId("strategy-GRID").click()
  const curve = page.locator('[data-testid="lately"] path.curve')
  const before = await curve.getAttribute("d")
  await page.getByTestId("slider-gridLevels").press("ArrowRight")
  await expect.poll(() => curve.getAttribute("d"), patience).not.toBe(before)
  expect(await page.locator("#field-gridLevels").inputValue()).toMatch(/^\d+$/)
  expect(complaints).toEqual([])
  await page.context().close()
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
      "/app/backtest/",
      `/app/bots/?id=${bot?.id}`,
      "/app/signals/",
      "/app/activity/",
      "/app/risk/",
      "/app/devices/",
      "/api/v1/docs"
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
