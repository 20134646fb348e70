import { expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn, type Trader, until } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { desk, openWorld, phone } from "./world.ts"

const world = openWorld()

const hindrances = async (trader: Trader) =>
  (await trader.get<{ readonly hindrances: ReadonlyArray<unknown> }>("/api/v1/me/erasure")).hindrances

it("says why to who is signed in and let in nowhere, instead of asking them to sign in again and again", async () => {
  const { origin } = world.system
  const { page } = await openPage(world.browser, phone)
  await signInOn(page, origin, "Ben")
  const why = "Everything that was kept under this name is being erased. In a moment you can sign in as someone new."
  await page.route("**/api/v1/me", (route) => route.fulfill({ status: 401, json: { status: 401, detail: why } }))
  await page.goto(`${origin}/app/bots/`)
  await page.getByText(why).waitFor()
  expect(page.url()).toBe(`${origin}/app/bots/`)
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.waitForURL(/\/\.auth\/login\//)
})

it.each([
  ["desk", desk],
  ["phone", phone]
] as const)("erases everything once nothing runs and one's name is typed, on a %s", async (_, options) => {
  const { origin, price } = world.system
  const ada = await signIn(origin, "ada")
  const bot = await startBot(ada, "Ladder", gridAround(price("BTC-USD"), 1_000))
  const { page, complaints } = await openPage(world.browser, options)
  await signInOn(page, origin, "Ada")
  await page.getByTestId("account").click()
  await page.getByRole("link", { name: "Your data" }).click()
  await page.getByRole("heading", { name: "Your data" }).waitFor()
  const download = page.waitForEvent("download")
  await page.getByTestId("download").first().click()
  expect((await download).suggestedFilename()).toBe("tradingtower.json")

  await page.getByTestId("erase").click()
  const dialog = page.getByRole("dialog")
  const refused = page.getByTestId("erase-refused")
  await refused.waitFor()
  expect(await refused.innerText()).toContain("Ladder is running: stop it first.")
  expect(await refused.getByRole("link").getAttribute("href")).toBe(`/app/bots/?id=${bot.id}`)
  expect(await page.getByTestId("erase-confirm").count()).toBe(0)
  const looked = async (name: string) => {
    expect(await accessibilityProblems(page), name).toEqual([])
    await fitsItsScreen(page)
  }
  await looked("refused")

  await ada.post(`/api/v1/bots/${bot.id}/stop`, { closure: "CLOSE_POSITIONS" })
  await until(
    "it has ended",
    () => hindrances(ada),
    (all) => all.length === 0
  )
  // The dialog sees by itself that nothing is in the way any more.
  const typed = dialog.getByLabel("To confirm, type your name: Ada")
  const erase = page.getByTestId("erase-confirm")
  await typed.fill("Ad")
  expect(await erase.isDisabled()).toBe(true)
  expect(await dialog.innerText()).toContain("This can’t be undone.")
  await looked("free")
  await typed.fill("Ada")
  await erase.click()
  await page.waitForURL(`${origin}/`)
  expect(await page.evaluate(() => localStorage.getItem("tradingtower.last-known"))).toBeNull()

  const anew = await until(
    "she may begin anew",
    async () => {
      const trader = await signIn(origin, "ada")
      return { trader, status: (await trader.ask("GET", "/api/v1/me")).status }
    },
    ({ status }) => status === 200
  )
  expect(await anew.trader.get("/api/v1/bots")).toEqual([])
  // Not by way of a page of hers: kept in the browser, that would be there at once, and hear that nobody is signed in.
  await page.goto(`${origin}/.auth/login/local?post_login_redirect_uri=/app/bots/`)
  await page.getByRole("button", { name: /Ada/ }).click()
  await page.getByTestId("account").waitFor()
  expect(await page.locator("main").innerText()).not.toContain("Ladder")
  // Signed out from within, the page may ask for something once more before it is left.
  expect(complaints.filter((one) => !/\/app\/data\/: .* status of 401 /.test(one))).toEqual([])
})
