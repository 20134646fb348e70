import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import type { Decimal } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import { Orders, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import {
  ada,
  bot,
  ByHand,
  instrument,
  lots,
  market,
  marketOrder,
  order,
  placed,
  price,
  run,
  toldToBots,
  world
} from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { fixedList } from "../venues/fixed-list.ts"
import { pending } from "./order-record.ts"

const d = (text: string) => text as Decimal
/** A whole dollar from 50 on, a tick below. */
const orderTicks = [
  { from: d("0"), step: instrument.tickSize },
  { from: d("50"), step: d("1") }
]

const placedAs = (name: OrderRequest["clientOrderId"]) =>
  Effect.gen(function* () {
    const store = yield* Store
    const found = yield* store.read(Orders, { tenantId: ada, botRunId: run }, name)
    return Option.getOrUndefined(found)?.value
  })

describe("a run that counts in finer steps than its market takes now", () => {
  it.live("EXEC-45 has its orders at the nearest prices that are no better, and exits never past their limit", () =>
    Effect.gen(function* () {
      const { data, trade } = yield* ByHand
      const told = yield* toldToBots
      const store = yield* Store
      // Written down by a process that died before it sent it, when steps were finer.
      const before = order("tt-a-GRID-1", { price: price("89.55") })
      const command = {
        tenantId: ada,
        runId: run,
        botId: bot,
        connection: PAPER,
        environment: "PAPER",
        venue: instrument.venue,
        symbol: instrument.symbol,
        seq: 1,
        action: {}
      } as Parameters<typeof pending>[0]
      yield* store.create(Orders, pending(command, market, before, { rule: "TEST", why: "" }, 1))
      const paper = yield* paperExchange({ ...data, ...fixedList([{ ...instrument, orderTicks }]) })
      yield* runExecution({ exchanges: [paper] })
      yield* trade("100")
      yield* placed(marketOrder("tt-a-BASE-0"))
      assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
      assert.strictEqual((yield* told.next).event._tag, "OrderFilled")
      const asked: ReadonlyArray<readonly [OrderRequest, string]> = [
        [before, "89"],
        [order("tt-a-GRID-2", { price: price("90.25") }), "90"],
        [order("tt-a-GRID-3", { price: price("45.25") }), "45.25"],
        [
          order("tt-a-TP-4", { side: "SELL", purpose: "TAKE_PROFIT", quantity: lots("0.4"), price: price("110.25") }),
          "111"
        ],
        [
          order("tt-a-SL-5", {
            side: "SELL",
            type: "STOP",
            purpose: "STOP_LOSS",
            quantity: lots("0.4"),
            price: price("80.25")
          }),
          "80"
        ]
      ]
      for (const [request, at] of asked) {
        yield* placed(request)
        const { event, messageId } = yield* told.next
        assert.strictEqual(messageId, `${request.clientOrderId}:accepted`, JSON.stringify(event))
        assert.strictEqual(Number((yield* placedAs(request.clientOrderId))?.price), Number(at))
      }
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
