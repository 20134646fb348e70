import { assert, it } from "@effect/vitest"
import { Effect, Option, Queue } from "effect"
import type { Time, TradeId } from "@tradetower/domain/ids"
import { Notifications, Orders, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import type { AccountNews } from "../exchange.ts"
import {
  ada,
  ByHand,
  id,
  instrument,
  lots,
  marketOrder,
  placed,
  price,
  run,
  toldToBots,
  world
} from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { tellingMore } from "./telling-more.fixture.ts"

it.live("EXEC-30 a trade taken back leaves its order's record, and is told to bot and trader once", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const store = yield* Store
    const told = yield* toldToBots
    const later = yield* Queue.unbounded<AccountNews>()
    const paper = yield* paperExchange(data, { slippage: { _tag: "None" } })
    yield* runExecution({ exchanges: [tellingMore(paper, later)] })
    yield* trade("100")
    yield* placed(marketOrder("tt-a-BASE-1", { quantity: lots("2") }))
    const [accepted, filled] = yield* told.some(2)
    const fills = [accepted, filled].find((one) => one?.event._tag === "OrderFilled")?.event
    const record = Effect.map(store.read(Orders, { tenantId: ada, botRunId: run }, id("tt-a-BASE-1")), (found) =>
      Option.map(found, ({ value }) => value)
    )
    yield* until(
      "filled",
      Effect.map(
        record,
        Option.exists(({ filledQuantity }) => filledQuantity === "2")
      )
    )
    const report = {
      at: 1_700_000_100_000 as Time,
      clientOrderId: id("tt-a-BASE-1"),
      tradeId: String(fills?.["tradeId"]) as TradeId,
      side: "BUY",
      price: price("100"),
      quantity: lots("2"),
      fee: { _tag: "Quote", amount: 40_000_000 }
    } as const
    for (const _ of [1, 2])
      yield* Queue.offer(later, {
        _tag: "Reported",
        symbol: instrument.symbol,
        report: { _tag: "FillVoided", ...report }
      })
    assert.strictEqual((yield* told.next).event._tag, "FillVoided")
    yield* until(
      "taken back",
      Effect.map(
        record,
        Option.exists(({ filledQuantity }) => filledQuantity === "0")
      )
    )
    yield* Queue.offer(later, {
      _tag: "Reported",
      symbol: instrument.symbol,
      report: {
        _tag: "FeeCharged",
        at: report.at,
        clientOrderId: report.clientOrderId,
        tradeId: "F1" as TradeId,
        amount: 1
      }
    })
    assert.strictEqual((yield* told.next).event._tag, "FeeCharged")
    const notices = yield* store.query(Notifications, { tenantId: ada })
    assert.deepStrictEqual(
      notices.items.map(({ value }) => [value.severity, value.text.startsWith("The exchange took a trade back")]),
      [["CRITICAL", true]]
    )
  }).pipe(Effect.scoped, Effect.provide(world))
)
