import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "@effect/vitest"
import { FeedPace } from "./feed-pace.ts"

/** Followers of one feed, and what each does at its looks. */
const followed = () => {
  const pace = new FeedPace()
  const looks = new Map<string, number>()
  const seen = new Map<string, number>()
  let changes = 0
  const total = () => [...looks.values()].reduce((sum, count) => sum + count, 0)
  const follow = (name: string, { lagMs = 1_000, handle = Effect.void } = {}) => {
    const follower = { lagMs }
    const round = Effect.gen(function* () {
      const { found } = pace
      looks.set(name, (looks.get(name) ?? 0) + 1)
      if ((seen.get(name) ?? 0) === changes) return yield* pace.rest(follower, found)
      pace.find(follower)
      seen.set(name, changes)
      yield* handle
    })
    return Effect.forkChild(
      Effect.acquireUseRelease(
        Effect.sync(() => pace.join(follower)),
        () => Effect.forever(round),
        () => Effect.sync(() => pace.leave(follower))
      ),
      { startImmediately: true }
    )
  }
  return { pace, looks, seen, total, follow, change: () => void changes++ }
}

it.effect("STORE-18 while nothing changes, followers of one container cost what one does", () =>
  Effect.gen(function* () {
    const { follow, total } = followed()
    for (const name of ["a", "b", "c"]) yield* follow(name)
    yield* TestClock.adjust("10 seconds")
    const before = total()
    yield* TestClock.adjust("1 minute")
    expect(total() - before).toBe(60)
  })
)

it.effect("STORE-18 what one finds has all look, once more each", () =>
  Effect.gen(function* () {
    const { change, follow, seen, total } = followed()
    for (const name of ["a", "b", "c"]) yield* follow(name)
    yield* TestClock.adjust("10 seconds")
    change()
    const before = total()
    yield* TestClock.adjust("1 second")
    expect([...seen.values()]).toEqual([1, 1, 1])
    // One finds it for all; each looks at it and whether that was all, and after 50, 250 and 1,050 ms one looks for all.
    expect(total() - before).toBeLessThanOrEqual(3 * 2 + 3)
  })
)

it.effect("STORE-18 what others found while a look was on its way is looked for at once", () =>
  Effect.gen(function* () {
    const pace = new FeedPace()
    const [early, late] = [{ lagMs: 1_000 }, { lagMs: 1_000 }]
    pace.join(early)
    pace.join(late)
    const { found } = pace
    pace.find(early)
    const rested = yield* Effect.forkChild(pace.rest(late, found), { startImmediately: true })
    expect(rested.pollUnsafe()).toBeDefined()
  })
)

it.effect("STORE-21 nobody waits for what another does with changes, or for one that ends or can't look", () =>
  Effect.gen(function* () {
    const { change, follow, looks, seen } = followed()
    const first = yield* follow("busy", { handle: Effect.never })
    yield* follow("other")
    yield* TestClock.adjust("10 seconds")
    change()
    yield* TestClock.adjust("2 seconds")
    change()
    yield* TestClock.adjust("2 seconds")
    expect(seen.get("other")).toBe(2)
    expect(seen.get("busy")).toBe(1)
    yield* Fiber.interrupt(first)
    const third = yield* follow("third")
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.interrupt(third)
    const before = looks.get("other") ?? 0
    yield* TestClock.adjust("10 seconds")
    expect((looks.get("other") ?? 0) - before).toBeGreaterThanOrEqual(10)
  })
)

it.effect("STORE-18 one that can't look leaves it to the others", () =>
  Effect.gen(function* () {
    const { follow, looks, pace } = followed()
    const troubled = { lagMs: 1_000 }
    pace.join(troubled)
    yield* Effect.forkChild(pace.rest(troubled, pace.found), { startImmediately: true })
    yield* follow("other")
    yield* TestClock.adjust("10 seconds")
    expect(looks.get("other")).toBe(1)
    pace.resign(troubled)
    yield* TestClock.adjust("10 seconds")
    expect(looks.get("other")).toBeGreaterThan(10)
  })
)

it.effect("STORE-18 a feed is looked at as often as whoever may lag least wants to hear", () =>
  Effect.gen(function* () {
    const { follow, total } = followed()
    yield* follow("patient", { lagMs: 5_000 })
    yield* TestClock.adjust("20 seconds")
    let before = total()
    yield* TestClock.adjust("1 minute")
    expect(total() - before).toBe(12)
    const prompt = yield* follow("prompt")
    yield* TestClock.adjust("20 seconds")
    before = total()
    yield* TestClock.adjust("1 minute")
    expect(total() - before).toBe(60)
    yield* Fiber.interrupt(prompt)
    yield* TestClock.adjust("20 seconds")
    before = total()
    yield* TestClock.adjust("1 minute")
    expect(total() - before).toBe(12)
  })
)
