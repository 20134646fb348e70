import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Exit, Scope } from "effect"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { RunningSystem } from "@tradetower/local"
import { type ExchangesStandIn, exchangesStandIn, krakenPair } from "../../execution/src/venues/ccxt/ccxt.fixture.ts"
import { signIn, until } from "../system/trader.ts"
import { kraken, startWithKraken } from "../system/with-kraken.ts"
import { accessibilityProblems, launch, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { desk, phone } from "./world.ts"

const scope = Scope.makeUnsafe()
const base = mkdtempSync(join(tmpdir(), "tradetower-"))
let standIn: ExchangesStandIn
let system: RunningSystem
let browser: Browser
beforeAll(async () => {
  standIn = await Effect.runPromise(Scope.provide(exchangesStandIn, scope))
  for (let i = 0; i < 1_500; i++) {
    standIn.ways.pairs.set(`C${i}USD`, krakenPair(`C${i}`, "ZUSD"))
    standIn.ways.prices.set(`C${i}USD`, "12.5")
  }
  system = await startWithKraken(base, standIn)
  const ada = await signIn(system.url, "ada")
  const account = { broker: "paper", environment: "PAPER", venue: kraken, terms: "paper", label: "At Kraken" }
  await ada.post("/api/v1/connections", account)
  // The page has a market to begin with.
  await until(
    "its prices come",
    () => ada.ask("POST", "/api/v1/exchanges/ccxt%3Akraken/markets/BTC-USD/follow"),
    ({ status }) => status === 200
  )
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await system.stop()
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(base, { recursive: true, force: true })
})

it.each([
  ["a desk", desk],
  ["a phone", phone]
])("a pair of thousands is found by typing and chosen by keys, on %s", async (_, screen) => {
  const { page, complaints } = await openPage(browser, screen)
  await signInOn(page, system.url, "Ada")
  await page.goto(`${system.url}/app/bots/new/`)
  const field = page.getByRole("combobox", { name: /^Pair on/ })
  await field.click()
  await field.fill("c14")
  const found = page.getByRole("listbox", { name: /^Pair on/ })
  const listed = found.getByRole("option")
  // Of its thousands a page.
  await expect.poll(() => listed.count()).toBe(20)
  await expect.poll(() => page.getByTestId("market-says").innerText()).toBe("111 pairs")
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  // Whichever keys come to is in sight.
  await field.press("ArrowUp")
  const hidden = () =>
    found.getByRole("option", { selected: true }).evaluate((option) => {
      const list = option.parentElement?.getBoundingClientRect()
      return Math.max(0, option.getBoundingClientRect().bottom - (list?.bottom ?? 0))
    })
  await expect.poll(() => listed.last().getAttribute("aria-selected")).toBe("true")
  await expect.poll(hidden).toBe(0)
  await field.press("Escape")
  await expect.poll(() => listed.count()).toBe(0)
  await field.fill("eth/usd")
  await expect.poll(() => listed.first().innerText()).toContain("ETH-USD")
  await field.press("ArrowDown")
  await field.press("ArrowUp")
  await field.press("Enter")
  await expect.poll(() => field.inputValue()).toContain("ETH-USD")
  // Its first price comes.
  const says = page.getByTestId("market-says")
  await expect.poll(() => says.innerText()).toContain("Last prices of Kraken")
  expect(complaints).toEqual([])
})
