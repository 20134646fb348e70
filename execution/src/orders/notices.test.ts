import { assert, it } from "@effect/vitest"
import { Effect, Queue } from "effect"
import { Notifications, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import type { AccountNews } from "../exchange.ts"
import { ada, ByHand, instrument, lots, marketOrder, placed, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { tellingMore } from "./telling-more.fixture.ts"

const { symbol } = instrument

it.live("EXEC-43 what an exchange tells of an instrument is told to its trader once, also after a restart", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const store = yield* Store
    const all = Effect.map(store.query(Notifications, { tenantId: ada }), ({ items }) =>
      items.map(({ value }) => value)
    )
    const notice = { _tag: "Noticed", id: "changed:1", symbol, text: "an order was changed.", holds: false } as const
    const running = Effect.fnUntraced(function* (news: ReadonlyArray<AccountNews>, count: number) {
      const later = yield* Queue.unbounded<AccountNews>()
      const paper = yield* paperExchange(data, { slippage: { _tag: "None" } })
      yield* runExecution({ exchanges: [tellingMore(paper, later)] })
      yield* trade("100")
      yield* placed(marketOrder(`tt-a-BASE-${count}`, { quantity: lots("2") }))
      yield* Queue.offerAll(later, news)
      yield* until(
        "told",
        Effect.map(all, ({ length }) => length === count)
      )
    })
    yield* Effect.scoped(running([notice, notice], 1))
    // Nobody trades what this is of: it is told, and holds nobody.
    yield* Effect.scoped(running([notice, { ...notice, id: "split:1", text: "shares were split.", holds: true }], 2))
    const told = yield* all
    assert.deepStrictEqual(
      told.map(({ severity, text }) => [severity, text]),
      [
        ["INFO", "Paper account: an order was changed."],
        ["INFO", "Paper account: shares were split."]
      ]
    )
  }).pipe(Effect.provide(world))
)
