import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ConnectionId, paperConnection } from "@tradetower/domain/connection"
import { Accounts, Connections, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, until, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"

it.live("EXEC-29 an account that was removed is closed, and nothing is kept of it", () =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const store = yield* Store
    const connection = { ...paperConnection(ada, data.venue), id: ConnectionId.make("second") }
    yield* store.upsert(Connections, connection)
    const paper = yield* paperExchange(data)
    const happened: Array<string> = []
    yield* runExecution({
      exchanges: [
        {
          ...paper,
          open: (one) =>
            Effect.acquireRelease(
              Effect.tap(paper.open(one), () => Effect.sync(() => happened.push(`opened ${one.id}`))),
              () => Effect.sync(() => happened.push(`closed ${one.id}`))
            )
        }
      ]
    })
    const kept = Effect.all([
      store.read(Accounts, { tenantId: ada }, connection.id),
      store.read(Connections, { tenantId: ada }, connection.id)
    ])
    yield* until(
      "its balances are there",
      Effect.map(kept, ([account]) => Option.isSome(account))
    )
    yield* store.upsert(Connections, { ...connection, removedAt: 1 })
    yield* until(
      "nothing is kept",
      Effect.map(kept, ([account, one]) => Option.isNone(account) && Option.isNone(one))
    )
    assert.deepStrictEqual(happened, ["opened second", "closed second"])
  }).pipe(Effect.scoped, Effect.provide(world))
)
