import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { OneByOne } from "./one-by-one.ts"

describe("OneByOne", () => {
  it.effect("are taken one after another about one thing, and at once about another; a failure ends its turn", () =>
    Effect.gen(function* () {
      const turns = new OneByOne()
      const gate = yield* Deferred.make<void>()
      const said: Array<string> = []
      const say = (what: string) => Effect.sync(() => void said.push(what))
      const first = yield* Effect.forkChild(
        turns.take("a", Effect.andThen(Deferred.await(gate), Effect.andThen(say("first"), Effect.fail("broken"))))
      )
      yield* Effect.yieldNow
      const second = yield* Effect.forkChild(turns.take("a", say("second")))
      yield* turns.take("b", say("other"))
      assert.deepStrictEqual(said, ["other"])
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.await(first)
      yield* Fiber.join(second)
      yield* turns.take("a", say("third"))
      assert.deepStrictEqual(said, ["other", "first", "second", "third"])
    })
  )
})
