import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Accounts, Markets, Orders, Store, Users } from "@tradetower/platform"
import {
  ada,
  ByHand,
  cancelled,
  instrument,
  lots,
  marketOrder,
  order,
  placed,
  price,
  run,
  stepped,
  toldToBots,
  world
} from "./execution.fixture.ts"
import { until } from "./passing-time.fixture.ts"
import { runExecution } from "./execution.ts"
import { paperExchange } from "./brokers/paper/paper-exchange.ts"
import { SIMULATED } from "./venues/venue-ids.ts"

const running = Effect.gen(function* () {
  const { data } = yield* ByHand
  const paper = yield* paperExchange(data)
  yield* runExecution({ exchanges: [paper] })
})
const record = (name: string) =>
  Effect.flatMap(Store, (store) => store.read(Orders, { tenantId: ada, botRunId: run }, ClientOrderId.make(name))).pipe(
    Effect.map((found) => Option.getOrThrow(found).value)
  )

describe("execution on the paper exchange", () => {
  it.live("wakes a bot with the price it waits for, once a step, and with the standing price when it asks late", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      yield* running
      yield* trade("100")
      yield* stepped(1, 1_700_000_000_000, { above: "0.01" })
      const first = yield* told.next
      assert.deepStrictEqual(
        [first.messageId, first.event._tag, first.event["price"]],
        ["run-1:1:price", "PriceReached", "100"]
      )
      yield* stepped(2, 1_700_000_001_000, { above: "110", below: "95" })
      yield* trade("109.99")
      yield* trade("94")
      const second = yield* told.next
      assert.deepStrictEqual([second.messageId, second.event["price"]], ["run-1:2:price", "94"])
      yield* trade("200")
      yield* stepped(3, 1_700_000_003_000, { above: "150" })
      assert.strictEqual((yield* told.next).event["price"], "200")
      assert.strictEqual(yield* told.waiting, 0)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-1 EXEC-3 places, fills and tells, each once though the command comes twice", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      yield* running
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      assert.strictEqual((yield* told.next).messageId, "tt-a-GRID-1:accepted")
      yield* placed(order("tt-a-GRID-1"), "again")
      yield* trade("89")
      const fill = yield* told.next
      assert.deepStrictEqual(
        [fill.messageId, fill.event["price"], fill.event["liquidity"]],
        ["tt-a-GRID-1:ada-T1", "90", "MAKER"]
      )
      yield* until(
        "FILLED",
        Effect.map(record("tt-a-GRID-1"), ({ status }) => status === "FILLED")
      )
      const done = yield* record("tt-a-GRID-1")
      assert.deepStrictEqual(
        [done.open, done.filledQuantity, done.averagePrice, done.fees[0]?.amount, done.tradeIds.length],
        [false, "1", "90", "0.09", 1]
      )
      const store = yield* Store
      yield* until(
        "balances",
        Effect.map(
          store.read(Accounts, { tenantId: ada }, PAPER),
          Option.exists(
            ({ value }) => value.balances?.some(({ asset, total }) => asset === "BTC" && total === "1") === true
          )
        )
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("says why an order is rejected, and cancels", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      yield* running
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1", { quantity: lots("1111") }))
      const refused = yield* told.next
      assert.deepStrictEqual([refused.event._tag, refused.event["reason"]], ["OrderRejected", "INSUFFICIENT_FUNDS"])
      assert.strictEqual((yield* record("tt-a-GRID-1")).status, "REJECTED")
      yield* placed(order("tt-a-GRID-2"))
      yield* cancelled("tt-a-GRID-2")
      const [accepted, gone] = yield* told.some(2)
      assert.deepStrictEqual([accepted?.event._tag, gone?.event._tag], ["OrderAccepted", "OrderCancelled"])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("lets a halted tenant close, and nothing else", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      const store = yield* Store
      yield* running
      yield* trade("100")
      yield* placed(marketOrder("tt-a-BASE-1", { purpose: "BASE" }))
      yield* told.some(2)
      yield* store.upsert(Users, {
        id: "user",
        tenantId: ada,
        name: "Ada",
        identityProvider: "local",
        createdAt: 0,
        tradingHalted: true
      })
      // Execution hears of it over the change feed, milliseconds later.
      let tries = 0
      const refused = Effect.gen(function* () {
        yield* placed(order(`tt-a-GRID-${++tries}`, { quantity: lots("0.1") }))
        const { event } = yield* told.next
        return event._tag === "OrderRejected" && event["reason"] === "RISK_LIMIT"
      })
      yield* until("refused", refused)
      assert.isBelow(tries, 50)
      assert.isTrue(yield* refused)
      yield* placed(order("tt-a-CLOSE-3", { side: "SELL", purpose: "CLOSE", price: price("100") }))
      const [, sold] = yield* told.some(2)
      assert.strictEqual(sold?.event._tag, "OrderFilled")
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-11 goes on where it was: the book, the wakes and what happened in between", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* running
          yield* trade("100")
          yield* placed(order("tt-a-GRID-1"))
          yield* told.next
        })
      )
      yield* running
      yield* trade("100")
      yield* trade("90")
      assert.strictEqual((yield* told.next).messageId, "tt-a-GRID-1:ada-T1")
      yield* until(
        "FILLED",
        Effect.map(record("tt-a-GRID-1"), ({ status }) => status === "FILLED")
      )
      const store = yield* Store
      yield* until(
        "the market's record",
        Effect.map(
          store.read(Markets, { venue: SIMULATED }, instrument.symbol),
          Option.exists(({ value }) => value.connected && value.source === "SIMULATED")
        )
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
