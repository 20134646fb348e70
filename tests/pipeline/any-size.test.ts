import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BotView, ExchangeView } from "@tradetower/api/contract"
import { TenantId } from "@tradetower/domain/ids"
import type { OrderView } from "@tradetower/domain/live"
import { marketOf } from "@tradetower/domain/market"
import { Orders, Store } from "@tradetower/platform"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { makeBot } from "../system/bots.ts"
import { type InProcess, startOn } from "../system/in-process.ts"
import { pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, type Trader, until } from "../system/trader.ts"

/** A coin worth next to nothing, in lots so fine that 300 USD buy more of them than a double counts. */
const instrument = pair("PEPE-USD", { tickSize: "0.00000001" })
const { symbol } = instrument
const market = marketOf(instrument)
const lotsOf = (text: string) => BigInt(market.quantity(text) ?? 0)
const BEGIN = 1_700_000_000_000

/** One cycle: 300 USD at the market, more of it 1 % and 2 % lower, out at 5 %. */
const settings = {
  _tag: "DCA",
  start: { _tag: "IMMEDIATELY" },
  direction: "LONG",
  investment: "1000",
  baseOrderAmount: "300",
  baseOrderType: "MARKET",
  averagingOrdersAmount: "600",
  averagingOrdersQuantity: 2,
  averagingOrdersStep: "1",
  amountMultiplier: "1",
  stepMultiplier: "1",
  takeProfitPercent: "5",
  maxCycles: 1
}

const ordersOf = (trader: Trader, botId: string) =>
  trader.get<ReadonlyArray<OrderView>>(`/api/v1/bots/${botId}/orders?limit=100`)
const filled = (orders: ReadonlyArray<OrderView>, side: OrderView["side"]): bigint =>
  orders.reduce((sum, order) => (order.side === side ? sum + lotsOf(order.filledQuantity) : sum), 0n)

describe("a coin of which more lots are held than a double counts", () => {
  it("ORDER-7 is bought, kept through a restart, and sold to the last lot", async () => {
    const base = mkdtempSync(join(tmpdir(), "tradetower-"))
    const prices = manualMarket([instrument], BEGIN)
    let at = BEGIN
    let running: InProcess | undefined
    const trade = (price: string) => prices.trade(symbol, price, (at += 1_000))
    const opened = async () => {
      const system = (running = await startOn(prices, { base }))
      const trader = await signIn(system.url, "ada")
      await onOffer(trader, () => trade("0.00000123"))
      return { system, trader }
    }
    try {
      const first = await opened()
      const bot = await makeBot(first.trader, "PEPE", settings, symbol)
      await first.trader.post(`/api/v1/bots/${bot.id}/start`)
      const resting = await until(
        "the base order is filled, and the others rest",
        () => ordersOf(first.trader, bot.id),
        (orders) => orders.filter(({ status }) => status === "OPEN").length === 3
      )
      const base300 = resting.find(({ purpose }) => purpose === "BASE")
      const bought = lotsOf(base300?.filledQuantity ?? "0")
      // 300 USD less the taker's fee and slippage, at 0.00000123.
      expect(bought).toBeGreaterThan(24_000_000_000_000_000n)
      expect(Number.isSafeInteger(Number(bought))).toBe(false)
      const stored = await first.system.run(
        Effect.flatMap(Store, (store) => store.query(Orders, { tenantId: TenantId.make("ada") }))
      )
      expect(stored.items.map(({ value }) => value.quantity)).toContain(base300?.quantity)
      await first.system.stop()

      const second = await opened()
      const below = await until(
        "an averaging order is filled",
        async () => {
          trade("0.00000121")
          return ordersOf(second.trader, bot.id)
        },
        (orders) => filled(orders, "BUY") > bought
      )
      expect(filled(below, "SELL")).toBe(0n)
      const done = await until(
        "the cycle is over",
        async () => {
          trade("0.00000131")
          return second.trader.get<BotView>(`/api/v1/bots/${bot.id}`)
        },
        ({ run }) => run?.summary.state === "COMPLETED"
      )
      const orders = await ordersOf(second.trader, bot.id)
      expect(filled(orders, "SELL")).toBe(filled(orders, "BUY"))
      expect(filled(orders, "SELL")).toBeGreaterThan(bought)
      expect(done.run?.summary.position).toBe("0")
      await until(
        "the account holds nothing of it any more",
        () => second.trader.get<ReadonlyArray<ExchangeView>>("/api/v1/exchanges"),
        ([exchange]) => exchange?.accounts[0]?.balances.find(({ asset }) => asset === "PEPE")?.total === "0"
      )
    } finally {
      await running?.stop()
      rmSync(base, { recursive: true, force: true })
    }
  })
})
