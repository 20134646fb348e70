import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import type { Symbol } from "@tradetower/domain"
import { market, until } from "../../execution.fixture.ts"
import { paperInstruments } from "../../paper/paper-markets.ts"
import { coinbaseReachable, coinbaseSource } from "./coinbase-source.ts"
import { coinbaseStandIn, trades } from "./coinbase.fixture.ts"

const MINUTE = 60_000
const noon = Date.UTC(2026, 10, 22, 12)
const heartbeat = {
  channel: "heartbeats",
  client_id: "",
  timestamp: "",
  sequence_num: 3,
  events: [{ heartbeat_counter: 1 }]
}

describe("live prices from Coinbase", () => {
  it.live("subscribes to trades and heartbeats, and passes every trade on, oldest first", () =>
    Effect.gen(function* () {
      const standIn = yield* coinbaseStandIn
      const { data } = coinbaseSource(paperInstruments, standIn)
      const listening = yield* Effect.forkScoped(Stream.runCollect(Stream.take(data.ticks, 4)))
      yield* until(
        "subscribed",
        Effect.sync(() => standIn.subscribed.length === 2)
      )
      assert.deepStrictEqual(standIn.subscribed, [
        { type: "subscribe", product_ids: ["BTC-USD", "ETH-USD", "SOL-USD"], channel: "market_trades" },
        { type: "subscribe", product_ids: ["BTC-USD", "ETH-USD", "SOL-USD"], channel: "heartbeats" }
      ])
      standIn.say(
        trades(
          "snapshot",
          ["BTC-USD", "91000.5", "0.2", 3],
          ["BTC-USD", "90999", "0.1", 1],
          ["ETH-USD", "3100", "1", 2]
        )
      )
      standIn.say(heartbeat)
      standIn.say(
        trades("update", ["BTC-USD", "91002", "0.3", 5], ["BTC-USD", "91001", "0.25", 4], ["DOGE-USD", "1", "1", 4])
      )
      const ticks = yield* Fiber.join(listening)
      assert.deepStrictEqual(
        ticks.map(({ price, quantity, symbol }) => [symbol, market.priceText(price), market.quantityText(quantity)]),
        [
          ["BTC-USD", "91000.5", "0"],
          ["ETH-USD", "3100", "0"],
          ["BTC-USD", "91001", "0.25"],
          ["BTC-USD", "91002", "0.3"]
        ]
      )
    }).pipe(Effect.scoped)
  )

  for (const [what, act] of [
    ["the connection breaks", (standIn: { hangUp: () => void }) => standIn.hangUp()],
    [
      "the subscription is refused",
      (standIn: { say: (m: unknown) => void }) => standIn.say({ type: "error", message: "no such product" })
    ],
    [
      "a message is unreadable",
      (standIn: { say: (m: unknown) => void }) => standIn.say({ channel: "market_trades", events: "?" })
    ]
  ] as const)
    it.live(`fails, to be connected anew, when ${what}`, () =>
      Effect.gen(function* () {
        const standIn = yield* coinbaseStandIn
        const { data } = coinbaseSource(paperInstruments, standIn)
        const listening = yield* Effect.forkScoped(Effect.flip(Stream.runDrain(data.ticks)))
        yield* until(
          "subscribed",
          Effect.sync(() => standIn.subscribed.length === 2)
        )
        act(standIn)
        const error = yield* Fiber.join(listening)
        assert.isTrue(error.retryable)
      }).pipe(Effect.scoped)
    )

  it.live("pages through the candles of the past, and asks again when it was turned away", () =>
    Effect.gen(function* () {
      const standIn = yield* coinbaseStandIn
      standIn.refuseWith.push(429, 503)
      const { data } = coinbaseSource(paperInstruments, standIn)
      const candles = yield* data.candles("BTC-USD" as Symbol, noon, noon + 700 * MINUTE)
      assert.strictEqual(candles.length, 700)
      assert.isTrue(candles.every(({ at }, index) => at === noon + index * MINUTE))
      const [first] = candles
      assert.deepStrictEqual([first?.volume, (first?.high ?? 0) - (first?.open ?? 0)], [150_000_000, 125])
      assert.strictEqual(standIn.asked.length, 5)
      assert.include(
        standIn.asked[4] ?? "",
        `start=${(noon + 600 * MINUTE) / 1000}&end=${(noon + 699 * MINUTE) / 1000}`
      )
    }).pipe(Effect.scoped)
  )

  it.live("knows whether Coinbase can be reached", () =>
    Effect.gen(function* () {
      const standIn = yield* coinbaseStandIn
      assert.isTrue(yield* coinbaseReachable(standIn))
      standIn.refuseWith.push(503)
      assert.isFalse(yield* coinbaseReachable(standIn))
      assert.isFalse(yield* coinbaseReachable({ ...standIn, rest: "http://127.0.0.1:1" }))
    }).pipe(Effect.scoped)
  )
})
