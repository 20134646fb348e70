import { assert, it } from "@effect/vitest"
import { Effect, Logger, Option, Schema } from "effect"
import { PassedOver } from "../passed-over.ts"
import type { Client } from "./client.ts"
import { KnownOrders } from "./known-orders.ts"
import { bitcoin } from "./markets.fixture.ts"
import { makeRestriction } from "./restriction.ts"
import { makeTrades } from "./trades.ts"

const now = Date.parse("2026-11-27T16:00:00Z")
const order = (id: string, name: string) => ({
  order_id: id,
  client_order_id: name,
  product_id: "BTC-USD",
  side: "BUY",
  status: "FILLED",
  order_configuration: { limit_limit_gtc: { base_size: "1", limit_price: "1" } },
  created_time: "2026-11-27T15:00:00Z",
  filled_size: "1",
  number_of_fills: 1
})
const fill = (id: string, of: string, over: object = {}) => ({
  trade_id: id,
  order_id: of,
  trade_time: "2026-11-27T15:00:00Z",
  trade_type: "FILL",
  price: "1",
  size: "1",
  commission: "",
  product_id: "BTC-USD",
  sequence_timestamp: "2026-11-27T15:00:00Z",
  side: "BUY",
  ...over
})

/** The trades of an account that lists these, of the orders `ours` and `theirs`. */
const trading = (...fills: ReadonlyArray<object>) => {
  const orders = [order("ours", "tt-1"), order("theirs", "4f1c")]
  const read: Client["read"] = (path, schema) =>
    Schema.decodeUnknownEffect(schema)(
      path.startsWith("/orders/historical/fills") ? { fills } : { orders, has_next: false }
    ).pipe(Effect.orDie, Effect.map(Option.some))
  const client = { read, now: Effect.succeed(now) } as unknown as Client
  const markets = { of: () => Effect.succeed(bitcoin), all: Effect.succeed([bitcoin]) }
  const restriction = makeRestriction(Effect.succeed(0))
  return makeTrades(client, new KnownOrders(15_000), markets, 15_000, new PassedOver("Coinbase"), restriction)
}
const idsIn = (fills: ReadonlyArray<{ readonly report: object }>) =>
  fills.map(({ report }) => "tradeId" in report && report.tradeId)

const odd = { side: "SIDEWAYS" }
/** Just now, of an order that is not listed yet. */
const young = { ...odd, trade_time: "2026-11-27T15:59:59Z" }

it.effect("a trade of the owner's own that can't be read is passed over and told of once, one of ours is not", () =>
  Effect.gen(function* () {
    const said: Array<unknown> = []
    const logger = Logger.make<unknown, void>(({ message }) => void said.push(message))
    for (const strange of [fill("x", "theirs", odd), fill("x", "unknown", odd)]) {
      const { after } = trading(strange, fill("t", "ours"))
      const told = Effect.provide(Effect.andThen(after(undefined), after(undefined)), Logger.layer([logger]))
      assert.deepStrictEqual(idsIn((yield* told).fills), ["t"])
    }
    assert.lengthOf(said.flat(), 2)
    for (const doubtful of [
      fill("x", "ours", odd),
      fill("x", "unknown", young),
      fill("x", "unknown", { ...odd, trade_time: "soon" }),
      fill("x", "", odd)
    ])
      assert.isTrue((yield* Effect.flip(trading(doubtful, fill("t", "ours")).after(undefined))).retryable)
  })
)

it.effect("what can't be read of another order keeps no trade of the one that is asked for back", () =>
  Effect.gen(function* () {
    const { learnAll, ofOrders } = trading(fill("x", "theirs", odd), fill("t", "ours"))
    yield* learnAll(["ours", "theirs"])
    for (const ids of [["ours"], ["ours", "theirs"]])
      assert.deepStrictEqual(
        (yield* ofOrders(ids)).map(({ trade_id }) => trade_id),
        ["t"]
      )
    const doubtful = trading(fill("x", "ours", odd))
    yield* doubtful.learnAll(["ours"])
    assert.isTrue((yield* Effect.flip(doubtful.ofOrders(["ours"]))).retryable)
  })
)

it.effect("a trade of today is told though its place in the list is of long ago", () =>
  Effect.gen(function* () {
    const { after } = trading(fill("t", "ours", { sequence_timestamp: "0001-01-01T00:00:00Z" }), fill("u", "ours"))
    assert.deepStrictEqual(idsIn((yield* after("2026-11-27T15:00:00Z")).fills), ["t", "u"])
    const nowhere = trading(fill("t", "ours", { sequence_timestamp: "0" }))
    assert.isTrue((yield* Effect.flip(nowhere.after(undefined))).retryable)
  })
)
