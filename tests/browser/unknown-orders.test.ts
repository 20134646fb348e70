import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { onOffer } from "../system/on-offer.ts"
import { type OnStandIn, startOnStandIn } from "../system/on-stand-in.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, launch, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { desk, phone } from "./world.ts"

const PRICE = 60_000
let system: OnStandIn
let browser: Browser
beforeAll(async () => {
  system = await startOnStandIn(`${PRICE}.00`)
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await system.stop()
})

it.each([
  ["desk", "ada", "Ada", desk],
  ["phone", "ben", "Ben", phone]
] as const)("tells of an order whose answer was cut until it is known, on a %s", async (_, user, name, options) => {
  const trader = await signIn(system.url, user)
  await onOffer(trader)
  await system.setFaults({ dropAnswers: 1, dropLooks: 1 })
  const { id } = await startBot(trader, "Ladder", gridAround(PRICE, 1_000))
  const { page, complaints } = await openPage(browser, options)
  await signInOn(page, system.url, name)
  const told = page.getByTestId("unknown-orders")
  const words = async () => (await told.innerText()).replace(/\s+/g, " ")
  // Its account is out of reach meanwhile: since when, and what is left there.
  const lost = page.getByTestId("lost-account")
  await expect
    .poll(async () => (await lost.innerText()).replace(/\s+/g, " "))
    .toMatch(
      /^.+: not connected since \d\d:\d\d:\d\d, for \d+ s\. .*\. No order of your bots rests there, as far as is known\. Of 1 order the outcome is unknown\.$/
    )
  for (const [path, who] of [
    ["", "Ladder"],
    [`bots/?id=${id}`, "it"]
  ] as const) {
    await page.goto(`${system.url}/app/${path}`)
    await expect
      .poll(words)
      .toMatch(
        new RegExp(
          `Outcome unknown: ${who} sent an order to buy 0\\.\\d+ BTC \\(\\d\\d:\\d\\d:\\d\\d\\), and no answer came\\. ` +
            "It could not be looked up: .*\\. Looked up \\d+ times, again (right now|in \\d s, at \\d\\d:\\d\\d:\\d\\d)\\. " +
            "Not found then, it never arrived: it is sent again, under the same id\\. " +
            "Found, its bot goes on with it\\. .*Reserved until (it is|they are) known: [\\d,]+\\.\\d+ USD"
        )
      )
    expect(await accessibilityProblems(page)).toEqual([])
    await fitsItsScreen(page)
  }
  await system.setFaults({})
  await expect.poll(() => told.count()).toBe(0)
  await page.goto(`${system.url}/app/`)
  await page.getByTestId("bot-row").first().waitFor()
  await expect.poll(() => told.count()).toBe(0)
  await expect.poll(() => lost.count()).toBe(0)
  expect(complaints).toEqual([])
  await page.context().close()
})
