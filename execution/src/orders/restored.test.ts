import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Queue } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { asQuantity } from "@tradetower/domain/number"
import { Accounts, Orders, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import type { AccountNews, ExchangeAccount } from "../exchange.ts"
import { ada, ByHand, id, instrument, order, placed, run, toldToBots, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { tellingMore } from "./telling-more.fixture.ts"

/** Execution over the paper exchange, whose account tells what a test puts into `later`, too. */
const telling = Effect.gen(function* () {
  const { data, trade } = yield* ByHand
  const told = yield* toldToBots
  const later = yield* Queue.unbounded<AccountNews>()
  const paper = yield* paperExchange(data)
  let looks = 0
  const counted = ({ openOrders }: ExchangeAccount) => ({
    openOrders: Effect.suspend(() => {
      looks++
      return openOrders
    })
  })
  yield* runExecution({ exchanges: [tellingMore(paper, later, counted)] })
  yield* trade("100")
  yield* placed(order("tt-a-GRID-1"))
  yield* told.next
  return { told, later, looks: Effect.sync(() => looks) }
})

describe("an account's word", () => {
  it.live("EXEC-11 is compared with ours once it is whole again, and not when it says that it may be late", () =>
    Effect.gen(function* () {
      const { later, looks } = yield* telling
      yield* until(
        "compared at the start",
        Effect.map(looks, (count) => count > 0)
      )
      const before = yield* looks
      yield* Queue.offer(later, { _tag: "Degraded", reason: "the link to the exchange is slow" })
      yield* Queue.offer(later, { _tag: "Restored" })
      yield* until(
        "compared again",
        Effect.map(looks, (count) => count > before)
      )
      assert.strictEqual(yield* looks, before + 1)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("what its adapter has to know is kept before what it tells next is heard, and stays with all else", () =>
    Effect.gen(function* () {
      const { later, told } = yield* telling
      const store = yield* Store
      const kept = Effect.map(
        store.read(Accounts, { tenantId: ada }, PAPER),
        (found) => Option.getOrUndefined(found)?.value
      )
      yield* Queue.offer(later, { _tag: "Kept", note: "a note" })
      const clientOrderId = id("tt-a-GRID-1")
      const about = { at: 1_700_000_100_000 as Time, clientOrderId, tradeId: TradeId.make("funding-1"), amount: 5 }
      const symbol = instrument.symbol
      yield* Queue.offer(later, { _tag: "Reported", symbol, report: { _tag: "FundingCharged", ...about } })
      yield* told.next
      assert.strictEqual((yield* kept)?.kept, "a note")
      const before = (yield* kept)?.updatedAt ?? 0
      yield* placed(order("tt-a-GRID-2"))
      yield* until(
        "its balances are written",
        Effect.map(kept, (record) => (record?.updatedAt ?? 0) > before)
      )
      assert.strictEqual((yield* kept)?.kept, "a note")
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-3 that an order expired is written down and told to its bot, once", () =>
    Effect.gen(function* () {
      const { later, told } = yield* telling
      const store = yield* Store
      const report = {
        _tag: "OrderExpired",
        at: 1_700_000_100_000 as Time,
        clientOrderId: id("tt-a-GRID-1"),
        reason: "the session ended"
      } as const
      for (const _ of [1, 2])
        yield* Queue.offer(later, {
          _tag: "Reported",
          symbol: instrument.symbol,
          report,
          filledQuantity: asQuantity(0)
        })
      const { event, messageId } = yield* told.next
      assert.deepStrictEqual(
        [event._tag, event["reason"], messageId],
        ["OrderExpired", "the session ended", "tt-a-GRID-1:expired"]
      )
      yield* placed(order("tt-a-GRID-2"))
      assert.strictEqual((yield* told.next).event["clientOrderId"], "tt-a-GRID-2")
      const record = yield* store.read(Orders, { tenantId: ada, botRunId: run }, id("tt-a-GRID-1"))
      assert.deepInclude(Option.getOrThrow(record).value, { status: "EXPIRED", open: false })
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
