import { expect, it } from "vitest"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { openWorld, phone } from "./world.ts"

const world = openWorld()

const desk = { viewport: { width: 1_440, height: 900 } }
const darkPhone = { ...phone, colorScheme: "dark" } as const

it("shows where one is signed in, and an ended device's open page goes to the sign-in page, keeping nothing", async () => {
  const here = await openPage(world.browser, darkPhone)
  const there = await openPage(world.browser, desk)
  await signInOn(here.page, world.system.origin, "Ben")
  await signInOn(there.page, world.system.origin, "Ben")
  await there.page.locator('[data-testid="account"]').waitFor()
  const connected = there.page.waitForEvent("websocket")
  await there.page.reload()
  await connected

  await here.page.goto(`${world.system.origin}/app/devices/`)
  const rows = here.page.getByTestId("device-row")
  await expect.poll(() => rows.count()).toBe(2)
  expect(await rows.filter({ hasText: "This one" }).count()).toBe(1)
  expect(await rows.first().innerText()).toMatch(/Chrome on Linux/)
  expect(await accessibilityProblems(here.page)).toEqual([])
  await fitsItsScreen(here.page)

  await here.page.getByTestId("end-device").click()
  await there.page.waitForURL(/\/\.auth\/login\//)
  await expect.poll(() => rows.count()).toBe(1)
  await expect.poll(() => here.page.getByTestId("end-others").count()).toBe(0)
  expect(await there.page.evaluate(() => localStorage.getItem("tradingtower.last-known"))).toBeNull()
  expect(here.complaints).toEqual([])
})
