import { loadavg } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import { paperConnection } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import { defaultRiskLimits } from "@tradetower/domain/risk"
import type { Exchange } from "@tradetower/execution"
import { Effect } from "effect"
import { startBot } from "../system/bots.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair, simulated } from "../system/instruments.ts"
import { limitBuy } from "../system/limit-buy.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"

const BOTS = 50
const PRICE = 60_000
const FILLED_A_TICK = 10

const gridOf = (gridLevels: number) => ({
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "1800",
  lowPrice: "50000",
  highPrice: "70000",
  gridLevels,
  spacing: "ARITHMETIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
})

interface Switch {
  readonly receipt?: { readonly haltedAt: number; readonly completedAt?: number; readonly ordersCancelled: number }
}

/**
 * Seconds from the switch to the last of Ada's 50 grids, of so many orders each; of Ben's account, which holds `others`,
 * some are filled every 100 ms all the while.
 */
const used = async (levels: number, others: number) => {
  const instrument = pair(bitcoin, { maxOpenOrders: 20_000 })
  const market = manualMarket([instrument])
  let book: Exchange | undefined
  const system = await startOn(market, { seen: (exchange) => (book = exchange) })
  const accountOf = (tenant: string) =>
    book === undefined
      ? Promise.reject(new Error("no exchange"))
      : Effect.runPromise(Effect.scoped(book.open(paperConnection(TenantId.make(tenant), simulated))))
  const resting = async (tenant: string) => (await Effect.runPromise((await accountOf(tenant)).openOrders)).length

  let cents = 0
  const ticking = setInterval(() => market.trade(bitcoin, (PRICE - cents / 100).toFixed(2), Date.now()), 100)
  const ada = await signIn(system.url, "ada")
  await onOffer(ada)

  const exact = marketOf(instrument)
  const ben = await accountOf("ben")
  const place = (number: number) =>
    ben.place(bitcoin, limitBuy(exact, `other-${number}`, (PRICE - (number + 1) / 100).toFixed(2), "0.0001"))
  await Effect.runPromise(
    Effect.forEach(
      Array.from({ length: others }, (_, number) => number),
      place,
      { concurrency: 200, discard: true }
    )
  )
  // All of them begin within a minute, which is more than the usual limit allows.
  await ada.ask("PUT", "/api/v1/risk-limits", { ...defaultRiskLimits, ordersPerMinute: 6_000 })
  for (let bot = 0; bot < BOTS; bot++) await startBot(ada, `Grid ${bot}`, gridOf(levels))
  await until(
    "all of Ada's orders rest",
    () => resting("ada"),
    (count) => count >= BOTS * levels,
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
  return {
    seconds: (receipt.completedAt - receipt.haltedAt) / 1000,
    note: `${receipt.ordersCancelled} cancelled, ${left} left; ${filled} of the other's filled meanwhile`
  }
}

const beside = await used(30, 10_000)
const alone = [await used(13, 0), await used(13, 0), await used(13, 0)]
const seconds = alone.map((one) => one.seconds)
report([
  atMost("kill switch: 50 bots, 1,500 orders, another's 10,000", beside.seconds, 5, "s", beside.note),
  atMost(
    "... 50 bots, 650 orders, median of three",
    quantile(seconds, 0.5),
    5,
    "s",
    `${seconds.map((one) => one.toFixed(1)).join(", ")} s; ${alone[0]?.note ?? ""}; load ${loadavg()[0]?.toFixed(1) ?? ""}`
  )
])
