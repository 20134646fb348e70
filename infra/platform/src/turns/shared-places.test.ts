import { expect, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { SharedPlaces, TooManyWaiting } from "./shared-places.ts"

/** Work that says when it begins, and ends when told to. */
const makeWork = () => {
  const begun: Array<string> = []
  const ends = new Map<string, Deferred.Deferred<void>>()
  const endOf = (name: string) => {
    const end = ends.get(name) ?? Deferred.makeUnsafe<void>()
    ends.set(name, end)
    return end
  }
  return {
    begun,
    work: (name: string) =>
      Effect.suspend(() => {
        begun.push(name)
        return Deferred.await(endOf(name))
      }),
    end: (name: string) =>
      Effect.andThen(Deferred.succeed(endOf(name), undefined), Effect.andThen(Effect.yieldNow, Effect.yieldNow))
  }
}

it.effect("another tenant's work is next, whatever one has waiting", () =>
  Effect.gen(function* () {
    const places = new SharedPlaces(1, 50)
    const { begun, end, work } = makeWork()
    for (let i = 0; i < 32; i++)
      yield* Effect.forkChild(places.take("ada", work(`ada-${i}`)), { startImmediately: true })
    yield* Effect.forkChild(places.take("ben", work("ben-0")), { startImmediately: true })
    yield* end("ada-0")
    expect(begun).toEqual(["ada-0", "ben-0"])
    yield* end("ben-0")
    expect(begun).toEqual(["ada-0", "ben-0", "ada-1"])
  })
)

it.effect("what is one too many of a tenant's is refused at once, and nobody else's", () =>
  Effect.gen(function* () {
    const places = new SharedPlaces(1, 2)
    const { begun, work } = makeWork()
    for (let i = 0; i < 3; i++)
      yield* Effect.forkChild(places.take("ada", work(`ada-${i}`)), { startImmediately: true })
    const refused = yield* Effect.exit(places.take("ada", work("ada-3")))
    expect(refused).toEqual(Exit.fail(new TooManyWaiting({ most: 2 })))
    const ben = yield* Effect.forkChild(places.take("ben", work("ben-0")), { startImmediately: true })
    expect(ben.pollUnsafe()).toBeUndefined()
    expect(begun).toEqual(["ada-0"])
  })
)

it.effect("whoever goes away, waiting or working, makes room", () =>
  Effect.gen(function* () {
    const places = new SharedPlaces(1, 50)
    const { begun, work } = makeWork()
    const fork = (name: string) => Effect.forkChild(places.take("ada", work(name)), { startImmediately: true })
    const [first, second] = [yield* fork("first"), yield* fork("second")]
    yield* fork("third")
    yield* Fiber.interrupt(second)
    yield* Fiber.interrupt(first)
    yield* Effect.yieldNow
    expect(begun).toEqual(["first", "third"])
  })
)
