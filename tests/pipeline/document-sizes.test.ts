import { defaultRiskLimits } from "@tradetower/domain/risk"
import {
  container,
  type ContainerName,
  containerNames,
  documentBound,
  everyTenant,
  queryAll
} from "@tradetower/platform"
import { Effect, Schema } from "effect"
import { expect, it } from "vitest"
import { dca, gridAround, makeBot, startBot } from "../system/bots.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"

const PRICE = 60_000
/** A bot that is started and stopped again and again, and what goes on meanwhile. */
const RUNS = 12
const PRICES = 240

interface Bot {
  readonly run?: { readonly live: boolean; readonly summary: { openOrders: number; fills: number; reason: string } }
}

/** A grid of as many levels as one may have. */
const longest = {
  ...gridAround(PRICE, 20_000),
  lowPrice: "36000",
  highPrice: "90000",
  gridLevels: 100
}

/** The most bytes of a document in each container that has any. */
const largest = Effect.gen(function* () {
  const found = new Map<ContainerName, { bytes: number; count: number }>()
  // The keys of an object are its own names, which Object.keys can't say.
  for (const name of containerNames) {
    for (const value of yield* queryAll(container(name, Schema.Any), everyTenant("the largest document"))) {
      const before = found.get(name) ?? { bytes: 0, count: 0 }
      const bytes = Buffer.byteLength(JSON.stringify(value))
      found.set(name, { bytes: Math.max(before.bytes, bytes), count: before.count + 1 })
    }
  }
  return found
})

it("no document outgrows what the catalogue says of its container, however hard a tenant trades", async () => {
  let now = Date.UTC(2026, 10, 2, 12)
  const market = manualMarket([pair(bitcoin, { makerFeeRate: "0", takerFeeRate: "0" })], now)
  const system = await startOn(market)
  let price = PRICE
  let step = 1
  const ticking = setInterval(() => market.trade(bitcoin, price.toFixed(2), (now += step)), 20)
  try {
    const trader = await signIn(system.url, "ada")
    await onOffer(trader)
    await trader.ask("PUT", "/api/v1/risk-limits", { ...defaultRiskLimits, ordersPerMinute: 100_000 })
    const bot = (id: string) => trader.get<Bot>(`/api/v1/bots/${id}`)
    const long = await startBot(trader, "é".repeat(60), longest)
    await until(
      "the longest ladder is laid",
      () => bot(long.id),
      ({ run }) => (run?.summary.openOrders ?? 0) >= 90
    )
    for (let i = 0; i < 10; i++)
      await startBot(trader, `Bot ${i}`, i % 2 === 0 ? gridAround(PRICE, 1_000, 0.2) : dca(1_000))
    const again = await makeBot(trader, "Again", gridAround(PRICE, 2_000))
    for (let run = 0; run < RUNS; run++) {
      await trader.post(`/api/v1/bots/${again.id}/start`)
      await until(
        "it runs",
        () => bot(again.id),
        ({ run: latest }) => latest?.live === true && latest.summary.openOrders >= 10
      )
      await trader.post(`/api/v1/bots/${again.id}/stop`, { closure: "CLOSE_POSITIONS" })
      await until(
        "it has stopped",
        () => bot(again.id),
        ({ run: latest }) => latest?.live === false
      )
    }
    clearInterval(ticking)
    step = 60_000
    let told = 0
    /** Between two prices the bots have their turn. */
    const tell = () => {
      price = PRICE * (1 + 0.06 * Math.sin(told++ / 6))
      market.trade(bitcoin, price.toFixed(2), (now += step))
      return bot(long.id)
    }
    // However slow the bots are, there are prices until they have traded.
    await until("it traded", tell, ({ run }) => told >= PRICES && (run?.summary.fills ?? 0) > 100)
    await trader.post("/api/v1/kill-switch")
    await until(
      "everything is closed",
      () => trader.get<{ readonly receipt?: { readonly completedAt?: number } }>("/api/v1/kill-switch"),
      ({ receipt }) => receipt?.completedAt !== undefined
    )
    const found = await system.run(largest)
    for (const name of ["BotEvents", "Orders", "BotRuns", "PaperAccounts", "RiskMarks", "MetricsSnapshots"] as const)
      expect(found.get(name)?.count, name).toBeGreaterThan(0)
    const over = [...found].filter(([name, { bytes }]) => bytes > documentBound(name))
    expect(over).toEqual([])
  } finally {
    clearInterval(ticking)
    await system.stop()
  }
})
