import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { signIn, type Trader, until } from "../system/trader.ts"
import { accessibilityProblems, openPage } from "./chromium.ts"
import { fitsItsScreen, signInOn } from "./journey.ts"
import { openWorld, phone } from "./world.ts"

const world = openWorld(["--seed", "7"])

interface Bot {
  readonly id: string
  readonly run?: { readonly live: boolean; readonly summary: { readonly state: string } }
}
const statesOf = async (trader: Trader) =>
  (await trader.get<ReadonlyArray<Bot>>("/api/v1/bots")).map(({ run }) => run?.summary.state ?? "NONE")
const all = (state: string) => (states: ReadonlyArray<string>) => states.every((one) => one === state)

const opened = async (name: string, names: ReadonlyArray<string>) => {
  const trader = await signIn(world.system.origin, name.toLowerCase())
  for (const one of names) await startBot(trader, one, gridAround(world.system.price("BTC-USD"), 1_000))
  await until("all run", () => statesOf(trader), all("ACTIVE"))
  const { complaints, page } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, name)
  await page
    .getByTestId("bot-row")
    .nth(names.length - 1)
    .waitFor()
  return { complaints, page, trader }
}

describe("many bots at once, on a phone", () => {
  it("are paused, resumed past a limit of ours, and stopped", async () => {
    const { page, trader } = await opened("Ada", ["One", "Two", "Three", "Four"])
    const confirm = async (verb: string) => {
      await page.getByTestId(`selection-${verb}`).click()
      await page.getByTestId("selection-confirm").click()
    }
    await page.getByTestId("select-bot").nth(1).check()
    await page
      .getByTestId("select-bot")
      .nth(3)
      .click({ modifiers: ["Shift"] })
    await expect.poll(() => page.getByTestId("selection").innerText()).toMatch(/3 of 4 selected/)
    await page.getByTestId("selection-group").click()
    await page.getByTestId("group-name").fill("Majors")
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByTestId("group-confirm").click()
    await page.getByTestId("group").selectOption("Majors")
    await expect.poll(() => page.getByTestId("bot-row").count()).toBe(3)
    await page.getByTestId("group").selectOption("")
    await page.getByTestId("select-all").click()
    await expect.poll(() => page.getByTestId("selection").innerText()).toMatch(/4 of 4 selected/)
    await expect.poll(() => page.getByTestId("selection-resume").isDisabled()).toBe(true)
    await page.getByTestId("selection-pause").click()
    expect(await page.locator("dialog[open]").innerText()).toMatch(/Pause 4 bots\?/)
    expect(await accessibilityProblems(page)).toEqual([])
    await fitsItsScreen(page)
    await page.getByTestId("selection-confirm").click()
    await until("all are paused", () => statesOf(trader), all("PAUSED"))

    let limited = 0
    await page.route("**/resume", (route) =>
      limited++ === 1
        ? route.fulfill({ status: 429, headers: { "retry-after": "1" }, json: { detail: "Too many." } })
        : route.continue()
    )
    await expect.poll(() => page.getByTestId("selection-resume").innerText()).toMatch(/4/)
    await confirm("resume")
    await page.getByTestId("waits").waitFor()
    await until("all go on", () => statesOf(trader), all("ACTIVE"))
    expect(limited).toBe(5)

    await expect.poll(() => page.getByTestId("selection-pause").innerText()).toMatch(/4/)
    await confirm("stop")
    await until("all have stopped", () => statesOf(trader), all("STOPPED"))
    await page.context().close()
  })

  it("says of each that refuses why, and goes on with the rest", async () => {
    const { page, trader } = await opened("Ben", ["Willing", "Unwilling"])
    const bots = await trader.get<ReadonlyArray<Bot & { name: string }>>("/api/v1/bots")
    const refusing = bots.find(({ name }) => name === "Unwilling")?.id ?? ""
    await page.route(`**/bots/${refusing}/pause`, (route) =>
      route.fulfill({ status: 409, json: { detail: "Unwilling is not running." } })
    )
    await page.getByTestId("select-bot").first().check()
    await page.getByTestId("select-all").click()
    await page.getByTestId("selection-pause").click()
    await page.getByTestId("selection-confirm").click()
    await expect
      .poll(() => page.getByTestId("selection-results").innerText())
      .toMatch(/1 bot told to pause.*Unwilling\s*Unwilling is not running/s)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.context().close()
  })

  it("are each asked for their curve when they come near the screen, not all at once", async () => {
    const ben = await signIn(world.system.origin, "ben")
    for (let at = 0; at < 14; at += 1)
      await startBot(ben, `Number ${at}`, gridAround(world.system.price("BTC-USD"), 1_000))
    const { page } = await openPage(world.browser, phone)
    await signInOn(page, world.system.origin, "Ben")
    const asked = new Set<string>()
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url())
      const bot = searchParams.get("bot")
      if (pathname.endsWith("/metrics") && searchParams.get("tier") === "1m" && bot !== null) asked.add(bot)
    })
    await page.goto(`${world.system.origin}/app/bots/`)
    const rows = page.getByTestId("bot-row")
    await rows.nth(13).waitFor()
    await expect.poll(() => asked.size).toBeGreaterThan(0)
    await page.waitForLoadState("networkidle")
    expect(asked.size).toBeLessThan(await rows.count())
    const before = asked.size
    await rows.last().scrollIntoViewIfNeeded()
    await expect.poll(() => asked.size).toBeGreaterThan(before)
    await page.context().close()
  })
})

/** What reaches over its own right edge inside a dialog or panel: cut off, or scrolled sideways. */
const cutOff = (page: Page) =>
  page.evaluate<ReadonlyArray<string>>(`
    [...document.querySelectorAll("h1, h2, h3, strong, dialog[open], .toast, .chip, .notice, .panel > header, .bot-head, option")]
      .filter((e) => e.offsetParent !== null && !e.matches(".unseen") && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
      .map((e) => e.tagName + "." + e.className + ": " + e.textContent.slice(0, 80))`)

it("a name of 60 letters without a place to break fits a phone on every page and in every dialog", async () => {
  const name = "W".repeat(60)
  const trader = await signIn(world.system.origin, "ben")
  // Only where there are two is there a choice between them.
  await startBot(trader, "Short", gridAround(world.system.price("BTC-USD"), 1_000))
  const { id } = await startBot(trader, name, gridAround(world.system.price("BTC-USD"), 1_000))
  const { page } = await openPage(world.browser, phone)
  await signInOn(page, world.system.origin, "Ben")
  const fits = async () => {
    await fitsItsScreen(page)
    expect(await cutOff(page), page.url()).toEqual([])
  }
  for (const path of [
    "/app/",
    "/app/bots/",
    `/app/bots/?id=${id}`,
    "/app/signals/",
    "/app/activity/",
    "/app/ledger/"
  ]) {
    await page.goto(world.system.origin + path)
    await expect.poll(() => page.locator("body").innerText()).toContain(name)
    await page.waitForLoadState("networkidle")
    await fits()
  }
  await page.goto(`${world.system.origin}/app/bots/?id=${id}`)
  for (const button of ["bot-stop", "bot-funds", "kill-switch"]) {
    await page.getByTestId(button).click()
    await page.locator("dialog[open]").waitFor()
    await fits()
    await page.keyboard.press("Escape")
  }
  await page.getByTestId("bot-pause").click()
  await page.locator(".toast").first().waitFor()
  await fits()
  await page.context().close()
})
