import type { BrowserContext, Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn, type Trader, until } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { everyPage } from "./every-page.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7"])

interface Switch {
  readonly halted: boolean
  readonly wouldStop: ReadonlyArray<unknown>
}
const lookAt = (trader: Trader) => trader.get<Switch>("/api/v1/kill-switch")

/** A running bot, and the dashboard open on a phone whose pages open offline. */
const opened = async (name: string) => {
  const trader = await signIn(world.system.origin, name.toLowerCase())
  await trader.ask("DELETE", "/api/v1/kill-switch")
  const bot = await startBot(trader, "Grid", gridAround(world.system.price("BTC-USD"), 1_000))
  await until(
    "it runs",
    () => trader.get<{ run?: { summary: { openOrders: number } } }>(`/api/v1/bots/${bot.id}`),
    ({ run }) => (run?.summary.openOrders ?? 0) > 0
  )
  const { page } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, name)
  await page.getByTestId("kill-switch").waitFor()
  await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
  await page.reload()
  await page.getByTestId("bot-row").first().waitFor()
  return { trader, page, context: page.context() }
}

/** Without a connection from now on, as on a train: also what is open is cut. */
const cutOff = (context: BrowserContext) => context.setOffline(true)

const standing = (page: Page) => page.getByTestId("stop-standing")

const pressStop = async (page: Page) => {
  await page.getByTestId("kill-switch").click()
  await page.getByTestId("kill-switch-confirm").click()
}

describe("the kill switch without a connection", () => {
  it("is said to be not sent on every page, also after a reload, and goes out once there is one", async () => {
    const { context, page, trader } = await opened("Ada")
    await cutOff(context)
    await pressStop(page)
    await expect.poll(() => standing(page).innerText()).toMatch(/not sent yet: no connection.*Asked \d/s)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press("Escape")
    for (const path of ["/app/risk/", "/app/bots/", "/app/"]) {
      await page.goto(world.system.origin + path)
      await expect.poll(() => standing(page).innerText()).toMatch(/not sent yet: no connection/)
    }
    expect(await accessibilityProblems(page)).toEqual([])
    await fitsItsScreen(page)
    expect((await lookAt(trader)).halted).toBe(false)

    await context.setOffline(false)
    await until(
      "everything has stopped",
      () => lookAt(trader),
      ({ halted, wouldStop }) => halted && wouldStop.length === 0
    )
    await expect.poll(() => page.getByTestId("stop-standing").count()).toBe(0)
    await context.close()
  })

  it("withdrawn, sends nothing more", async () => {
    const { context, page, trader } = await opened("Ben")
    const sent: Array<string> = []
    context.on("request", (request) => {
      if (request.method() === "POST" && request.url().includes("/kill-switch")) sent.push(request.url())
    })
    await cutOff(context)
    await pressStop(page)
    await standing(page).waitFor()
    await page.getByTestId("stop-withdraw").click()
    await expect.poll(() => page.getByTestId("stop-standing").count()).toBe(0)
    await context.setOffline(false)
    await page.reload()
    await page.locator('[data-testid="bot-row"]').first().waitFor()
    expect(sent).toEqual([])
    expect((await lookAt(trader)).halted).toBe(false)
    await context.close()
  })

  it("whose answer was lost goes out again, and stops nothing twice", async () => {
    const { context, page, trader } = await opened("Ben")
    const ids: Array<string> = []
    await context.route("**/api/v1/kill-switch?*", async (route) => {
      ids.push(new URL(route.request().url()).searchParams.get("id") ?? "")
      if (ids.length > 1) return route.continue()
      await route.fetch()
      // It was done, and allowed again elsewhere before the browser heard of it.
      await trader.ask("DELETE", "/api/v1/kill-switch")
      return route.abort("connectionreset")
    })
    await pressStop(page)
    await expect.poll(() => ids.length).toBe(2)
    await expect.poll(() => page.getByTestId("stop-standing").count()).toBe(0)
    expect(new Set(ids).size).toBe(1)
    expect((await lookAt(trader)).halted).toBe(false)
    await context.close()
  })
})

describe("a connection that drops while a page is open", () => {
  it("leaves every page as last known, says so with the time, and brings it back", async () => {
    const { context, page, trader } = await opened("Ada")
    const [bot] = await trader.get<ReadonlyArray<{ id: string }>>("/api/v1/bots")
    const first: Record<string, string> = {
      "/app/": "Latest fills",
      "/app/bots/": "Grid",
      [`/app/bots/?id=${bot?.id}`]: "Resting",
      "/app/bots/new/": "Grid",
      "/app/backtest/": "Time and costs",
      "/app/signals/": "Your webhook address",
      "/app/activity/": "Bot start",
      "/app/portfolio/": "Positions of running bots",
      "/app/ledger/": "Days begin at midnight",
      "/app/risk/": "Largest order",
      "/app/settings/": "Quiet hours",
      "/app/devices/": "Chrome on Linux",
      "/app/connections/": "Paper",
      "/app/market/": "Rules and fees",
      "/app/data/": "Download everything"
    }
    expect(Object.keys(first), "what each page shows").toEqual(expect.arrayContaining([...everyPage]))
    const shows = (text: string) =>
      expect.poll(() => page.locator("main").innerText(), { message: page.url() }).toContain(text)
    for (const [path, text] of Object.entries(first)) {
      await page.goto(world.system.origin + path)
      await shows(text)
      await page.waitForLoadState("networkidle")
      await cutOff(context)
      await expect
        .poll(() => page.getByTestId("offline").innerText(), { message: path })
        .toMatch(/No connection.*last known state, from .*\d\d:\d\d/s)
      await shows(text)
      expect(await page.locator("main").innerText(), path).not.toMatch(/can.t be shown/)
      await fitsItsScreen(page)
      // Opened anew without a connection, it shows the same.
      await page.reload()
      await expect.poll(() => page.getByTestId("offline").count(), { message: path }).toBe(1)
      if (!path.includes("new") && !path.includes("backtest")) await shows(text)
      await context.setOffline(false)
      await expect.poll(() => page.getByTestId("offline").count(), { message: path }).toBe(0)
    }
    await context.close()
  })
})
