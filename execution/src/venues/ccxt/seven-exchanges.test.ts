import { assert, describe, it, layer } from "@effect/vitest"
import { Context, Effect, Layer, Option, Stream } from "effect"
import { marketOf, Symbol } from "@tradetower/domain/market"
import { wantedOf } from "../wanted-instruments.ts"
import { type CcxtThread, ccxtThread } from "./ccxt-thread.ts"
import { ccxtVenue } from "./ccxt-venue.ts"
import { type CcxtName, ccxtExchange, ccxtNames } from "./exchanges.ts"
import { sevenExchanges } from "./seven-exchanges.fixture.ts"

const MINUTE = 60_000

/** What each lists in the recorded answers: symbol, tick, lot, least quantity and amount, fees (maker/taker), last price. */
const expected: Record<CcxtName, string> = {
  binance: "BTC-USDT 0.01 0.00001 0.00001 5 0.001/0.001 91234.56",
  bitstamp: "BTC-USD 1 0.00000001 0.00000001 10 0.004/0.004 91234",
  bybit: "BTC-USDT 0.1 0.000001 0.000011 5 0.001/0.001 91234.5",
  coinbase: "BTC-USD 0.01 0.00000001 0.00000001 1 0.006/0.012 91234.56",
  kraken: "BTC-USD 0.1 0.00000001 0.00005 0.5 0.0025/0.004 91234.5",
  kucoin: "BTC-USDT 0.1 0.00000001 0.00001 0.1 0.001/0.001 91234.5",
  okx: "BTC-USDT 0.1 0.00000001 0.00001 0 0.001/0.0015 91234.5"
}

/** All of them, asked through one thread, as the product asks them. */
class Asked extends Context.Service<Asked, { readonly thread: CcxtThread; readonly unknown: ReadonlyArray<string> }>()(
  "Asked"
) {
  static readonly layer = Layer.effect(
    Asked,
    Effect.gen(function* () {
      const { instead, unknown } = yield* sevenExchanges
      return { thread: yield* ccxtThread(instead), unknown }
    })
  )
}

describe("each exchange that was looked at", () => {
  it("is called as its traders call it", () => {
    for (const name of ccxtNames) assert.notMatch(ccxtExchange(name).name, /ccxt/i)
  })

  layer(Asked.layer, { excludeTestServices: true })((it) => {
    it.effect.each(ccxtNames)(
      "%s is read: what it lists, last prices and candles, in answers of its own kind",
      (name) =>
        Effect.gen(function* () {
          const { thread, unknown } = yield* Asked
          const venue = ccxtVenue(name, thread)
          const symbol = Symbol.make(expected[name].split(" ")[0] ?? "")
          const { found, total } = yield* venue.find("btc", { skip: 0, take: 5 })
          assert.deepStrictEqual([total, found[0]?.instrument.symbol], [1, symbol])
          const { instrument } = Option.getOrThrow(yield* venue.get(symbol))
          const [tick] = yield* Stream.runCollect(Stream.take(venue.prices(yield* wantedOf([instrument])), 1))
          const { lotSize, makerFeeRate, minNotional, minQuantity, takerFeeRate, tickSize } = instrument
          const last = tick === undefined ? "" : marketOf(instrument).priceText(tick.price)
          assert.strictEqual(
            `${symbol} ${tickSize} ${lotSize} ${minQuantity} ${minNotional} ${makerFeeRate}/${takerFeeRate} ${last}`,
            expected[name]
          )
          // More than one page of the smallest, and not older than the most forgetful.
          const count = ccxtExchange(name).remembers === undefined ? 310 : 60
          const to = Math.floor(Date.now() / MINUTE) * MINUTE
          const candles = yield* venue.candles(instrument, to - count * MINUTE, to)
          assert.deepStrictEqual(
            candles.map(({ at }) => at),
            Array.from({ length: count }, (_, i) => to - (count - i) * MINUTE)
          )
          assert.strictEqual(marketOf(instrument).quantityText(candles[0]?.volume ?? (0 as never)), "1.5")
          assert.deepStrictEqual(unknown, [])
        })
    )
  })
})
