import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { BotEvents, Store } from "@tradetower/platform"
import { stepped, world } from "./execution.fixture.ts"
import { pass } from "./passing-time.fixture.ts"

/** Keeps this process from anything else, ms, as a busy machine does. */
const hold = (millis: number) =>
  Effect.sync(() => {
    const until = performance.now() + millis
    while (performance.now() < until);
  })

it.effect("a second of a test goes by once what it began has been written and heard of, however busy the machine", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const written: Array<number> = []
    let heard = 0
    yield* Effect.forkScoped(
      store.changes(BotEvents, "test", (batch) => Effect.map(hold(10), () => void (heard += batch.length)))
    )
    yield* Effect.forkScoped(
      Effect.andThen(
        Effect.sleep("1 second"),
        Effect.forEach([1, 2, 3, 4, 5], (seq) =>
          Effect.map(Effect.andThen(hold(10), stepped(seq, 0, {})), () => void written.push(seq))
        )
      )
    )
    yield* pass(1)
    assert.deepStrictEqual([written, heard], [[1, 2, 3, 4, 5], 5])
  }).pipe(Effect.scoped, Effect.provide(world))
)
