import { assert, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Notifications, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ExchangeUnavailable } from "../exchange.ts"
import { ada, ByHand, order, placed, until, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"

it.live("EXEC-23 an account that only its trader can bring back says so, once however often it is tried", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const store = yield* Store
    let tries = 0
    const signedOut = new ExchangeUnavailable({
      message: "the key was revoked: enter a new one",
      retryable: true,
      cause: "SIGNED_OUT",
      needsUser: true
    })
    const reports = Stream.unwrap(
      Effect.sync(() => {
        tries++
        return Stream.fail(signedOut)
      })
    )
    const paper = yield* paperExchange(data)
    yield* runExecution({
      exchanges: [
        { ...paper, open: (connection) => Effect.map(paper.open(connection), (real) => ({ ...real, reports })) }
      ]
    })
    yield* trade("100")
    yield* placed(order("tt-a-GRID-1"))
    yield* until(
      "tried again",
      Effect.sync(() => tries > 1)
    )
    const notices = yield* store.query(Notifications, { tenantId: ada })
    assert.deepStrictEqual(
      notices.items.map(({ value }) => [value.severity, value.text.includes("needs you: the key was revoked")]),
      [["CRITICAL", true]]
    )
  }).pipe(Effect.scoped, Effect.provide(world))
)
