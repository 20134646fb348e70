import { setTimeout as sleep } from "node:timers/promises"
import { gridAround, startBot } from "../system/bots.ts"
import { launch, openPage } from "../browser/chromium.ts"
import { signInOn } from "../browser/journey.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"

/**
 * From the trade at the exchange to the frame that shows its fill on the bot's page, in Chromium on the same machine:
 * each price crosses one level of a grid, and the page tells when the fill it caused had been painted.
 */
const FILLS = 120
const PACE = 150
const START = 60_000
const STEP = 0.01

const market = manualMarket([pair(bitcoin)])
const system = await startOn(market)
const trader = await signIn(system.url, "ada")
const wall = () => performance.timeOrigin + performance.now()
const trade = (price: number) => market.trade(bitcoin, price.toFixed(2), Date.now())
const idle = setInterval(() => trade(START), 200)
await onOffer(trader)
const bot = await startBot(trader, "Painted", gridAround(START, 10_000, STEP * 100))
interface Bot {
  readonly run?: { readonly summary: { readonly openOrders: number } }
}
await until(
  "the ladder stands",
  () => trader.get<Bot>(`/api/v1/bots/${bot.id}`),
  ({ run }) => (run?.summary.openOrders ?? 0) >= 9
)
clearInterval(idle)

const browser = await launch()
const { page } = await openPage(browser, { viewport: { width: 1_440, height: 900 } })
await signInOn(page, system.url, "Ada")
const painted: Array<number> = []
await page.exposeFunction("paintedAt", (at: number) => painted.push(at))
await page.goto(`${system.url}/app/bots/?id=${bot.id}`)
await page.getByTestId("fill-row").first().waitFor()
await page.waitForLoadState("networkidle")
await page.evaluate(`
  const count = () => document.querySelectorAll('[data-testid="fill-row"]').length
  const newest = () => document.querySelector('[data-testid="fill-row"]')?.textContent + count()
  let last = newest()
  new MutationObserver(() => {
    if (newest() === last) return
    last = newest()
    // After the frame in which it is drawn: the task that follows the next frame's callbacks.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => window.paintedAt(performance.timeOrigin + performance.now())
      port2.postMessage(0)
    })
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
`)

const samples: Array<number> = []
let missed = 0
for (let i = 0; i < FILLS; i++) {
  // Down over one level and up over the next, so that each price fills exactly one order.
  const down = i % 2 === 0
  const seen = painted.length
  const since = wall()
  trade(START * (1 + (down ? -1.2 : 1.2) * STEP))
  const deadline = performance.now() + 2_000
  while (painted.length === seen && performance.now() < deadline) await sleep(1)
  const at = painted[seen]
  if (at === undefined) missed += 1
  else samples.push(at - since)
  await sleep(PACE)
}
await browser.close()
await system.stop()
if (samples.length < FILLS / 2) throw new Error(`only ${samples.length} of ${FILLS} fills were seen on the page`)
const note = `${samples.length} fills${missed > 0 ? `, ${missed} prices filled nothing` : ""}`
report([
  atMost("fill -> painted p50", quantile(samples, 0.5), 100, "ms", note),
  atMost("fill -> painted p99", quantile(samples, 0.99), 100, "ms")
])
