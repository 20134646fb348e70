import type { BotView, ConnectionView } from "@tradetower/api/contract"
import { expect, it } from "vitest"
import { gridAround } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { openWorld, phone } from "./world.ts"

const world = openWorld()

it("adds an account by a broker's rules, calls it something else, and removes it once no bot trades through it", async () => {
  const { page, complaints } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ada")
  await page.getByRole("link", { name: "Connections" }).click()
  const rows = page.getByTestId("connection-row")
  await expect.poll(() => rows.count()).toBe(1)
  expect(await rows.first().innerText()).toContain("Everybody has this one")

  await page.getByTestId("add-way").selectOption({ label: "Paper, by Alpaca’s rules" })
  expect(await page.getByTestId("rules").last().innerText()).toContain("Alpaca has no futures for its customers.")
  await page.getByTestId("add-connection").click()
  const added = page.locator('[data-testid="connection-row"]:not([data-id="paper"])')
  // Execution opens it by itself: its balances are there before any bot trades.
  await page.locator('[data-testid="connection-row"][data-state="CONNECTED"]:not([data-id="paper"])').waitFor()
  await expect.poll(() => added.getByTestId("connection-worth").innerText()).toContain("100,000.00")

  await added.getByTestId("test-connection").click()
  await expect
    .poll(() => added.getByTestId("connection-tested").innerText())
    .toBe("Paper, by Alpaca’s rules is kept here: this account needs no key.")

  await added.getByTestId("rename-connection").click()
  await page.locator("#rename-label").fill("Strict")
  await page.getByTestId("rename-confirm").click()
  await expect.poll(() => added.getByRole("heading").innerText()).toBe("Strict")

  const ada = await signIn(world.system.origin, "ada")
  const [, strict] = await ada.get<ReadonlyArray<ConnectionView>>("/api/v1/connections")
  const settings = gridAround(world.system.price("BTC-USD"), 1_000)
  const body = { name: "Ladder", connection: strict?.id, symbol: "BTC-USD", settings }
  const bot = await ada.post<BotView>("/api/v1/bots", body)
  await page.reload()
  await added.getByTestId("remove-connection").click()
  const refused = page.getByTestId("remove-refused")
  expect(await refused.innerText()).toContain("Ladder")
  expect(await refused.getByRole("link").getAttribute("href")).toBe(`/app/bots/?id=${bot.id}`)
  expect(await page.getByTestId("remove-confirm").count()).toBe(0)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)

  await ada.ask("DELETE", `/api/v1/bots/${bot.id}`)
  await page.reload()
  await added.getByTestId("remove-connection").click()
  await page.getByTestId("remove-confirm").click()
  await expect.poll(() => rows.count()).toBe(1)
  expect(complaints).toEqual([])
})
