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
  readonly behind?: unknown
}
interface Bot {
  readonly run?: { readonly live: boolean; readonly summary: { readonly openOrders: number } }
}

it.each([
  ["desk", desk, "Ada"],
  ["phone", phone, "Ben"]
] as const)("the ledger's days, bots and file say the same, on a %s", async (_, options, name) => {
  const { origin, price } = world.system
  const trader = await signIn(origin, name.toLowerCase())
  await startBot(trader, "Trades", gridAround(price("BTC-USD"), 1_000))
  const sums = () => trader.get<Sums>("/api/v1/ledger/sums?by=bot")
  await until("it has traded", sums, ({ totals: [total] }) => (total?.trades ?? 0) > 0)
  // Nothing more is traded, so that what is said stands.
  await trader.post("/api/v1/kill-switch")
  await trader.ask("DELETE", "/api/v1/kill-switch")
  await until(
    "all have ended",
    () => trader.get<ReadonlyArray<Bot>>("/api/v1/bots"),
    (all) => all.every(({ run }) => run?.live !== true)
  )
  const { totals } = await until("all is in the ledger", sums, ({ behind }) => behind === undefined)
  const { complaints, page } = await openPage(world.browser, options)
  await signInOn(page, origin, name)
  if (options === phone) await page.locator(".more summary").click()
  await page.getByRole("link", { name: "Ledger" }).click()
  await expect.poll(() => page.getByTestId("total").getAttribute("data-net")).toBe(totals[0]?.net)
  expect(await page.getByTestId("calendar").getAttribute("data-total")).toBe(totals[0]?.net)
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

it("the portfolio tells what every coin is worth, and closes what an ended bot left", async () => {
  const { origin, price } = world.system
  const ada = await signIn(origin, "ada")
  const bot = await startBot(ada, "Leaves", gridAround(price("BTC-USD"), 1_000))
  const shown = () => ada.get<Bot>(`/api/v1/bots/${bot.id}`)
  await until("its orders rest", shown, ({ run }) => (run?.summary.openOrders ?? 0) > 0)
  await ada.post(`/api/v1/bots/${bot.id}/stop`, { closure: "NONE" })
  await until("it has ended", shown, ({ run }) => run?.live === false)
  const { complaints, page } = await openPage(world.browser, phone)
  await signInOn(page, origin, "Ada")
  await page.goto(`${origin}/app/portfolio/`)
  await expect.poll(() => page.getByTestId("holding").first().innerText()).toMatch(/USD/)
  await expect.poll(() => page.getByTestId("worth").innerText()).toMatch(/^\d\d?\d,\d{3}\.\d\d USD$/)
  const left = page.getByTestId("left-by").filter({ hasText: "Leaves" })
  await left.waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await left.getByTestId("bot-close-kept").click()
  await page.getByTestId("stop-confirm").click()
  await expect.poll(() => left.count()).toBe(0)
  expect(complaints).toEqual([])
  await page.context().close()
})

it("a phone adds a way to be reached, hears why its test did not arrive, chooses what comes, and takes it away", async () => {
  const { page, complaints } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ada")
  await page.goto(`${world.system.origin}/app/settings/`)
  await page.getByTestId("add-EMAIL").click()
  for (const [name, value] of Object.entries({ host: "mail.invalid", from: "a@example.com", to: "b@example.com" }))
    await page.locator(`#channel-${name}`).fill(value)
  await page.getByTestId("add-channel").click()
  const channel = page.getByTestId("channel")
  await expect.poll(() => channel.innerText()).toContain("b@example.com by mail.invalid")
  await channel.getByTestId("test-channel").click()
  await expect
    .poll(() => channel.innerText())
    .toContain("The test did not arrive: There is no mail server mail.invalid")
  await channel.getByLabel("Fills").uncheck()
  await expect.poll(() => channel.getByLabel("Fills").isChecked()).toBe(false)
  await page.getByTestId("quiet").check()
  await page.getByTestId("set-preferences").click()
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await page.reload()
  await expect.poll(() => page.getByTestId("quiet").isChecked()).toBe(true)
  expect(await channel.getByLabel("Fills").isChecked()).toBe(false)
  await channel.getByText("Remove").click()
  await expect.poll(() => channel.count()).toBe(0)
  expect(complaints).toEqual([])
  await page.context().close()
})

it("a link of a message asks before it acts, needs no sign-in, and says when it does not work", async () => {
  const { page } = await openPage(world.browser, phone)
  const asked: Array<string> = []
  let works = true
  await page.route("**/api/v1/links/*", async (route) => {
    asked.push(new URL(route.request().url()).pathname.split("/").at(-1) ?? "")
    expect(route.request().postDataJSON()).toEqual({ link: "signed.text" })
    if (!works) return route.continue()
    await route.fulfill({ json: { action: "STOP", bot: "Ladder", until: 4_000_000_000_000 } })
  })
  await page.goto(`${world.system.origin}/confirm/#signed.text`)
  await expect.poll(() => page.locator("h1").innerText()).toBe("Stop Ladder?")
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  expect(asked).toEqual(["look"])
  await page.getByTestId("link-use").click()
  await expect.poll(() => page.getByTestId("link-done").innerText()).toContain("Ladder is being stopped")
  works = false
  await page.reload()
  await expect.poll(() => page.getByTestId("link-refused").innerText()).toContain("This link does not work")
  await page.context().close()
})
