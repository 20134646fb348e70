import { setTimeout as sleep } from "node:timers/promises"
import { ClientOrderId, defaultRiskLimits, marketOf, TenantId } from "@tradetower/domain"
import type { Exchange } from "@tradetower/execution"
import { Effect } from "effect"
import { startBot } from "../system/bots.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { signIn, until } from "../system/trader.ts"
import { atMost } from "./figure.ts"
import { report } from "./report.ts"

/** Ada's 50 grids rest 1,500 orders; Ben's account holds 10,000, some of which are filled every 100 ms all the while. */
const BOTS = 50
const LEVELS = 30
const OTHERS = 10_000
const PRICE = 60_000
const FILLED_A_TICK = 10

const grid = {
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "1800",
  lowPrice: "50000",
  highPrice: "70000",
  gridLevels: LEVELS,
  spacing: "ARITHMETIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
}

interface Switch {
  readonly receipt?: { readonly haltedAt: number; readonly completedAt?: number; readonly ordersCancelled: number }
}

const instrument = pair(bitcoin, { maxOpenOrders: 2 * OTHERS })
const market = manualMarket([instrument])
let book: Exchange | undefined
const system = await startOn(market, { seen: (exchange) => (book = exchange) })
const accountOf = (tenant: string) =>
  book === undefined ? Promise.reject(new Error("no exchange")) : Effect.runPromise(book.account(TenantId.make(tenant)))
const resting = async (tenant: string) => (await Effect.runPromise((await accountOf(tenant)).openOrders)).length

let cents = 0
const ticking = setInterval(() => market.trade(bitcoin, (PRICE - cents / 100).toFixed(2), Date.now()), 100)
const ada = await signIn(system.url, "ada")
await until(
  "the market is on offer",
  () => ada.get<ReadonlyArray<{ markets: ReadonlyArray<{ lastPrice?: string }> }>>("/api/v1/exchanges"),
  ([exchange]) => exchange?.markets[0]?.lastPrice !== undefined
)

const { price, quantity } = marketOf(instrument)
const small = quantity("0.0001")
if (small === undefined) throw new Error("not on the grid")
const ben = await accountOf("ben")
const place = (number: number) => {
  const limit = price((PRICE - (number + 1) / 100).toFixed(2))
  if (limit === undefined) return Effect.die(new Error("not on the grid"))
  return ben.place(bitcoin, {
    clientOrderId: ClientOrderId.make(`other-${number}`),
    side: "BUY",
    type: "LIMIT",
    price: limit,
    quantity: small,
    timeInForce: "GTC",
    reduceOnly: false,
    purpose: "GRID"
  })
}
await Effect.runPromise(
  Effect.forEach(
    Array.from({ length: OTHERS }, (_, number) => number),
    place,
    { concurrency: 200, discard: true }
  )
)
// All of them begin within a minute, which is more than the usual limit allows.
await ada.ask("PUT", "/api/v1/risk-limits", { ...defaultRiskLimits, ordersPerMinute: 6_000 })
for (let bot = 0; bot < BOTS; bot++) await startBot(ada, `Grid ${bot}`, grid)
await until(
  "all of Ada's orders rest",
  () => resting("ada"),
  (count) => count >= BOTS * LEVELS,
  120_000
)

const falling = setInterval(() => (cents += FILLED_A_TICK), 100)
const before = await resting("ben")
await ada.post("/api/v1/kill-switch")
let { receipt } = await ada.get<Switch>("/api/v1/kill-switch")
for (let tries = 0; receipt?.completedAt === undefined && tries < 240; tries++) {
  await sleep(250)
  receipt = (await ada.get<Switch>("/api/v1/kill-switch")).receipt
}
const filled = before - (await resting("ben"))
clearInterval(falling)
clearInterval(ticking)
const left = await resting("ada")
await system.stop()
if (receipt?.completedAt === undefined) throw new Error("the bots have not stopped within a minute")
report([
  atMost(
    "kill switch: 50 bots, 1,500 orders, another's 10,000",
    (receipt.completedAt - receipt.haltedAt) / 1000,
    5,
    "s",
    `${receipt.ordersCancelled} cancelled, ${left} left; ${filled} of the other's filled meanwhile`
  )
])
