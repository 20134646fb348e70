import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { SIMULATED } from "./venue-ids.ts"
import { type Candle, type Instrument, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { MarketData, Tick } from "../exchange.ts"
import { paperInstruments } from "../brokers/paper/paper-markets.ts"
import { withPerpetuals } from "./with-perpetuals.ts"

const tick = (symbol: string, price: number): Tick =>
  ({ symbol: symbol as Symbol, price, at: 1, quantity: 2 }) as unknown as Tick
const candle = (at: number): Candle => ({ at, open: at, high: at, low: at, close: at, volume: 1 }) as unknown as Candle

/** A source whose candles are other ones each time it is asked, as a made-up market's are. */
const source = (
  kind: MarketData["source"],
  instruments: ReadonlyArray<Instrument>,
  more: Pick<MarketData, "trading"> = {}
) => {
  const asked: Array<string> = []
  const data: MarketData = {
    ...more,
    venue: SIMULATED,
    name: "by hand",
    source: kind,
    note: "by hand",
    instruments: Effect.succeed(instruments),
    ticks: Stream.make(tick("BTC-USD", 5), tick("SOL-USD", 6)),
    candles: (symbol, from) =>
      Effect.sync(() => {
        asked.push(symbol)
        return [candle(from), candle(from + asked.length)]
      })
  }
  return { ...withPerpetuals({ data, time: { now: Effect.succeed(0) } }), asked }
}

describe("perpetuals beside spot pairs", () => {
  it.effect("are listed after them, the same objects each time, and follow them tick for tick", () =>
    Effect.gen(function* () {
      const { data } = source("LIVE", paperInstruments(SIMULATED))
      const listed = yield* data.instruments
      assert.deepStrictEqual(
        listed.map(({ symbol }) => symbol),
        ["BTC-USD", "ETH-USD", "SOL-USD", "BTC-PERP", "ETH-PERP"] as never
      )
      assert.strictEqual((yield* data.instruments)[3], listed[3])
      assert.strictEqual(listed[3]?.kind, "FUTURES")
      const seen = yield* Stream.runCollect(data.ticks)
      assert.deepStrictEqual(
        seen.map(({ price, symbol }) => `${symbol} ${price}`),
        ["BTC-USD 5", "BTC-PERP 5", "SOL-USD 6"]
      )
    })
  )

  it.effect("have the spot pair's candles, and where those were made up the very same", () =>
    Effect.gen(function* () {
      const made = source("SIMULATED", paperInstruments(SIMULATED))
      yield* made.data.instruments
      const spot = yield* made.data.candles("BTC-USD" as Symbol, 100, 200)
      assert.deepStrictEqual(yield* made.data.candles("BTC-PERP" as Symbol, 100, 200), spot)
      assert.deepStrictEqual(made.asked, ["BTC-USD"])
      const live = source("LIVE", paperInstruments(SIMULATED))
      yield* live.data.instruments
      yield* live.data.candles("BTC-PERP" as Symbol, 100, 200)
      assert.deepStrictEqual(live.asked, ["BTC-USD"])
    })
  )

  it.effect("RISK-24 take the orders that their spot pairs take, and no word is made up", () =>
    Effect.gen(function* () {
      const closed: TradingStatus = { takes: "NONE", why: "Coinbase has stopped trading of BTC-USD" }
      const open = (symbol: string, status: TradingStatus) => [symbol as Symbol, status] as const
      const words = [
        new Map([open("BTC-USD", closed), open("SOL-USD", takesAll)]),
        new Map([open("BTC-USD", takesAll), open("ETH-USD", closed), open("SOL-USD", closed)])
      ]
      const { data } = source("LIVE", paperInstruments(SIMULATED), { trading: Stream.fromIterable(words) })
      yield* data.instruments
      const told = yield* Stream.runCollect(data.trading ?? Stream.empty)
      assert.deepStrictEqual(
        told.map((statuses) => [...statuses].map(([symbol, { takes }]) => `${symbol} ${takes}`)),
        [
          ["BTC-USD NONE", "SOL-USD ALL", "BTC-PERP NONE"],
          ["BTC-USD ALL", "ETH-USD NONE", "SOL-USD NONE", "BTC-PERP ALL", "ETH-PERP NONE"]
        ]
      )
      assert.strictEqual(told[0]?.get("BTC-PERP" as Symbol)?.why, closed.why)
    })
  )

  it.effect("are there for a recorded coin, not for a stock", () =>
    Effect.gen(function* () {
      const [coin] = paperInstruments(SIMULATED)
      if (coin === undefined) throw new Error("nothing is listed")
      const names = (instrument: Instrument) =>
        Effect.map(source("REPLAY", [instrument]).data.instruments, (all) => all.map(({ symbol }) => symbol))
      assert.deepStrictEqual(yield* names({ ...coin, base: "XYZ", symbol: "XYZ-USD" as Symbol }), [
        "XYZ-USD",
        "XYZ-PERP"
      ] as never)
      assert.deepStrictEqual(yield* names({ ...coin, assetClass: "EQUITY" }), ["BTC-USD"] as never)
    })
  )
})
