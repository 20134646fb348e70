import { expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { TestClock } from "effect/testing"
import { TenantId } from "@tradetower/domain/ids"
import { heldHub, heldStore, type Lease, LeaseLost, Notifications, onlyHeld, PubSub, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"

const tenantId = TenantId.make("ada")

/** A lease that is ours until it is said not to be. */
const leaseOf = (state: { ours: boolean }): Lease => {
  const lost = new LeaseLost({ name: "share.0of2", message: "another's" })
  return {
    name: "share.0of2",
    number: 1,
    held: Effect.suspend(() => (state.ours ? Effect.void : Effect.fail(lost))),
    lost: Effect.never
  }
}

it.effect("who slept through its lease writes and publishes nothing more, and fails nothing either", () =>
  Effect.gen(function* () {
    const state = { ours: true }
    const store = heldStore(yield* Store, leaseOf(state))
    const published: Array<unknown> = []
    const hub = heldHub(
      { ...(yield* PubSub), publish: (_, message) => Effect.sync(() => void published.push(message)) },
      leaseOf(state)
    )
    const note = (id: string) =>
      ({ id, tenantId, at: 1, kind: "SYSTEM", severity: "INFO", text: "", read: false }) as const
    yield* store.create(Notifications, note("one"))
    yield* hub.publish(`user:${tenantId}:bots`, 1)
    state.ours = false
    const late: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
      store.create(Notifications, note("two")),
      store.upsert(Notifications, note("three")),
      store.remove(Notifications, { tenantId }, "one"),
      hub.publish(`user:${tenantId}:bots`, 2)
    ]
    const stopped = yield* Effect.forEach(late, (doing) => Effect.forkChild(doing, { startImmediately: true }))
    const found = yield* store.query(Notifications, { tenantId })
    expect(found.items.map(({ value }) => value.id)).toEqual(["one"])
    expect(published).toEqual([1])
    expect(stopped.map((each) => each.pollUnsafe())).toEqual(stopped.map(() => undefined))
    yield* Fiber.interruptAll(stopped)
  }).pipe(Effect.provide(embeddedPlatformForTests()))
)

it.effect("what waits for being ended is ended at once, also where it tidies up or may not be interrupted", () =>
  Effect.gen(function* () {
    const done: Array<string> = []
    const ours = onlyHeld(leaseOf({ ours: false }))
    const late = (what: string) => ours(Effect.sync(() => void done.push(what)))
    const works = [Effect.uninterruptible(late("one")), Effect.ensuring(Effect.never, late("two"))]
    const begun = yield* Effect.forEach(works, (work) => Effect.forkChild(work, { startImmediately: true }))
    yield* Fiber.interruptAll(begun)
    expect(done).toEqual([])
  })
)

it.effect("what nobody ends ends within a minute, its work undone", () =>
  Effect.gen(function* () {
    const done: Array<string> = []
    const ours = onlyHeld(leaseOf({ ours: false }))
    const late = ours(Effect.sync(() => void done.push("late")))
    const by = yield* Effect.forkDetach(late, { startImmediately: true })
    const scope = yield* Scope.make()
    yield* Scope.addFinalizer(scope, late)
    const closed = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
    yield* TestClock.adjust("59 seconds")
    expect([by.pollUnsafe(), closed.pollUnsafe()]).toEqual([undefined, undefined])
    yield* TestClock.adjust("1 second")
    const ends = yield* Effect.forEach([by, closed], (each) => Fiber.await(each))
    expect(ends.map(Exit.hasInterrupts)).toEqual([true, true])
    expect(done).toEqual([])
  })
)
