import { assert, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { orderView, Orders, Store } from "@tradetower/platform"
import { type Exchange, OutcomeUnknown } from "../exchange.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, cancelled, id, order, placed, run, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { passUntil, until } from "../passing-time.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"

const NAME = "tt-a-GRID-1"
const record = Effect.flatMap(Store, (store) => store.read(Orders, { tenantId: ada, botRunId: run }, id(NAME))).pipe(
  Effect.map((found) => Option.getOrUndefined(found)?.value)
)

it.effect("EXEC-44 an order whose cancel gets no answer says since when, until one comes", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const paper = yield* paperExchange(data)
    let asked = 0
    const exchange: Exchange = {
      ...paper,
      open: (connection) =>
        Effect.map(paper.open(connection), (real) => ({
          ...real,
          reports: Stream.concat(Stream.make({ _tag: "Connected" as const }), Stream.never),
          cancel: (symbol, resting) =>
            Effect.suspend(() =>
              ++asked < 6 ? new OutcomeUnknown({ message: "no answer" }) : real.cancel(symbol, resting)
            )
        }))
    }
    yield* runExecution({ exchanges: [exchange] })
    yield* trade("100")
    yield* placed(order(NAME))
    yield* until(
      "OPEN",
      Effect.map(record, (found) => found?.status === "OPEN")
    )
    yield* cancelled(NAME)
    let since: number | undefined
    yield* passUntil(
      "answered",
      Effect.map(record, (found) => {
        if (found === undefined) return false
        const { takeBackSince } = orderView(found)
        if (takeBackSince !== undefined) {
          assert.isTrue(asked < 7 && found.open)
          assert.strictEqual(takeBackSince, since ?? takeBackSince)
          since = takeBackSince
        }
        return since !== undefined && takeBackSince === undefined
      })
    )
    assert.strictEqual(asked, 6)
    const account = yield* paper.open(paperConnection(ada, SIMULATED))
    assert.lengthOf(yield* account.openOrders, 0)
  }).pipe(Effect.scoped, Effect.provide(world))
)
