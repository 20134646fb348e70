import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { marketOf } from "@tradetower/domain/market"
import { Connections, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { type Exchange, OutcomeUnknown } from "../exchange.ts"
import { ada, ByHand, instrument, order, placed, toldToBots, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { fixedList } from "../venues/fixed-list.ts"
import { SIMULATED } from "../venues/venue-ids.ts"

const unknown = new OutcomeUnknown({ message: "no answer" })

describe("a broker that does not deduplicate", () => {
  it.live(
    "EXEC-6 an order is one order where the broker takes the same id for another, however often its command comes",
    () =>
      Effect.gen(function* () {
        const { data, setTime, trade } = yield* ByHand
        const store = yield* Store
        const told = yield* toldToBots
        yield* store.upsert(Connections, { ...paperConnection(ada, SIMULATED), terms: "tastytrade" })
        const stock = { ...data, ...fixedList([{ ...instrument, assetClass: "EQUITY" as const }]) }
        const paper = yield* paperExchange(stock)
        let lost = 0
        const exchange: Exchange = {
          ...paper,
          open: (connection) =>
            Effect.map(paper.open(connection), (account) => ({
              ...account,
              settles: 100,
              place: (symbol, request) =>
                lost++ === 0
                  ? Effect.andThen(account.place(symbol, request), Effect.fail(unknown))
                  : account.place(symbol, request)
            }))
        }
        yield* runExecution({ exchanges: [exchange] })
        // Noon in New York.
        yield* setTime(Date.UTC(2026, 0, 5, 17))
        yield* trade("100")
        for (const time of [1, 2, 3]) yield* placed(order("tt-a-GRID-1"), `tt-a-GRID-1:place:${time}`)
        // A bot's commands are carried out in their order.
        yield* placed(order("tt-a-GRID-2"))
        const events = (yield* told.some(3)).map(({ event }) => [event._tag, event["clientOrderId"]])
        assert.deepStrictEqual(events, [
          ["OrderOutcomeUnknown", "tt-a-GRID-1"],
          ["OrderAccepted", "tt-a-GRID-1"],
          ["OrderAccepted", "tt-a-GRID-2"]
        ])
        const account = yield* paper.open({ ...paperConnection(ada, SIMULATED), terms: "tastytrade" })
        assert.lengthOf(yield* account.openOrders, 2)
        assert.strictEqual(lost, 2)
        // It can fail: asked directly, the broker takes it for another.
        const whole = marketOf({ ...instrument, lotSize: "1" as never }).quantity("1")
        if (whole !== undefined) yield* account.place(instrument.symbol, order("tt-a-GRID-1", { quantity: whole }))
        assert.lengthOf(yield* account.openOrders, 3)
      }).pipe(Effect.scoped, Effect.provide(world))
  )
})
