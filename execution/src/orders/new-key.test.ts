import { assert, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import { PAPER, paperConnection } from "@tradetower/domain/connection"
import { Connections, keepCredentials, Secrets, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, order, placed, toldToBots, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { openedAndClosed } from "./opened-closed.fixture.ts"

it.live(
  "EXEC-27 an account that was given a new key is opened anew with it, and its bots hear of every fill once",
  () =>
    Effect.gen(function* () {
      const { data, trade } = yield* ByHand
      const store = yield* Store
      const told = yield* toldToBots
      const connection = { ...paperConnection(ada, data.id), secretVersion: "v1" }
      yield* store.upsert(Connections, connection)
      const paper = yield* paperExchange(data)
      const happened: Array<string> = []
      yield* runExecution({ exchanges: [openedAndClosed(paper, happened, ({ secretVersion }) => secretVersion)] })
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
      // What has nothing to do with the key leaves the account open.
      yield* store.upsert(Connections, { ...connection, label: "Another name" })
      yield* store.upsert(Connections, { ...connection, secretVersion: "v2" })
      yield* until(
        "opened anew",
        Effect.sync(() => happened.includes("opened v2"))
      )
      assert.deepStrictEqual(happened, ["opened v1", "closed v1", "opened v2"])
      yield* trade("90")
      assert.strictEqual((yield* told.next).event._tag, "OrderFilled")
      yield* placed(order("tt-a-GRID-2"))
      assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
      assert.strictEqual(PAPER, connection.id)
    }).pipe(Effect.scoped, Effect.provide(world))
)

it.live("EXEC-34 the key of before is removed once the new one has proven itself, and not a moment sooner", () =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const store = yield* Store
    const secrets = yield* Secrets
    const connection = paperConnection(ada, data.id)
    const give = Effect.fnUntraced(function* (key: string) {
      const secretVersion = yield* keepCredentials(connection, Redacted.make({ key }))
      yield* store.upsert(Connections, { ...connection, secretVersion })
      return secretVersion
    })
    const versions = secrets.versions({ tenantId: ada }, `connection-${connection.id}`)
    const first = yield* give("first")
    const paper = yield* paperExchange(data)
    const opened: Array<string | undefined> = []
    let works = true
    yield* runExecution({
      exchanges: [
        {
          ...paper,
          open: (one) =>
            Effect.map(paper.open(one), (account) => {
              opened.push(one.secretVersion)
              return works ? account : { ...account, reports: Stream.never }
            })
        }
      ]
    })
    const isOpen = (version: string) =>
      until(
        "opened with it",
        Effect.sync(() => opened.includes(version))
      )
    yield* isOpen(first)
    // It signs in with this one, and nothing is heard.
    works = false
    const second = yield* give("second")
    yield* isOpen(second)
    assert.deepStrictEqual(yield* versions, [second, first])
    works = true
    const third = yield* give("third")
    yield* until(
      "only the one that works is left",
      Effect.map(versions, (all) => all.length === 1 && all[0] === third)
    )
  }).pipe(Effect.scoped, Effect.provide(world))
)
