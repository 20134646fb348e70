import { Deferred, Effect, Exit, Fiber, Ref, Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { type Lease, Leases, whileHeld } from "@tradetower/platform"
import { type Open, unique } from "./place.ts"

/** Takes a lease that a test gives up when it likes. */
export const taking = (name: string) =>
  Effect.gen(function* () {
    const { acquire } = yield* Leases
    const scope = yield* Scope.make()
    const lease = yield* Scope.provide(acquire(name), scope)
    return { lease, giveUp: Scope.close(scope, Exit.void) }
  })

/** Lets whoever waits have its turns, some of them at the store. */
const aWhile = Effect.forEach(Array.from({ length: 20 }), () => Effect.sleep("5 millis"))

/** The rules of `infra/platform/contracts/leases.md` that any implementation must keep. */
export const leasesContract = (title: string, open: Open<Leases>): void => {
  const rule = (what: string, test: Effect.Effect<void, unknown, Leases>) =>
    it.live(what, () => Effect.provide(test, open(unique("place"))))

  describe(`Leases: ${title}`, () => {
    rule(
      "LEASE-1 LEASE-3 LEASE-5 one has it, and the next once it is given up, with a larger number",
      Effect.gen(function* () {
        const name = unique("lease")
        const first = yield* taking(name)
        const holders = yield* Ref.make<ReadonlyArray<Lease>>([])
        const most = yield* Ref.make(0)
        const others = yield* Effect.forEach(Array.from({ length: 3 }), () =>
          Effect.forkChild(
            whileHeld(name, (lease) =>
              Effect.gen(function* () {
                const now = yield* Ref.updateAndGet(holders, (all) => [...all, lease])
                yield* lease.held
                yield* Effect.yieldNow
                yield* Ref.update(most, (count) => Math.max(count, now.length))
                yield* Ref.update(holders, (all) => all.filter((one) => one !== lease))
                return lease.number
              })
            )
          )
        )
        yield* aWhile
        expect(yield* Ref.get(most)).toBe(0)
        yield* first.lease.held
        yield* first.giveUp
        const numbers = yield* Effect.forEach(others, Fiber.join)
        expect(yield* Ref.get(most)).toBe(1)
        expect(new Set([first.lease.number, ...numbers]).size).toBe(4)
        expect(Math.min(...numbers)).toBeGreaterThan(first.lease.number)
      })
    )

    rule(
      "LEASE-2 names don't wait for each other",
      Effect.gen(function* () {
        const all = yield* Effect.forEach(["a", "b", "c"], (each) => taking(unique(each)))
        yield* Effect.forEach(all, ({ lease }) => lease.held)
      })
    )

    rule(
      "LEASE-6 who waits and goes away keeps nobody from it",
      Effect.gen(function* () {
        const name = unique("lease")
        const first = yield* taking(name)
        const waiting = yield* Effect.forkChild(taking(name))
        const begun = yield* Deferred.make<void>()
        yield* Effect.forkChild(Deferred.succeed(begun, undefined))
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(waiting)
        yield* first.giveUp
        yield* (yield* taking(name)).lease.held
      })
    )

    rule(
      "LEASE-7 a bad name is refused",
      Effect.gen(function* () {
        for (const name of ["", "a/b", "ä", "a".repeat(256)])
          expect(yield* Effect.flip(taking(name))).toMatchObject({ _tag: "StoreUnavailable", retryable: false })
      })
    )

    rule(
      "LEASE-7 LEASE-12 who is alone works on all that is shared at once, each under a lease of its own",
      Effect.gen(function* () {
        const { share } = yield* Leases
        const name = unique("group")
        const begun = new Map<string, Lease>()
        const working = new Set<string>()
        const all = yield* Deferred.make<void>()
        const items = ["a", "b", "c"]
        const sharing = yield* Effect.forkChild(
          share(name, items, (item, lease) =>
            Effect.gen(function* () {
              begun.set(item, lease)
              working.add(item)
              yield* Effect.addFinalizer(() => Effect.sync(() => working.delete(item)))
              yield* lease.held
              if (begun.size === items.length) yield* Deferred.succeed(all, undefined)
              return yield* Effect.never
            })
          )
        )
        yield* Deferred.await(all)
        expect([...working].toSorted()).toEqual(items)
        expect(new Set([...begun.values()].map(({ number }) => number)).size).toBe(items.length)
        yield* Fiber.interrupt(sharing)
        expect(working.size).toBe(0)
        expect(yield* Effect.flip(share("a/b", items, () => Effect.never))).toMatchObject({ retryable: false })
      })
    )

    rule(
      "LEASE-14 sharing fails as the work does, once the other work has ended",
      Effect.gen(function* () {
        const { share } = yield* Leases
        const ended: Array<string> = []
        const others = yield* Deferred.make<void>()
        const error = yield* Effect.flip(
          share(unique("group"), ["a", "b"], (item) =>
            item === "a"
              ? Effect.andThen(Deferred.await(others), Effect.fail("no more" as const))
              : Effect.andThen(Deferred.succeed(others, undefined), Effect.never).pipe(
                  Effect.ensuring(Effect.sync(() => ended.push(item)))
                )
          )
        )
        expect(error).toBe("no more")
        expect(ended).toEqual(["b"])
      })
    )
  })
}
