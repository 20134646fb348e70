import { expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { openWorld, phone } from "./world.ts"

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
