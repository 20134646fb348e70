import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Clock, Effect, Exit, Fiber, Layer, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { type Leases, Store, storeLeases, StoreUnavailable } from "@tradetower/platform"
import { embeddedPlatform, leastReserve } from "@tradetower/platform/embedded"
import { leasesContract, taking } from "./leases.ts"
import { unique } from "./place.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-leases-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const shared = (place: string) =>
  embeddedPlatform({
    folder: join(root, place),
    configFolder: join(root, "config"),
    telemetry: { logs: "off" },
    reserve: leastReserve(join(root, place))
  })
// Long: what is kept here must not be lost because a machine is busy.
leasesContract("over a store", (place) => Layer.provide(storeLeases({ time: "6 seconds" }), shared(place)))

const TIME = 300
const cutOff = new StoreUnavailable({ container: "Leases", message: "cut off", retryable: true })

/** Several processes at one store, whose time passes only while none of them waits for it. */
const processesAt = (store: Store["Service"]) => {
  let underWay = 0
  /** `way` says what becomes of its calls, `slept` what its running clock jumped by, ms. */
  const join = () => {
    const line = { way: "OPEN" as "OPEN" | "CUT" | "ANSWERS_LOST", slept: 0, lost: 0 }
    const through = <A, E>(call: Effect.Effect<A, E>, writes: boolean): Effect.Effect<A, E | StoreUnavailable> =>
      Effect.suspend(() => {
        if (line.way === "CUT") return Effect.fail(cutOff)
        underWay++
        const answered = Effect.ensuring(
          call,
          Effect.sync(() => underWay--)
        )
        if (line.way === "OPEN" || !writes) return answered
        return Effect.andThen(answered, () => {
          line.lost++
          return Effect.fail(cutOff)
        })
      })
    const theirs: Store["Service"] = {
      ...store,
      read: (...asked) => through(store.read(...asked), false),
      create: (...asked) => through(store.create(...asked), true),
      replace: (...asked) => through(store.replace(...asked), true)
    }
    const inIt = <A, E>(work: Effect.Effect<A, E, Leases>) =>
      Clock.clockWith((clock) => {
        const running = () => clock.monotonicTimeNanosUnsafe() + BigInt(line.slept) * 1_000_000n
        const own: Clock.Clock = {
          currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
          currentTimeMillis: clock.currentTimeMillis,
          currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
          currentTimeNanos: clock.currentTimeNanos,
          monotonicTimeNanosUnsafe: running,
          monotonicTimeNanos: Effect.sync(running),
          sleep: (duration) => clock.sleep(duration)
        }
        return work.pipe(
          Effect.provide(storeLeases({ time: TIME })),
          Effect.provideService(Store, theirs),
          Effect.provideService(Clock.Clock, own)
        )
      })
    return { line, inIt }
  }
  const turn = Effect.promise(() => new Promise<void>((done) => void setImmediate(done)))
  const idle = Effect.gen(function* () {
    for (let quiet = 0; quiet < 5; quiet = underWay > 0 ? 0 : quiet + 1) yield* turn
  })
  /** Lets this much of everybody's time pass, ms. */
  const pass = Effect.fnUntraced(function* (millis: number) {
    for (let passed = 0; passed < millis; passed += TIME / 15) {
      yield* idle
      yield* TestClock.adjust(TIME / 15)
    }
    yield* idle
  })
  return { one: join(), two: join(), pass, idle }
}

const rule = (
  what: string,
  test: (processes: ReturnType<typeof processesAt>) => Effect.Effect<void, unknown, Scope.Scope>
) =>
  it.effect(what, () =>
    Effect.gen(function* () {
      yield* test(processesAt(yield* Store))
    }).pipe(Effect.scoped, Effect.provide(shared(unique("place"))))
  )

