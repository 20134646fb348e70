import type { BotView, ConnectionView } from "@tradetower/api/contract"
import { expect, it } from "vitest"
import { gridAround } from "../system/bots.ts"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, seeInstead, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld()

it("adds an account by a broker's rules, calls it something else, and removes it once no bot trades through it", async () => {
  const { page, complaints } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ada")
  await page.locator(".more summary").click()
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

it("names some of the bots that trade through an account, and says how many more do", async () => {
  const ben = await signIn(world.system.origin, "ben")
  const settings = gridAround(world.system.price("BTC-USD"), 1_000)
  for (let at = 0; at < 12; at += 1)
    await ben.post("/api/v1/bots", { name: `Ladder ${at}`, connection: "paper", symbol: "BTC-USD", settings })
  const { page } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ben")
  await page.goto(`${world.system.origin}/app/connections/`)
  await expect
    .poll(() => page.getByTestId("connection-bots").innerText())
    .toMatch(/^Bots: (?:Ladder.* · ){9}Ladder.* and 2 more$/)
  await page.context().close()
})

/** No broker of real money can be connected yet: what the API would say of one is answered in its place. */
it.each([
  ["desk", desk],
  ["phone", phone]
] as const)("arms an account of real money, and gives it a key that works, on a %s", async (_, options) => {
  const { page, complaints } = await openPage(world.browser, options)
  const real: Array<ConnectionView> = []
  const sent: Array<string> = []
  const way = { environment: "LIVE", broker: "alpaca", venue: "alpaca" }
  const secret = [
    { name: "key", title: "Key", help: "Alpaca calls it API key." },
    { name: "secret", title: "Secret", help: "It is shown once, when the key is made." }
  ]
  await seeInstead(page, "connections/offer", (offer) => {
    const terms = [{ name: "alpaca", title: "Alpaca", meaning: ["Alpaca has no futures for its customers."] }]
    return [{ ...way, name: "Alpaca", steps: [], terms, secret }, ...offer]
  })
  await seeInstead(page, "connections", (known) => {
    const [paper] = known
    if (paper !== undefined && real.length === 0)
      real.push({ ...paper, ...way, id: "real", label: "Savings", terms: "alpaca", armed: false } as ConnectionView)
    return [...real, ...known]
  })
  await page.route("**/api/v1/connections/real/*", async (route) => {
    const asked = new URL(route.request().url()).pathname.split("/").at(-1)
    sent.push(`${asked} ${route.request().postData() ?? ""}`.trim())
    const [account] = real as [ConnectionView]
    if (asked === "secret" && route.request().postData()?.includes("wrong") === true)
      return route.fulfill({ status: 422, json: { title: "It can't work", detail: "Alpaca does not know this key." } })
    real[0] = { ...account, armed: asked === "secret" ? account.armed : asked === "arm" }
    return route.fulfill({ json: real[0] })
  })
  await signInOn(page, world.system.origin, "Ada")
  await page.goto(`${world.system.origin}/app/connections/`)
  const row = page.locator('[data-testid="connection-row"][data-id="real"]')
  const looked = async (name: string) => {
    expect(await accessibilityProblems(page), name).toEqual([])
    await fitsItsScreen(page)
  }
  expect(await row.innerText()).toMatch(/Real money\s*Not armed/)
  await row.getByRole("button", { name: "Arm" }).click()
  expect(await page.getByRole("dialog").innerText()).toContain("what they lose is lost")
  await looked("arm")
  await page.getByTestId("arm-confirm").click()
  await expect.poll(() => row.innerText()).toMatch(/Real money\s*Armed/)

  await row.getByRole("button", { name: "New key" }).click()
  const dialog = page.getByRole("dialog")
  const use = page.getByTestId("rotate-confirm")
  await dialog.getByLabel("Key", { exact: true }).fill("wrong")
  expect(await use.isDisabled()).toBe(true)
  await dialog.getByLabel("Secret").fill("word")
  await use.click()
  await expect.poll(() => dialog.innerText()).toContain("Alpaca does not know this key.")
  await looked("key")
  await dialog.getByLabel("Key", { exact: true }).fill("right")
  await use.click()
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0)

  await row.getByRole("button", { name: "Disarm" }).click()
  expect(await dialog.innerText()).toContain("those that close a position")
  await looked("disarm")
  await page.getByTestId("arm-confirm").click()
  await expect.poll(() => row.innerText()).toMatch(/Not armed/)
  const keys = ["wrong", "right"].map((key) => `secret ${JSON.stringify({ secret: { key, secret: "word" } })}`)
  expect(sent).toEqual(["arm", ...keys, "disarm"])
  await looked("page")
  expect(complaints.filter((one) => !one.includes("422"))).toEqual([])
})
