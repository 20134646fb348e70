import { expect, it } from "@effect/vitest"
import { Effect, Queue } from "effect"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { type AccountNews, ExchangeUnavailable } from "../exchange.ts"
import { ByHand, lots, order, placed, price, toldToBots, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { tellingMore } from "./telling-more.fixture.ts"

it.live("RISK-11 what a trade brought in can be sold at once, while the exchange can't be asked what is held", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const told = yield* toldToBots
    const later = yield* Queue.unbounded<AccountNews>()
    let limited = false
    const busy = new ExchangeUnavailable({ message: "busy", retryable: true, retryAfter: 60_000, cause: "LIMITED" })
    const exchange = tellingMore(yield* paperExchange(data), later, ({ balances }) => ({
      balances: Effect.suspend(() => (limited ? Effect.fail(busy) : balances))
    }))
    yield* runExecution({ exchanges: [exchange] })
    yield* trade("100")
    yield* placed(order("tt-a-GRID-1"))
    expect((yield* told.next).event).toMatchObject({ _tag: "OrderAccepted" })
    limited = true
    yield* trade("80")
    expect((yield* told.next).event).toMatchObject({ _tag: "OrderFilled" })
    yield* placed(order("tt-a-GRID-2", { side: "SELL", price: price("120"), quantity: lots("0.5") }))
    expect((yield* told.next).event).toMatchObject({ _tag: "OrderAccepted", clientOrderId: "tt-a-GRID-2" })
  }).pipe(Effect.scoped, Effect.provide(world))
)
