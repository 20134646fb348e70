import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Option, Stream } from "effect"
import { type Connection, ConnectionId, paperConnection } from "@tradetower/domain/connection"
import { Accounts, Connections, Notifications, queryAll, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { until } from "../passing-time.fixture.ts"
import { ExchangeUnavailable } from "../unavailable.ts"

it.live("EXEC-15 an account that was renamed is told of by its new name", () =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const store = yield* Store
    const paper = yield* paperExchange(data)
    const over = yield* Deferred.make<never, ExchangeUnavailable>()
    const open: typeof paper.open = (one) =>
      Effect.map(paper.open(one), (account) =>
        one.id === "second"
          ? { ...account, reports: Stream.merge(account.reports, Stream.fromEffect(Deferred.await(over))) }
          : account
      )
    yield* runExecution({ exchanges: [{ ...paper, open }] })
    const added = (id: string, label: string): Connection => ({
      ...paperConnection(ada, data.id),
      id: ConnectionId.make(id),
      label
    })
    const opened = (id: string) =>
      until(`${id} is open`, Effect.map(store.read(Accounts, { tenantId: ada }, ConnectionId.make(id)), Option.isSome))
    yield* store.upsert(Connections, added("second", "Before"))
    yield* opened("second")
    yield* store.upsert(Connections, added("second", "After"))
    // Changes are taken in as they come: the renaming is, too, once this is.
    yield* store.upsert(Connections, added("third", "Third"))
    yield* opened("third")
    yield* Deferred.fail(over, new ExchangeUnavailable({ message: "it is closed", retryable: false }))
    const told = Effect.map(queryAll(Notifications, { tenantId: ada }), (all) => all.map(({ text }) => text))
    yield* until(
      "it is told",
      Effect.map(told, (texts) => texts.length > 0)
    )
    assert.deepStrictEqual(yield* told, ["After stands still, and no order of its bots goes out: it is closed."])
  }).pipe(Effect.scoped, Effect.provide(world))
)