rule("LEASE-4 a lease is kept for many times its time", ({ one, two, pass }) =>
  Effect.gen(function* () {
    const name = unique("lease")
    const first = yield* one.inIt(taking(name))
    const waiting = yield* Effect.forkScoped(two.inIt(taking(name)))
    yield* pass(20 * TIME)
    yield* one.inIt(first.lease.held)
    expect(waiting.pollUnsafe()).toBeUndefined()
  })
)

rule("LEASE-8 LEASE-9 one who is cut off has lost it before another has it", ({ one, two, pass }) =>
  Effect.gen(function* () {
    const name = unique("lease")
    const first = yield* one.inIt(taking(name))
    const waiting = yield* Effect.forkScoped(two.inIt(Effect.zip(taking(name), Effect.exit(first.lease.held))))
    yield* pass(TIME)
    one.line.way = "CUT"
    yield* pass(0.7 * TIME)
    expect(waiting.pollUnsafe()).toBeUndefined()
    yield* pass(2 * TIME)
    const [second, ofFirst] = yield* Fiber.join(waiting)
    expect(Exit.isFailure(ofFirst)).toBe(true)
    expect(yield* Effect.flip(first.lease.held)).toMatchObject({ _tag: "LeaseLost", name })
    expect(yield* Effect.flip(first.lease.lost)).toMatchObject({ _tag: "LeaseLost", name })
    expect(second.lease.number).toBeGreaterThan(first.lease.number)
    // What was lost stays lost, and giving it up takes nothing from who has it now.
    one.line.way = "OPEN"
    yield* Effect.flip(first.lease.held)
    yield* first.giveUp
    yield* pass(3 * TIME)
    yield* two.inIt(second.lease.held)
  })
)

rule("LEASE-10 who wakes from a long pause is told so at the first question", ({ one, idle }) =>
  Effect.gen(function* () {
    const name = unique("lease")
    const first = yield* one.inIt(taking(name))
    yield* idle
    yield* one.inIt(first.lease.held)
    one.line.slept = 60_000
    expect(yield* Effect.flip(one.inIt(first.lease.held))).toMatchObject({ _tag: "LeaseLost", name })
  })
)

rule("LEASE-16 what was told once that it is lost stays so, whatever arrives later", ({ one, two, pass, idle }) =>
  Effect.gen(function* () {
    const name = unique("lease")
    const first = yield* one.inIt(taking(name))
    yield* idle
    one.line.slept = 60_000
    yield* Effect.flip(first.lease.held)
    // As where a renewal that was on its way meanwhile counts from before.
    one.line.slept = 0
    yield* Effect.flip(first.lease.held)
    expect(yield* Effect.flip(first.lease.lost)).toMatchObject({ _tag: "LeaseLost", name })
    const waiting = yield* Effect.forkScoped(two.inIt(taking(name)))
    yield* pass(3 * TIME)
    yield* Effect.flatMap(Fiber.join(waiting), ({ lease }) => lease.held)
  })
)

rule("LEASE-11 a write whose answer is lost is no loss", ({ one, two, pass }) =>
  Effect.gen(function* () {
    const name = unique("lease")
    one.line.way = "ANSWERS_LOST"
    const taken = yield* Effect.forkScoped(one.inIt(taking(name)))
    yield* pass(TIME)
    expect(one.line.lost).toBeGreaterThan(0)
    one.line.way = "OPEN"
    yield* pass(TIME)
    const first = yield* Fiber.join(taken)
    const before = one.line.lost
    one.line.way = "ANSWERS_LOST"
    yield* pass(TIME / 3 + TIME / 15)
    expect(one.line.lost).toBeGreaterThan(before)
    one.line.way = "OPEN"
    const waiting = yield* Effect.forkScoped(two.inIt(taking(name)))
    yield* pass(4 * TIME)
    yield* one.inIt(first.lease.held)
    expect(waiting.pollUnsafe()).toBeUndefined()
    yield* first.giveUp
    yield* pass(TIME)
    yield* two.inIt((yield* Fiber.join(waiting)).lease.held)
  })
)
