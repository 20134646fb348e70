import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { RunId, TenantId } from "@tradetower/domain/ids"
import { BotEvents, type StepRecord, Store } from "@tradetower/platform"
import type { BotView } from "@tradetower/api/contract"
import { backlog } from "../system/backlog.ts"
import { dca, startBot } from "../system/bots.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"

const MINUTE = 60_000
/** A whole hour. */
const HOUR = 1_700_002_800_000

const rsi = (timeframe: string) => ({ _tag: "RSI", timeframe, side: "BUY", period: 2, validFor: 12 })
const start = { _tag: "INDICATORS", combine: "ALL", conditions: [rsi("1m"), rsi("5m")] }

const stepsOf = (runId: string) =>
  Effect.gen(function* () {
    const store = yield* Store
    const { items } = yield* store.query(
      BotEvents,
      { tenantId: TenantId.make("ada"), botRunId: RunId.make(runId) },
      { where: { kind: "STEP" }, orderBy: { field: "seq", direction: "ASC" }, limit: 1_000 }
    )
    return items.map(({ value }) => value).filter((one): one is StepRecord => one.kind === "STEP")
  })

describe("a bot that waits for candles, through the whole system", () => {
  it("reads its history, is told each candle of each timeframe, and enters when all signals count", async () => {
    const prices = manualMarket([pair(bitcoin)], HOUR)
    const system = await startOn(prices)
    try {
      const trader = await signIn(system.url, "ada")
      const quiet = () =>
        until(
          "nothing waits",
          () => system.run(backlog),
          (waiting) => waiting === 0
        )
      let minute = 0
      const trade = async (price: number) => {
        prices.trade(bitcoin, price.toFixed(2), HOUR + minute++ * MINUTE + 1_000)
        await quiet()
      }
      await onOffer(trader, () => prices.trade(bitcoin, "60000.00", HOUR))
      for (let i = 0; i < 21; i++) await trade(60_000 - i * 50)
      const { id } = await startBot(trader, "By candles", dca(3_000, start))
      const running = async () => (await trader.get<BotView>(`/api/v1/bots/${id}`)).run
      const { id: runId } = await until("a run", running, (run) => run?.id !== undefined).then(
        (run) => run ?? { id: "" }
      )
      const steps = () => system.run(stepsOf(runId))
      // It falls for as long as it takes: an index of prices that stand still would say nothing.
      let low = 59_000
      await until(
        "a price is there for it",
        async () => {
          await trade((low -= 5))
          return steps()
        },
        (made) => made.some(({ event }) => event["_tag"] === "HistoryRead")
      )
      expect((await running())?.summary.state).toBe("WAITING")

      for (let i = 0; i < 20 && (await running())?.summary.state === "WAITING"; i++) {
        const before = (await steps()).length
        await trade(low + (i + 1) * 100)
        await until("the candle was told", steps, (made) => made.length > before)
      }
      await until("it is in the market", running, (run) => run?.summary.state === "ACTIVE")
      const made = await until("its base order", steps, (all) => all.some(({ orders }) => orders.length > 0))
      const told = made.filter(({ event }) => event["_tag"] === "CandleClosed").map(({ event }) => event)
      expect(new Set(told.map((event) => event["timeframe"]))).toEqual(new Set(["1m", "5m"]))
      for (const timeframe of ["1m", "5m"]) {
        const closes = told.filter((event) => event["timeframe"] === timeframe).map((event) => Number(event["at"]))
        expect(closes).toEqual([...new Set(closes)].sort((a, b) => a - b))
      }
      // The signal of the longer one came last: the shorter's still counts at its close.
      expect(told.at(-1)?.["timeframe"]).toBe("5m")
      const entry = made.findIndex(({ orders }) => orders.length > 0)
      expect(made[entry]?.event["_tag"]).toBe("PriceReached")
      expect(made[entry - 1]?.event["_tag"]).toBe("CandleClosed")
    } finally {
      await system.stop()
    }
  })
})
