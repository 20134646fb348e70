import { Deferred, Effect, Fiber } from "effect"
import { expect, it } from "@effect/vitest"
import { onFirstUse } from "./on-first-use.ts"

it.live("opens once, when first asked, also when that one stops asking, and closes with the scope", () =>
  Effect.gen(function* () {
    const seen: Array<string> = []
    const begun = yield* Deferred.make<void>()
    const go = yield* Deferred.make<void>()
    yield* Effect.scoped(
      Effect.gen(function* () {
        const client = yield* onFirstUse(
          Effect.acquireRelease(
            Effect.gen(function* () {
              seen.push("opened")
              yield* Deferred.succeed(begun, undefined)
              yield* Deferred.await(go)
              return 42
            }),
            () => Effect.sync(() => void seen.push("closed"))
          )
        )
        expect(seen).toEqual([])
        const first = yield* Effect.forkChild(client)
        yield* Deferred.await(begun)
        const second = yield* Effect.forkChild(client)
        const leaving = yield* Effect.forkChild(Fiber.interrupt(first))
        yield* Deferred.succeed(go, undefined)
        expect(yield* Fiber.join(second)).toBe(42)
        yield* Fiber.join(leaving)
        expect(yield* client).toBe(42)
      })
    )
    expect(seen).toEqual(["opened", "closed"])
  })
)
