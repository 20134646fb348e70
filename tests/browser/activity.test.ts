import { expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { readFileSync } from "node:fs"
import { signIn, until } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7"])

it("a phone shows of every entry what was done and why, in a trader's words, without scrolling sideways", async () => {
  const ada = await signIn(world.system.origin, "ada")
  await startBot(
    ada,
    "A ladder with a name that is as long as names may be, or so",
    gridAround(world.system.price("BTC-USD"), 1_000)
  )
  const { page, complaints } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ada")
  await page.goto(`${world.system.origin}/app/activity/`)
  const entries = page.locator("tbody tr")
  await expect
    .poll(() => entries.allInnerTexts())
    .toContainEqual(expect.stringMatching(/Bot made[^]*through Paper account/))
  for (const entry of await entries.all())
    for (const cell of await entry.locator("td").all()) {
      const box = await cell.boundingBox()
      expect((box?.x ?? 0) + (box?.width ?? 0), await entry.innerText()).toBeLessThanOrEqual(phone.viewport.width)
    }
  await fitsItsScreen(page)
  expect(complaints).toEqual([])
  await page.context().close()
})

it("the bell says on every page how many alerts are new, shows them, and is quiet once they are read", async () => {
  const ben = await signIn(world.system.origin, "ben")
  const bot = await startBot(ben, "Ladder", gridAround(world.system.price("BTC-USD"), 1_000))
  const { page, complaints } = await openPage(world.browser, phone)
  let read = false
  await page.route("**/api/v1/notifications?*", (route) =>
    route.fulfill({
      json: [
        { id: "b", at: 2, kind: "ERROR", severity: "CRITICAL", text: "Two of a kind differ.", read },
        { id: "a", at: 1, kind: "STOP", severity: "INFO", botId: bot.id, text: "BTC-USD: completed.", read }
      ]
    })
  )
  await page.route("**/api/v1/notifications/read", async (route) => {
    expect(route.request().postDataJSON()).toEqual({ upTo: 2 })
    read = true
    await route.fulfill({ json: { marked: 2 } })
  })
  await signInOn(page, world.system.origin, "Ben")
  await page.goto(`${world.system.origin}/app/risk/`)
  await expect.poll(() => page.getByTestId("unread").innerText()).toBe("2")
  expect(await page.getByTestId("bell").getAttribute("aria-label")).toBe("Alerts, 2 new")
  await page.getByTestId("bell").click()
  const menu = page.locator(".bell > .menu")
  await expect.poll(() => menu.innerText()).toMatch(/Two of a kind differ[^]*Ladder · BTC-USD: completed/)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await menu.getByTestId("mark-read").click()
  await expect.poll(() => page.getByTestId("unread").count()).toBe(0)
  await page.keyboard.press("Escape")
  expect(await menu.isVisible()).toBe(false)
  await page.getByTestId("bell").click()
  await menu.getByText("All alerts").click()
  await page.waitForURL(/activity/)
  await page.getByTestId("alert-kind").selectOption("STOP")
  await expect.poll(() => page.locator("#alerts li").count()).toBe(1)
  await fitsItsScreen(page)
  expect(await accessibilityProblems(page)).toEqual([])
  expect(complaints).toEqual([])
  await page.context().close()
})

interface Sums {
  readonly totals: ReadonlyArray<{ readonly net: string; readonly trades: number }>
}

it.each([
  ["desk", desk],
  ["phone", phone]
] as const)("the ledger's days, bots and file say the same on a %s", async (_, options) => {
  const { origin, price } = world.system
  const eve = await signIn(origin, "eve")
  const bot = await startBot(eve, "Ladder", gridAround(price("BTC-USD"), 1_000))
  await until(
    "it has traded",
    () => eve.get<Sums>("/api/v1/ledger/sums?by=bot"),
    ({ totals: [total] }) => (total?.trades ?? 0) > 0
  )
  // What it does meanwhile is no matter: nothing more is traded.
  await eve.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
  await until(
    "it has stopped",
    () => eve.get<{ run?: { live: boolean } }>(`/api/v1/bots/${bot.id}`),
    ({ run }) => run?.live === false
  )
  const { totals } = await until(
    "all is in the ledger",
    () => eve.get<Sums & { behind?: unknown }>("/api/v1/ledger/sums?by=bot"),
    ({ behind }) => behind === undefined
  )
  const net = totals[0]?.net
  const { page, complaints } = await openPage(world.browser, options)
  await signInOn(page, origin, "Eve")
  if (options === phone) await page.locator(".more summary").click()
  await page.getByRole("link", { name: "Ledger" }).click()
  await expect.poll(() => page.getByTestId("calendar").getAttribute("data-total")).toBe(net)
  await expect.poll(() => page.getByTestId("total").getAttribute("data-net")).toBe(net)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await page.locator("[data-testid=calendar-part]:enabled").last().click()
  await expect.poll(() => page.getByTestId("entry").first().innerText()).toMatch(/Sold|Bought/)
  const download = page.waitForEvent("download")
  await page.getByTestId("file-koinly").click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^tradingtower-koinly-paper-\d{4}-\d\d-\d\d\.csv$/)
  expect(readFileSync(await file.path(), "utf8")).toMatch(/^Date,Sent Amount[^]*UTC,/)
  expect(complaints).toEqual([])
  await page.context().close()
})
