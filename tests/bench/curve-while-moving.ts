import { launch, openPage } from "../browser/chromium.ts"
import { signInOn } from "../browser/journey.ts"
import { startSimulated } from "../system/start.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"

/**
 * On the page that makes a bot, in Chromium: from the movement of a slider to the frame that shows what the last 30 days
 * (43,200 candles of a minute) would have done with the new value, worked out by the domain's own backtest beside the
 * page.
 */
const MOVES = 60
const CANDLES = 43_000

const system = await startSimulated(["--seed", "7", "--speed", "1"])
const browser = await launch()
const { page } = await openPage(browser, { viewport: { width: 1_440, height: 900 } })
await signInOn(page, system.origin, "Ada")

/** Moves a slider to and fro and answers how long each new curve took to be painted, ms. */
const moved = async (strategy: string, slider: string): Promise<ReadonlyArray<number>> => {
  await page.goto(`${system.origin}/app/bots/new/`)
  await page.getByTestId(`strategy-${strategy}`).click()
  await page.getByTestId(slider).waitFor()
  // Whatever is shown before was worked out by the server, over fewer candles.
  const panel = page.locator('[data-testid="lately"][data-candles]')
  await panel.waitFor({ timeout: 60_000 })
  const candles = Number(await panel.getAttribute("data-candles"))
  if (candles < CANDLES) throw new Error(`tried on ${candles} candles, fewer than ${CANDLES}`)
  return page.evaluate<ReadonlyArray<number>>(`(async () => {
    const slider = document.querySelector('[data-testid="${slider}"]')
    const panel = document.querySelector('[data-testid="lately"]')
    const curve = () => panel.querySelector("path.curve")?.getAttribute("d")
    const frame = () => new Promise((done) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => done(performance.now())
      port2.postMessage(0)
    }))
    const [min, max, step] = [slider.min, slider.max, slider.step].map(Number)
    const start = Number(slider.value)
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set
    const took = []
    for (let i = 1; i <= ${MOVES}; i++) {
      const before = curve()
      const away = ((i % 2 === 0 ? -1 : 1) * Math.ceil(i / 2) * step)
      set.call(slider, String(Math.max(min, Math.min(max, start + away))))
      const since = performance.now()
      slider.dispatchEvent(new Event("input", { bubbles: true }))
      while (curve() === before && performance.now() - since < 2_000) await new Promise((again) => setTimeout(again, 1))
      if (curve() !== before) took.push((await frame()) - since)
      await new Promise((again) => setTimeout(again, 30))
    }
    return took
  })()`)
}

const grid = await moved("GRID", "slider-gridLevels")
const averaging = await moved("DCA", "slider-takeProfitPercent")
await browser.close()
await system.stop()
const figure = (name: string, took: ReadonlyArray<number>) => {
  if (took.length < MOVES / 3) throw new Error(`only ${took.length} of ${MOVES} moves of ${name} drew a new curve`)
  return atMost(
    `slider moved -> new curve, ${name}, p50`,
    quantile(took, 0.5),
    100,
    "ms",
    `43,200 candles, ${took.length} moves, p95 ${quantile(took, 0.95).toFixed(0)} ms`
  )
}
report([figure("GRID", grid), figure("DCA", averaging)])
