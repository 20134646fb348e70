import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { SIMULATED } from "./venue-ids.ts"
import { type Candle, type Instrument, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { Look, Tick, Venue } from "./venue.ts"
import { paperInstruments } from "../brokers/paper/paper-markets.ts"
import { pricesOf, quietVenue } from "./venue.fixture.ts"
import { wantedOf } from "./wanted-instruments.ts"
import { withPerpetuals } from "./with-perpetuals.ts"

const tick = (symbol: string, price: number): Tick =>
  ({ symbol: symbol as Symbol, price, at: 1, quantity: 2 }) as unknown as Tick
const candle = (at: number): Candle => ({ at, open: at, high: at, low: at, close: at, volume: 1 }) as unknown as Candle

/** A venue whose candles are other ones each time it is asked, as a made-up market's are. */
const source = (
  kind: Venue["source"],
  instruments: ReadonlyArray<Instrument>,
  more: Pick<Venue, "looks"> = {}
): { readonly venue: Venue; readonly asked: ReadonlyArray<string> } => {
  const asked: Array<string> = []
  const venue = quietVenue(instruments, {
    ...more,
    source: kind,
    prices: ({ now }) => {
      asked.push(...now().keys())
      return Stream.make(tick("BTC-USD", 5), tick("SOL-USD", 6))
    },
    candles: ({ symbol }, from) =>
      Effect.sync(() => {
        asked.push(symbol)
        return [candle(from), candle(from + asked.length)]
      })
  })
  return { venue: withPerpetuals(venue), asked }
}
const instrumentOf = (symbol: string, { instruments }: Venue) =>
  Effect.map(instruments, (all) => {
    const found = all.find((one) => one.symbol === symbol)
    if (found === undefined) throw new Error(`${symbol} is not listed`)
    return found
  })

describe("perpetuals beside spot pairs", () => {
  it.effect("are listed after them, the same objects each time, and follow them tick for tick", () =>
    Effect.gen(function* () {
      const { asked, venue } = source("LIVE", paperInstruments(SIMULATED))
      const listed = yield* venue.instruments
      assert.deepStrictEqual(
        listed.map(({ symbol }) => symbol),
        ["BTC-USD", "ETH-USD", "SOL-USD", "BTC-PERP", "ETH-PERP"] as never
      )
      assert.strictEqual((yield* venue.instruments)[3], listed[3])
      assert.strictEqual(listed[3]?.kind, "FUTURES")
      assert.deepStrictEqual(venue.lists, ["CRYPTO", "FUTURES"])
      const seen = yield* Stream.runCollect(pricesOf(venue))
      assert.deepStrictEqual(asked, ["BTC-USD", "ETH-USD", "SOL-USD"])
      assert.deepStrictEqual(
        seen.map(({ price, symbol }) => `${symbol} ${price}`),
        ["BTC-USD 5", "BTC-PERP 5", "SOL-USD 6"]
      )
    })
  )

  it.effect("have the spot pair's candles, and where those were made up the very same", () =>
    Effect.gen(function* () {
      const made = source("SIMULATED", paperInstruments(SIMULATED))
      const candles = (symbol: string, { venue } = made) =>
        Effect.flatMap(instrumentOf(symbol, venue), (instrument) => venue.candles(instrument, 100, 200))
      const spot = yield* candles("BTC-USD")
      assert.deepStrictEqual(yield* candles("BTC-PERP"), spot)
      assert.deepStrictEqual(made.asked, ["BTC-USD"])
      const live = source("LIVE", paperInstruments(SIMULATED))
      yield* candles("BTC-PERP", live)
      assert.deepStrictEqual(live.asked, ["BTC-USD"])
    })
  )

  it.effect("RISK-24 take the orders that their spot pairs take, and no word is made up", () =>
    Effect.gen(function* () {
      const closed: TradingStatus = { takes: "NONE", why: "Coinbase has stopped trading of BTC-USD" }
      const listed = new Map(paperInstruments(SIMULATED).map((one) => [one.symbol as string, one]))
      const word = (all: Readonly<Record<string, TradingStatus>>): ReadonlyMap<Symbol, Look> =>
        new Map(
          Object.entries(all).flatMap(([symbol, takes]) => {
            const instrument = listed.get(symbol)
            return instrument === undefined ? [] : [[instrument.symbol, { takes, instrument }]]
          })
        )
      const words = [
        word({ "BTC-USD": closed, "SOL-USD": takesAll }),
        word({ "BTC-USD": takesAll, "ETH-USD": closed, "SOL-USD": closed })
      ]
      const { venue } = source("LIVE", paperInstruments(SIMULATED), { looks: () => Stream.fromIterable(words) })
      const wanted = yield* wantedOf(yield* venue.instruments)
      const told = yield* Stream.runCollect(venue.looks?.(wanted) ?? Stream.empty)
      assert.deepStrictEqual(told[0]?.get("BTC-PERP" as Symbol)?.instrument, yield* instrumentOf("BTC-PERP", venue))
      assert.deepStrictEqual(
        told.map((statuses) => [...statuses].map(([symbol, { takes }]) => `${symbol} ${takes.takes}`)),
        [
          ["BTC-USD NONE", "SOL-USD ALL", "BTC-PERP NONE"],
          ["BTC-USD ALL", "ETH-USD NONE", "SOL-USD NONE", "BTC-PERP ALL", "ETH-PERP NONE"]
        ]
      )
      assert.strictEqual(told[0]?.get("BTC-PERP" as Symbol)?.takes.why, closed.why)
    })
  )

  it.effect("are there for a recorded coin, not for a stock", () =>
    Effect.gen(function* () {
      const [coin] = paperInstruments(SIMULATED)
      if (coin === undefined) throw new Error("nothing is listed")
      const names = (instrument: Instrument) =>
        Effect.map(source("REPLAY", [instrument]).venue.instruments, (all) => all.map(({ symbol }) => symbol))
      assert.deepStrictEqual(yield* names({ ...coin, base: "XYZ", symbol: "XYZ-USD" as Symbol }), [
        "XYZ-USD",
        "XYZ-PERP"
      ] as never)
      assert.deepStrictEqual(yield* names({ ...coin, assetClass: "EQUITY" }), ["BTC-USD"] as never)
    })
  )
})
