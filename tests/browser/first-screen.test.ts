import { expect, it } from "vitest"
import { openPage } from "./chromium.ts"
import { signInOn } from "./journey.ts"
import { openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7"])

it("a phone asks for nothing before it paints, and for a chart and a month of candles when they come near", async () => {
  const { page, complaints } = await openPage(world.browser, { viewport: { width: 390, height: 844 } })
  await signInOn(page, world.system.origin, "Ada")
  // What the page after signing in asks for is none of this one's.
  await page.goto("about:blank")
  const asked: Array<string> = []
  page.on("request", (request) => asked.push(new URL(request.url()).pathname))
  const has = (part: string) => asked.some((path) => path.includes(part))
  await page.goto(`${world.system.origin}/app/bots/new/`)
  expect(await page.locator('link[rel="stylesheet"], head script[src]:not([type="module"])').count()).toBe(0)
  // The worker's verdict comes last of what the first screen needs.
  await expect.poll(() => page.getByTestId("what-happens").innerText()).toMatch(/^Buys/)
  expect([has("candle-chart"), has("/columns")]).toEqual([false, false])
  await page.getByTestId("create-bot").scrollIntoViewIfNeeded()
  await page.locator('[data-testid="lately"][data-candles]').waitFor()
  await page.locator('[data-testid="candles"] canvas').first().waitFor()
  expect([has("candle-chart"), has("/columns")]).toEqual([true, true])
  expect(complaints).toEqual([])
  await page.context().close()
})

it("a phone makes what lies below its screen once the page has what it asked for, or when it is scrolled to", async () => {
  const { page, complaints } = await openPage(world.browser, { viewport: { width: 390, height: 844 } })
  await signInOn(page, world.system.origin, "Ada")
  let answer = () => {}
  const asked: Array<string> = []
  await page.route(/\/presets\?/, async (route) => {
    await new Promise<void>((resume) => (answer = resume))
    await route.continue()
  })
  page.on("request", (request) => asked.push(new URL(request.url()).pathname))
  const catalogue = page.getByTestId("catalogue")
  const begin = async () => {
    asked.length = 0
    await page.goto(`${world.system.origin}/app/backtest/`)
    await page.getByTestId("period-7").waitFor()
    await expect.poll(() => asked.some((path) => path.endsWith("/presets"))).toBe(true)
    expect(await catalogue.count()).toBe(0)
    expect(asked.filter((path) => /\/(?:venues|downloads|backtests|sweeps)$/.test(path))).toEqual([])
  }
  await begin()
  await page.evaluate("scrollTo(0, document.body.scrollHeight)")
  await catalogue.waitFor()
  await begin()
  answer()
  await catalogue.waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

it("what is long comes zipped", async () => {
  const { page } = await openPage(world.browser, {})
  await signInOn(page, world.system.origin, "Ada")
  const coded = (path: string) =>
    page.evaluate<string | null>(`fetch("${path}").then(({ headers }) => headers.get("content-encoding"))`)
  expect(await coded("/app/")).toMatch(/^(?:br|gzip)$/)
  expect(await coded("/api/v1/strategies")).toBe("gzip")
  await page.context().close()
})

it("gets live messages by whatever name it was reached, and may connect to nowhere else", async () => {
  const { page, complaints } = await openPage(world.browser, {})
  await signInOn(page, world.system.origin.replace("127.0.0.1", "localhost"), "Ada")
  const policy = await page.locator('meta[http-equiv="content-security-policy"]').getAttribute("content")
  expect(policy).toContain("connect-src 'self';")
  const heard = new Set<string>()
  page.on("websocket", (socket) => socket.on("framereceived", () => heard.add(new URL(socket.url()).hostname)))
  await page.reload()
  await expect.poll(() => [...heard]).toEqual(["localhost"])
  expect(complaints).toEqual([])
  await page.context().close()
})

it("what a trader has keeps clear of where prices come from, on the smallest phone and however much it is", async () => {
  const { page } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ada")
  const worth = page.getByTestId("total-value")
  const today = page.getByTestId("today-result")
  await worth.waitFor()
  await today.waitFor()
  await worth.evaluate((element) => (element.textContent = "1,899,892.75"))
  await today.evaluate((element) => (element.textContent = "▼ −12,143.14"))
  const source = await page.getByTestId("market-source").first().boundingBox()
  for (const one of [worth, today]) {
    const box = await one.boundingBox()
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(source?.x ?? 0)
  }
  await page.context().close()
})
