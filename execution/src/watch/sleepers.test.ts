import { describe, expect, it } from "vitest"
import { PAPER } from "@tradetower/domain/connection"
import type { Wake } from "@tradetower/domain/bot"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { type VenueId, type Instrument, marketOf, type Price, type Symbol } from "@tradetower/domain/market"
import { Sleepers } from "./sleepers.ts"

const instrument = {
  venue: "simulated" as VenueId,
  symbol: "BTC-USD" as Symbol,
  base: "BTC",
  quote: "USD",
  kind: "SPOT",
  assetClass: "CRYPTO",
  tickSize: "0.01",
  lotSize: "0.00000001",
  minQuantity: "0.00000001",
  minNotional: "1",
  makerFeeRate: "0.004",
  takerFeeRate: "0.006",
  feeAsset: "QUOTE",
  maxOpenOrders: 500
} as Instrument

const sleep = (run: string, seq: number, at: number, wake: { above?: number; below?: number; at?: number }) => ({
  tenantId: "ada" as TenantId,
  connection: PAPER,
  botId: `bot-${run}` as BotId,
  runId: run as RunId,
  seq,
  at,
  wake: wake as Wake
})
const sleepers = () => new Sleepers(marketOf(instrument))
const names = (woken: ReadonlyArray<{ sleep: { runId: string } }>) => woken.map(({ sleep: { runId } }) => runId)

