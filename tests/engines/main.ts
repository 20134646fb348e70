import { readCommandLine } from "../../infra/command-line.mjs"
import { startSimulated } from "../system/start.ts"
import { until } from "../system/trader.ts"
import type { EnginePage } from "./engine.ts"
import { openFirefox } from "./firefox.ts"
import { openWebKit } from "./webkit.ts"

/**
 * `npm run engines`: the first journey, from the sign-in to a bot with fills, and the kill switch, in the Firefox and
 * the WebKit that are installed (Debian: firefox-esr; webkit2gtk-driver and xvfb).
 */
readCommandLine({
  help: `The first journey in the Firefox and the WebKit that are installed.

  npm run engines`
})
const SIGN_IN = `document.querySelector("button.who")`
const byTestId = (id: string): string => `document.querySelector('[data-testid="${id}"]')`

const seen = (page: EnginePage, what: string, expression: string): Promise<unknown> =>
  until(
    `${page.name}: ${what}`,
    // While one page gives way to the next there is nothing to ask.
    () => page.evaluate(`Boolean(${expression})`).catch(() => false),
    (there) => there === true
  )

const press = async (page: EnginePage, what: string, element: string): Promise<void> => {
  await seen(page, what, `${element} && !${element}.disabled`)
  await page.evaluate(`${element}.click()`)
}

/** How see-through the kill dialog is, and whether its last button can be told from its words. */
const dialogLooks = `(() => {
  const dialog = document.querySelector("dialog[open]")
  const button = getComputedStyle(${byTestId("kill-switch-confirm")})
  return { ground: getComputedStyle(dialog).backgroundColor, button: button.backgroundColor, words: button.color }
})()`

const journey = async (page: EnginePage, origin: string): Promise<void> => {
  await page.goto(`${origin}/app/`)
  await press(page, "the sign-in", SIGN_IN)
  await press(page, "the presets", byTestId("preset-SHORT_TERM"))
  await press(page, "the start", byTestId("start-preset-SHORT_TERM"))
  await seen(page, "a fill", byTestId("fill-row"))
  if ((await page.evaluate(`getComputedStyle(document.querySelector(".too-old")).display`)) !== "none")
    throw new Error(`${page.name} is told that it is too old`)
  await press(page, "the kill switch", byTestId("kill-switch"))
  await seen(page, "its second step", byTestId("kill-switch-confirm"))
  const looks = (await page.evaluate(dialogLooks)) as { ground: string; button: string; words: string }
  if (/^(?:transparent|rgba\(.*, 0\))$/.test(looks.ground) || looks.button === looks.words)
    throw new Error(`${page.name} can't show the kill switch: ${JSON.stringify(looks)}`)
  await press(page, "its confirmation", byTestId("kill-switch-confirm"))
  await seen(
    page,
    "the receipt",
    `document.querySelector('[data-testid="kill-switch-receipt"][data-completed="true"]')`
  )
}

let driven = 0
for (const open of [openFirefox, openWebKit]) {
  const page = await open()
  if (page === undefined) continue
  driven += 1
  const system = await startSimulated(["--seed", "7", "--speed", "120"])
  try {
    await journey(page, system.origin)
    console.log(`${page.name}: from the sign-in to fills, and the kill switch`)
  } catch (cause) {
    process.exitCode = 1
    console.error(cause instanceof Error ? cause.message : cause)
  } finally {
    await page.close()
    await system.stop()
  }
}
if (driven === 0) console.log("Neither Firefox nor WebKit is installed: see tests/engines/main.ts for what to install.")
