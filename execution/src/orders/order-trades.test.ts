import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { type Time, TradeId } from "@tradetower/domain/ids"
import type { OrderCommand } from "@tradetower/domain/messages"
import { whole } from "@tradetower/domain/number"
import type { ExecutionReport } from "@tradetower/domain/order"
import { documentBound, Orders, OrderTrades, Store } from "@tradetower/platform"
import { Alarm } from "../alarm.ts"
import { ada, bot, id, instrument, lots, market, order, price, run, world } from "../execution.fixture.ts"
import { HeldOrders } from "./held-orders.ts"
import { pending } from "./order-record.ts"
import { Reports } from "./reports.ts"

const FILLS = 600
const name = "tt-a-GRID-1"
const filled = (trade: number): ExecutionReport => ({
  _tag: "OrderFilled",
  at: trade as Time,
  clientOrderId: id(name),
  tradeId: TradeId.make(`an-exchange's-trade-with-a-long-name-${trade}`),
  price: price("90"),
  quantity: lots("0.001"),
  fee: { _tag: "Quote", amount: whole(0n) },
  liquidity: "MAKER"
})

it.live("EXEC-3 an order filled in thousands of pieces counts each once, and its record stays small", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const held = yield* HeldOrders
    const reports = yield* Reports
    const command: OrderCommand = {
      tenantId: ada,
      botId: bot,
      runId: run,
      connection: PAPER,
      environment: "PAPER",
      venue: instrument.venue,
      symbol: instrument.symbol,
      seq: 1,
      action: {}
    }
    const asked = order(name, { quantity: lots("100") })
    yield* held.createOrFind(pending(command, market, asked, { rule: "TEST", why: "a test wants it" }, 1))
    for (let trade = 1; trade <= FILLS; trade++) yield* reports.heard(ada, market, filled(trade))
    // The exchange says all of it once more, the oldest first.
    for (let trade = 1; trade <= FILLS; trade++) yield* reports.heard(ada, market, filled(trade))
    const [record] = (yield* store.query(Orders, { tenantId: ada })).items
    assert.strictEqual(record?.value.filledQuantity, market.quantityText(lots("0.6")))
    assert.isAtMost(Buffer.byteLength(JSON.stringify(record?.value)), documentBound("Orders"))
    const older = yield* store.query(OrderTrades, { tenantId: ada }, { limit: 1000 })
    for (const { value } of older.items)
      assert.isAtMost(Buffer.byteLength(JSON.stringify(value)), documentBound("OrderTrades"))
  }).pipe(
    Effect.scoped,
    Effect.provide(
      Reports.layer.pipe(Layer.provide(Alarm.layer), Layer.provideMerge(HeldOrders.layer), Layer.provideMerge(world))
    )
  )
)
