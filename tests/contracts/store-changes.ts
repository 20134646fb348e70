import { Deferred, Effect, Fiber } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { Store, StoreUnavailable } from "@tradetower/platform"
import { note, Notes, tenant } from "./notes.ts"
import { eventually, type Open, unique } from "./place.ts"

/** STORE-18 to STORE-21: the change feed. */
export const changeRules = (name: string, open: Open<Store>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Store>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))))

  describe(`Store, changes: ${name}`, () => {
    rule(
      "STORE-18 changes come at least once, in the order of their writes",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const seen: Array<number> = []
        yield* store.create(Notes, note(tenantId, "a", 0))
        const follower = yield* Effect.forkChild(
          store.changes(Notes, unique("consumer"), (batch) =>
            Effect.sync(() => seen.push(...batch.flatMap((each) => (each.tenantId === tenantId ? [each.at] : []))))
          )
        )
        for (let i = 1; i <= 300; i++) yield* store.create(Notes, note(tenantId, `n${i}`, i))
        let version = yield* store.upsert(Notes, note(tenantId, "a", 301))
        version = yield* store.replace(Notes, note(tenantId, "a", 302), version)
        yield* store.remove(Notes, { tenantId }, "n1")
        yield* eventually(
          Effect.sync(() => seen.at(-1)),
          (last) => last === 302
        )
        yield* Fiber.interrupt(follower)
        const firsts = [...new Set(seen)].filter((at) => at !== 0 && at !== 301)
        expect(firsts).toEqual([...Array.from({ length: 300 }, (_, i) => i + 1), 302])
      })
    )

    it.live("STORE-18 what a consumer had not done with comes again after a restart", () => {
      const place = unique("place")
      const tenantId = tenant()
      const consumer = unique("consumer")
      /** Follows until `take` says of a batch that it never ends, or of one that it was the last. */
      const follow = (take: (ids: ReadonlyArray<string>) => "DONE" | "NEVER_DONE") =>
        Effect.gen(function* () {
          const store = yield* Store
          const taken = yield* Deferred.make<void>()
          const follower = yield* Effect.forkChild(
            store.changes(Notes, consumer, (batch) => {
              const ids = batch.flatMap((each) => (each.tenantId === tenantId ? [each.id] : []))
              if (ids.length === 0) return Effect.void
              const end = take(ids)
              return Effect.andThen(Deferred.succeed(taken, undefined), end === "DONE" ? Effect.void : Effect.never)
            })
          )
          yield* Deferred.await(taken)
          yield* Fiber.interrupt(follower)
        }).pipe(Effect.provide(open(place)))
      return Effect.gen(function* () {
        yield* Effect.flatMap(Store, (store) => store.create(Notes, note(tenantId, "a"))).pipe(
          Effect.provide(open(place))
        )
        const again: Array<string> = []
        yield* follow(() => "NEVER_DONE")
        yield* follow((ids) => {
          again.push(...ids)
          return "DONE"
        })
        expect(again).toEqual(["a"])
      })
    })

    it.live("STORE-19 a consumer goes on where it was", () => {
      const place = unique("place")
      const tenantId = tenant()
      const consumer = unique("consumer")
      const follow = (
        from: "BEGINNING" | "NOW",
        as: string,
        during: Effect.Effect<unknown, unknown, Store>,
        wait: number
      ) =>
        Effect.gen(function* () {
          const store = yield* Store
          const seen: Array<string> = []
          const herald = tenant()
          let begun = false
          const follower = yield* Effect.forkChild(
            store.changes(
              Notes,
              as,
              (batch) =>
                Effect.sync(() => {
                  begun ||= batch.some((each) => each.tenantId === herald)
                  seen.push(...batch.flatMap((each) => (each.tenantId === tenantId ? [each.id] : [])))
                }),
              { from }
            )
          )
          // When a feed first answers is its own matter: what it hears of was written after that.
          yield* eventually(
            Effect.andThen(
              Effect.suspend(() => store.create(Notes, note(herald, unique("herald")))),
              Effect.sync(() => begun)
            ),
            (answer) => answer
          )
          yield* during
          yield* eventually(
            Effect.sync(() => seen.length),
            (length) => length >= wait
          )
          yield* Fiber.interrupt(follower)
          return seen
        }).pipe(Effect.provide(open(place)))
      const write = (id: string) => Effect.flatMap(Store, (store) => store.create(Notes, note(tenantId, id)))
      return Effect.gen(function* () {
        expect(yield* follow("NOW", "nobody", write("old"), 1)).toEqual(["old"])
        expect(yield* follow("NOW", consumer, write("a"), 1)).toEqual(["a"])
        yield* Effect.provide(write("b"), open(place))
        const later = yield* follow("NOW", consumer, write("c"), 2)
        expect(later.slice(-2)).toEqual(["b", "c"])
        expect(later).not.toContain("old")
        expect(yield* follow("BEGINNING", unique("consumer"), Effect.void, 4)).toEqual(["old", "a", "b", "c"])
      })
    })

    rule(
      "STORE-20 a batch that failed comes again before any later one",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const seen: Array<string> = []
        let failures = 2
        const follower = yield* Effect.forkChild(
          store.changes(Notes, unique("consumer"), (batch) =>
            Effect.suspend(() => {
              const ids = batch.flatMap((each) => (each.tenantId === tenantId ? [each.id] : []))
              if (ids.length > 0 && failures-- > 0) return Effect.fail("not now")
              seen.push(...ids)
              return Effect.void
            })
          )
        )
        yield* store.create(Notes, note(tenantId, "a"))
        yield* store.create(Notes, note(tenantId, "b"))
        yield* eventually(
          Effect.sync(() => [...new Set(seen)]),
          (ids) => ids.length === 2
        )
        yield* Fiber.interrupt(follower)
        expect([...new Set(seen)]).toEqual(["a", "b"])
        expect(failures).toBeLessThan(0)
      })
    )

    rule(
      "STORE-20 what a handler refuses for good is asked once more by itself, then left out",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const seen: Array<string> = []
        let refused = 0
        const no = new StoreUnavailable({ container: "Notes", message: "too large", retryable: false })
        for (const id of ["a", "bad", "b"]) yield* store.create(Notes, note(tenantId, id))
        const follower = yield* Effect.forkChild(
          store.changes(Notes, unique("consumer"), (batch) =>
            Effect.suspend(() => {
              const ids = batch.flatMap((each) => (each.tenantId === tenantId ? [each.id] : []))
              if (ids.includes("bad")) {
                refused++
                return Effect.fail(no)
              }
              seen.push(...ids)
              return Effect.void
            })
          )
        )
        yield* store.create(Notes, note(tenantId, "c"))
        yield* eventually(
          Effect.sync(() => seen),
          (ids) => ids.includes("c")
        )
        yield* Fiber.interrupt(follower)
        expect([...new Set(seen)]).toEqual(["a", "b", "c"])
        expect(refused).toBeLessThanOrEqual(2)
      })
    )

    rule(
      "STORE-21 each consumer has its own place",
      Effect.gen(function* () {
        const store = yield* Store
        const tenantId = tenant()
        const seen = new Map<string, number>()
        const follower = (consumer: string) =>
          store.changes(Notes, consumer, (batch) =>
            Effect.sync(() => {
              for (const each of batch)
                if (each.tenantId === tenantId) seen.set(consumer, (seen.get(consumer) ?? 0) + 1)
            })
          )
        const fibers = [yield* Effect.forkChild(follower("one")), yield* Effect.forkChild(follower("two"))]
        yield* store.create(Notes, note(tenantId, "a"))
        yield* eventually(
          Effect.sync(() => seen.size),
          (size) => size === 2
        )
        yield* Fiber.interruptAll(fibers)
      })
    )
  })
}
