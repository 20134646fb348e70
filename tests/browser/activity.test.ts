import { expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { openPage } from "./chromium.ts"
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
