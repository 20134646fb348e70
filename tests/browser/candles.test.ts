import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { openPage } from "./chromium.ts"
import { signInOn } from "./journey.ts"
import { openWorld } from "./world.ts"

const MINUTE = 60_000

const world = openWorld(["--seed", "7", "--speed", "60"])

const chart = (page: Page) => page.getByTestId("candles")

/** What the chart draws: from when to when, and how many candles lie between that are not there. */
const drawn = async (page: Page, length: number) => {
  const [count = 0, from = 0, to = 0] = await chart(page).evaluate((element) =>
    ["data-candles", "data-from", "data-to"].map((name) => Number(element.getAttribute(name)))
  )
  return { from, to, holes: (to - from) / length + 1 - count }
}

/** How many dots of the chart have the page's colour of that name. */
const dotsOf = (page: Page, name: "--up" | "--down") =>
  chart(page).evaluate((element, name) => {
    const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim().slice(1)
    const wanted = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
    let dots = 0
    for (const canvas of element.querySelectorAll("canvas")) {
      const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      for (let at = 0; at < data.length; at += 4)
        if (wanted.every((part, index) => data[at + index] === part) && data[at + 3] === 255) dots += 1
    }
    return dots
  }, name)

/** Looks again and again until the chart has gone on by so many candles; answers the holes seen meanwhile. */
const goesOn = async (page: Page, candles: number, length: number) => {
  await page.locator('[data-testid="candles"][data-to]').waitFor()
  const { to: began } = await drawn(page, length)
  const holes: Array<number> = []
  await expect
    .poll(async () => {
      const now = await drawn(page, length)
      if (now.holes !== 0) holes.push(now.holes)
      return now.to
    })
    .toBeGreaterThanOrEqual(began + candles * length)
  return holes
}

describe("candles of a market that runs sixty times as fast", () => {
  it("never skip time: while they move, after another page, and at another length", async () => {
    const trader = await signIn(world.system.origin, "ada")
    const bot = await startBot(trader, "Grid", gridAround(world.system.price("BTC-USD"), 1_000))
    const { page } = await openPage(world.browser, { viewport: { width: 1280, height: 800 } })
    await signInOn(page, world.system.origin, "Ada")
    const address = `${world.system.origin}/app/bots/?id=${bot.id}`
    await page.goto(address)
    expect(await goesOn(page, 8, MINUTE)).toEqual([])
    const { to: left } = await drawn(page, MINUTE)

    await page.goto(`${world.system.origin}/app/activity/`)
    const lastPriceAt = async () => {
      const [paper] =
        await trader.get<ReadonlyArray<{ markets: ReadonlyArray<{ lastPriceAt?: number }> }>>("/api/v1/exchanges")
      return paper?.markets[0]?.lastPriceAt ?? 0
    }
    await expect.poll(lastPriceAt).toBeGreaterThan(left + 4 * MINUTE)
    await page.goto(address)
    expect(await goesOn(page, 5, MINUTE)).toEqual([])

    await page.getByRole("button", { name: "5m", exact: true }).click()
    await expect.poll(async () => (await drawn(page, 5 * MINUTE)).holes).toBe(0)
    expect(await goesOn(page, 1, 5 * MINUTE)).toEqual([])
    await page.getByRole("button", { name: "1m", exact: true }).click()
    await expect.poll(async () => (await drawn(page, MINUTE)).holes).toBe(0)
    expect(await goesOn(page, 3, MINUTE)).toEqual([])
  })

  it.each(["reduce", "no-preference"] as const)(
    "rise and fall in the page's colours, motion: %s",
    async (reducedMotion) => {
      // As it is for a trader: the sheet that keeps everything still in other tests would hide a colour that is on its way.
      const context = await world.browser.newContext({ reducedMotion, viewport: { width: 1280, height: 800 } })
      const page = await context.newPage()
      await signInOn(page, world.system.origin, "Ben")
      await expect.poll(() => dotsOf(page, "--up")).toBeGreaterThan(100)
      expect(await dotsOf(page, "--down")).toBeGreaterThan(100)
      await context.close()
    }
  )
})