describe("Sleepers", () => {
  it("wakes at or above and at or below, and nobody in between", () => {
    const all = sleepers()
    all.register(sleep("a", 1, 0, { above: 110, below: 90 }), 0)
    all.register(sleep("b", 1, 0, { above: 105 }), 0)
    expect(all.price(104, 1)).toEqual([])
    expect(names(all.price(105, 2))).toEqual(["b"])
    expect(names(all.price(90, 3))).toEqual(["a"])
  })

  it("wakes a run once a step, however often the price comes back", () => {
    const all = sleepers()
    all.register(sleep("a", 1, 0, { above: 100 }), 0)
    expect(names(all.price(101, 1))).toEqual(["a"])
    expect(all.price(102, 2)).toEqual([])
    all.register(sleep("a", 2, 2, { above: 103 }), 2)
    expect(names(all.price(103, 3))).toEqual(["a"])
  })

  it("looks through the prices that passed since the wake was decided", () => {
    const all = sleepers()
    all.price(100, 10)
    all.price(120, 20)
    all.price(100, 30)
    expect(all.register(sleep("a", 1, 15, { above: 115 }), 40)).toMatchObject({ by: "PRICE", price: 120, at: 20 })
    expect(all.register(sleep("b", 1, 25, { above: 115 }), 40)).toMatchObject({ price: 120, at: 25 })
    expect(all.register(sleep("c", 1, 35, { above: 115 }), 40)).toBeUndefined()
  })

  it("sends the standing price to a run that asks for any price", () => {
    const all = sleepers()
    all.price(100, 10)
    expect(all.register(sleep("a", 1, 500, { above: 1 }), 500)).toMatchObject({ by: "PRICE", price: 100, at: 500 })
  })

  it("IND-5 CALENDAR-7 sends no price from before a close or a bell to a run that acts on it, not even later", () => {
    const all = sleepers()
    all.price(100, 59_000)
    expect(all.register({ ...sleep("a", 1, 60_000, { above: 1 }), outdated: true }, 60_500)).toBeUndefined()
    expect(all.register(sleep("a", 2, 60_200, { above: 1 }), 60_500)).toBeUndefined()
    expect(all.price(101, 61_000)).toMatchObject([{ by: "PRICE", price: 101, at: 61_000 }])
    // The next price came while the step was made: one at the very moment is of the new candle.
    all.price(102, 120_000)
    all.price(103, 120_500)
    const woken = all.register({ ...sleep("a", 3, 120_000, { above: 1 }), outdated: true }, 121_000)
    expect(woken).toMatchObject({ by: "PRICE", price: 102, at: 120_000 })
  })

  it("never wakes a run twice with the same tick", () => {
    const all = sleepers()
    all.register(sleep("a", 1, 0, { above: 1 }), 0)
    expect(all.price(100, 10)).toHaveLength(1)
    expect(all.register(sleep("a", 2, 10, { above: 1 }), 10)).toBeUndefined()
    expect(all.price(100, 11)).toHaveLength(1)
  })

  it("leaves an older step than the one it knows aside", () => {
    const all = sleepers()
    all.register(sleep("a", 5, 0, { above: 200 }), 0)
    all.register(sleep("a", 4, 0, { above: 100 }), 0)
    expect(all.price(150, 1)).toEqual([])
  })

  it("wakes by time, also when the time has passed before it is registered", () => {
    const all = sleepers()
    all.register(sleep("a", 1, 0, { at: 50 }), 0)
    expect(all.nextTimer).toBe(50)
    expect(all.due(49)).toEqual([])
    expect(all.due(51)).toMatchObject([{ by: "TIMER", at: 51 }])
    expect(all.nextTimer).toBeUndefined()
    expect(all.register(sleep("b", 1, 0, { at: 50 }), 60)).toMatchObject({ by: "TIMER", at: 60 })
  })

  it("wakes at the close of the candle it waits for, also when that closed meanwhile", () => {
    const all = sleepers()
    const wake: Wake = { candles: [{ timeframe: "5m", count: 3, after: 0 }] }
    all.register({ ...sleep("a", 1, 60_000, {}), wake }, 60_000)
    expect(all.candleClosed(240_000)).toEqual([])
    expect(all.candleClosed(300_000)).toMatchObject([{ by: "CANDLE", closesAt: 300_000, timeframes: ["5m"] }])
    expect(all.register({ ...sleep("b", 1, 299_999, {}), wake }, 300_500)).toMatchObject({ closesAt: 300_000 })
  })

  it("tells candles that close together at once, and each from where the run's own knowledge of it ends", () => {
    const all = sleepers()
    const wake: Wake = {
      candles: [
        { timeframe: "1m", count: 3, after: 240_000 },
        { timeframe: "5m", count: 3, after: 0 }
      ]
    }
    // A fill came between the close and this step: the close is not missed.
    all.candleClosed(300_000)
    const woken = all.register({ ...sleep("a", 1, 300_900, {}), wake }, 300_900)
    expect(woken).toMatchObject({ closesAt: 300_000, timeframes: ["1m", "5m"] })
  })

  it("goes on to the next candle when nothing was traded in one", () => {
    const all = sleepers()
    const wake: Wake = { candles: [{ timeframe: "1m", count: 3, after: 60_000 }] }
    all.register({ ...sleep("a", 1, 60_000, {}), wake }, 60_000)
    const [woken] = all.candleClosed(120_000)
    if (woken?.by !== "CANDLE") throw new Error("a candle")
    expect(all.nothingTraded(woken.sleep, woken)).toBeUndefined()
    expect(all.candleClosed(120_000)).toEqual([])
    expect(all.candleClosed(180_000)).toMatchObject([{ closesAt: 180_000 }])
  })

  it("tells a run its history that knows no candles, once some have closed, and one that missed too many", () => {
    const all = sleepers()
    const fresh: Wake = { candles: [{ timeframe: "1m", count: 3 }] }
    expect(all.register({ ...sleep("a", 1, 70_000, {}), wake: fresh }, 70_000)).toBeUndefined()
    expect(all.candleClosed(120_000)).toMatchObject([{ by: "HISTORY", closedUntil: 120_000, at: 70_000 }])
    expect(all.register({ ...sleep("b", 1, 130_000, {}), wake: fresh }, 130_000)).toMatchObject({ by: "HISTORY" })
    all.candleClosed(600_000)
    const stale: Wake = { candles: [{ timeframe: "1m", count: 3, after: 120_000 }] }
    expect(all.register({ ...sleep("a", 2, 120_000, {}), wake: stale }, 600_000)).toMatchObject({ by: "HISTORY" })
    const late: Wake = { candles: [{ timeframe: "1m", count: 3, after: 480_000 }] }
    expect(all.register({ ...sleep("c", 1, 480_000, {}), wake: late }, 600_000)).toMatchObject({ closesAt: 540_000 })
  })

  it("asks for a balance at once", () => {
    const all = sleepers()
    const wake: Wake = { balance: "USD", above: 5 as Price }
    expect(all.register({ ...sleep("a", 1, 7, {}), wake }, 9)).toMatchObject({ by: "BALANCE", asset: "USD" })
  })

  it("reminds a run whose wake led to no step", () => {
    const all = sleepers()
    all.register(sleep("a", 1, 0, { above: 100 as Price }), 0)
    all.price(100, 1)
    expect(all.remind(2)).toEqual([])
    expect(names(all.remind(3))).toEqual(["a"])
    all.register(sleep("a", 2, 3, { above: 500 }), 3)
    expect(all.remind(4)).toEqual([])
    expect(all.remind(5)).toEqual([])
  })

  it("agrees with asking everyone, over many random wakes and prices", () => {
    const all = sleepers()
    const waiting = new Map<string, { above: number; below: number; seq: number }>()
    let seed = 7
    const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n
    for (let at = 1; at < 5_000; at++) {
      const run = `r${random(200)}`
      const middle = 1_000 + random(1_000)
      const wake = { above: middle + 1 + random(300), below: middle - 1 - random(300), seq: at }
      const now = 1_500 + random(300) - 150
      const woken = names(all.price(now, at)).sort()
      const expected = [...waiting].filter(([, w]) => now >= w.above || now <= w.below).map(([name]) => name)
      expect(woken).toEqual(expected.sort())
      for (const name of expected) waiting.delete(name)
      if (now < wake.above && now > wake.below) {
        expect(all.register(sleep(run, at, at, wake), at)).toBeUndefined()
        waiting.set(run, wake)
      }
    }
    expect(waiting.size).toBeGreaterThan(20)
  })
})
