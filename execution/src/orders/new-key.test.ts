import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { PAPER, paperConnection } from "@tradetower/domain/connection"
import { Connections, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, order, placed, toldToBots, until, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { openedAndClosed } from "./opened-closed.fixture.ts"

it.live(
  "EXEC-27 an account that was given a new key is opened anew with it, and its bots hear of every fill once",
  () =>
    Effect.gen(function* () {
      const { data, trade } = yield* ByHand
      const store = yield* Store
      const told = yield* toldToBots
      const connection = { ...paperConnection(ada, data.venue), secretVersion: "v1" }
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
