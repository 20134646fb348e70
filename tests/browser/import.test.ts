import { expect, it } from "vitest"
import { signIn } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { openWorld, phone } from "./world.ts"

const world = openWorld()

const START = Date.UTC(2024, 5, 1)
/** A weekend of a coin that is counted in whole pieces, as Binance publishes it. */
const binance = (minutes: number) =>
  Array.from({ length: minutes }, (_, i) => {
    const at = START + i * 60_000
    return [
      at,
      "0.00002400",
      "0.00002402",
      "0.00002399",
      "0.00002401",
      100_000 + i,
      at + 59_999,
      "2.4",
      7,
      9,
      "1",
      0
    ].join()
  }).join("\n")
const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) })

it("shows what a file is taken for before it is brought in, lets it be set, and asks before it replaces", async () => {
  const { page, complaints } = await openPage(world.browser, { ...phone, colorScheme: "dark" })
  await signInOn(page, world.system.origin, "Ada")
  await page.goto(`${world.system.origin}/app/backtest/`)
  const reading = page.getByTestId("import-reading")
  const bring = page.getByRole("button", { name: "Import", exact: true })
  const choose = (name: string, text: string) => page.getByTestId("import-file").setInputFiles(file(name, text))

  // More than a plain request may have.
  await choose("SHIBUSDT-1m-2024-06.csv", binance(12_000))
  await expect
    .poll(() => reading.innerText())
    .toMatch(
      /^12,000 candles of 1m\. Read as .* in ms;.*SHIB-USDT is taken for crypto \(quoted in USDT\), tick 0\.00000001/
    )
  await expect.poll(() => page.locator("#import-symbol").inputValue()).toBe("SHIB-USDT")
  expect(await accessibilityProblems(page)).toEqual([])
  await fitsItsScreen(page)

  // What was read before it was told so can't be brought in.
  await bring.evaluate((button: HTMLButtonElement) => {
    const look = () => button.disabled && button.setAttribute("data-held", "")
    new MutationObserver(look).observe(button, { attributeFilter: ["disabled"] })
  })
  await page.locator("#import-class").selectOption("EQUITY")
  await expect.poll(() => bring.getAttribute("data-held")).toBe("")
  await expect.poll(() => reading.innerText()).toMatch(/is taken for a US stock \(as you said\).* lot 1 /)
  await page.locator("#import-class").selectOption("")
  const tick = page.locator("#import-tick")
  await tick.fill("0,00000001")
  await tick.blur()
  await expect.poll(() => tick.inputValue()).toBe("0.00000001")
  await expect.poll(() => reading.innerText()).toMatch(/tick 0\.00000001 \(as you said\)/)
  await tick.fill("1,234")
  await expect.poll(() => page.getByTestId("import-problem").innerText()).toMatch(/can be 1\.234 or 1234/)
  await tick.fill("")
  await expect.poll(() => bring.isEnabled()).toBe(true)
  await bring.click()
  const row = page.getByTestId("series-row").filter({ hasText: "SHIB-USDT" })
  await row.waitFor()
  await expect.poll(() => page.getByTestId("import-file").inputValue()).toBe("")

  // Names that tell nothing are chosen from.
  const days = ["1", "2", "3"].map((day) => `2024-06-0${day};0,5;0,7;0,4;0,6;10,5`)
  await choose("shib_usdt.csv", ["Fecha;Apertura;Máximo;Mínimo;Último;Cantidad", ...days].join("\n"))
  await expect.poll(() => page.getByTestId("import-problem").innerText()).toMatch(/say which is which/)
  for (const [i, column] of ["timestamp", "open", "high", "low", "close", "volume"].entries()) {
    await page.getByLabel(`Column ${i + 1}`).selectOption(column)
    await expect.poll(() => page.getByLabel(`Column ${i + 1}`).inputValue()).toBe(column)
  }
  await expect.poll(() => reading.innerText()).toMatch(/^3 candles of 1d\. .*decimal commas/)
  await bring.click()
  await page.getByRole("button", { name: "Replace" }).click()
  await row.filter({ hasText: "1d" }).waitFor()
  const ada = await signIn(world.system.origin, "ada")
  const all = await ada.get<ReadonlyArray<{ symbol: string; count: number }>>("/api/v1/candles")
  expect(all.filter(({ symbol }) => symbol === "SHIB-USDT").some(({ count }) => count === 3)).toBe(true)
  // A name that is taken is an answer the browser notes.
  expect(complaints.filter((text) => !text.includes("409"))).toEqual([])
  await page.context().close()
})
