import { setTimeout as sleep } from "node:timers/promises"
import { paperConnection } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import type { Exchange } from "@tradetower/execution"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { startBot } from "../system/bots.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair, simulated } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, type Trader, until } from "../system/trader.ts"
import { throttled, type Throttle, type Traffic } from "./throttled.ts"

const PRICE = 60_000
const ORDERS = 500
const BOTS = 5

interface Receipt {
  readonly haltedAt: number
  readonly completedAt?: number
  readonly ordersCancelled: number
  readonly positionsClosed: number
  readonly bots: ReadonlyArray<{ stateNow: string; openOrders: number; openOrdersNow: number; positionNow: string }>
}
interface Switch {
  readonly halted: boolean
  readonly receipt?: Receipt
}

/** A grid that rests a hundred orders around the price, and holds base to sell. */
const hundred = {
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "9000",
  lowPrice: "50000",
  highPrice: "70000",
  gridLevels: ORDERS / BOTS,
  spacing: "ARITHMETIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false,
  stopLossPrice: "40000"
}

const look = (trader: Trader) => trader.get<Switch>("/api/v1/kill-switch")

/** The world with its bots; uses the kill switch and answers the receipt once all is over. */
const used = async (throttle: Throttle) => {
  const traffic: Traffic = { places: 0, cancels: 0, turnedAway: 0 }
  const market = manualMarket([pair(bitcoin, { maxOpenOrders: 2_000 })])
  let book: Exchange | undefined
  const system = await startOn(market, {
    seen: (exchange) => {
      book = exchange
      return throttled(throttle, traffic)(exchange)
    }
  })
  /** Orders that rest at the exchange itself, past its throttle. */
  const resting = async () => {
    if (book === undefined) return 0
    const account = await Effect.runPromise(Effect.scoped(book.open(paperConnection(TenantId.make("ada"), simulated))))
    return (await Effect.runPromise(account.openOrders)).length
  }
  const ticking = setInterval(() => market.trade(bitcoin, `${PRICE}.00`, Date.now()), 100)
  try {
    const trader = await signIn(system.url, "ada")
    await onOffer(trader)
    for (let bot = 0; bot < BOTS; bot++) await startBot(trader, `Grid ${bot}`, hundred)
    await until("all orders rest at the exchange", resting, (count) => count >= ORDERS)
    const before = traffic.cancels
    await trader.post("/api/v1/kill-switch")
    // Asked seldom: the answer reads every bot, and the machine has better to do now.
    const { receipt } = await until(
      "the bots have stopped",
      () => sleep(250).then(() => look(trader)),
      (found) => found.receipt?.completedAt !== undefined
    )
    if (receipt?.completedAt === undefined) throw new Error("no receipt")
    return {
      receipt,
      left: await resting(),
      seconds: (receipt.completedAt - receipt.haltedAt) / 1000,
      cancels: traffic.cancels - before,
      traffic
    }
  } finally {
    clearInterval(ticking)
    await system.stop()
  }
}

describe("the kill switch, with 500 orders on an exchange that throttles", () => {
  it.each([
    ["one by one at 150 requests a second", { perSecond: 150, roundTrip: 20, cancelsAll: false }],
    ["all at once, where the exchange offers it", { perSecond: 150, roundTrip: 20, cancelsAll: true }]
  ])("stops, cancels and closes everything: %s", async (_, throttle) => {
    const { cancels, left, receipt, seconds, traffic } = await used(throttle)
    console.info(`kill switch: ${seconds.toFixed(2)} s, ${cancels} cancels sent, ${traffic.turnedAway} turned away`)
    // How long it takes is measured by the bench, and how many go at once depends on it; never much more than it must.
    expect(cancels).toBeLessThanOrEqual(2 * ORDERS)
    expect(left).toBe(0)
    expect(receipt.bots.map(({ stateNow }) => stateNow)).toEqual(Array.from({ length: BOTS }, () => "STOPPED"))
    expect(receipt.bots.map(({ openOrdersNow, positionNow }) => [openOrdersNow, positionNow])).toEqual(
      Array.from({ length: BOTS }, () => [0, "0"])
    )
    expect(receipt.ordersCancelled).toBeGreaterThanOrEqual(ORDERS)
    expect(receipt.positionsClosed).toBe(BOTS)
  })
})
