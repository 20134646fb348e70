import { Clock, Effect, Exit, Fiber, Latch } from "effect"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import { type Lease, Leases, Store, storeLeases, StoreUnavailable } from "@tradetower/platform"
import { unique } from "./place.ts"

/** How far everybody's time goes on at once, ms: less than any of the rounds of a member. */
export const TICK = 750
/** How long it takes to end the work on an item, ms. */
export const ENDING = 4 * TICK
const unanswered = new StoreUnavailable({ container: "Leases", message: "no answer", retryable: true })

/** A process: its way to the store, and whether it runs. */
export class Process {
  way: "OPEN" | "CUT" | "BAD" = "OPEN"
  /** Open while it is not paused. */
  readonly runs = Latch.makeUnsafe(true)
  paused = false
  /** By how much its running clock is ahead of the others', ms. */
  slept = 0
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  /** What it works on, as it believes. */
  readonly works = new Map<string, Lease>()
  begun = 0

  get isUp(): boolean {
    return this.fiber !== undefined
  }
}

/** Several processes at one store, and an observer who sees what each works on. */
export const processesAt = (store: Store["Service"], items: ReadonlyArray<string>, random: () => number) => {
  const name = unique("group")
  const all: Array<Process> = []
  const numbers = new Map<string, number>()
  const wrong: Array<string> = []
  /** Open once the test is over: nothing waits for time any more. */
  const over = Latch.makeUnsafe(false)
  let underWay = 0
  const requests = { reads: 0, writes: 0 }

  const storeOf = (process: Process): Store["Service"] => {
    const through = <A, E>(
      call: Effect.Effect<A, E>,
      kind: "reads" | "writes"
    ): Effect.Effect<A, E | StoreUnavailable> =>
      Effect.gen(function* () {
        requests[kind]++
        yield* process.runs.await
        if (process.way === "CUT") return yield* unanswered
        const luck = process.way === "BAD" ? random() : 1
        // Throttled: not done.
        if (luck < 0.15) return yield* unanswered
        if (luck < 0.3) yield* Effect.sleep(TICK * Math.ceil(4 * random()))
        const done = yield* Effect.acquireUseRelease(
          Effect.sync(() => underWay++),
          () => call,
          () => Effect.sync(() => underWay--)
        )
        // Paused while the answer was on its way.
        yield* process.runs.await
        // Done, and the answer lost.
        return luck > 0.3 && luck < 0.45 ? yield* unanswered : done
      })
    return {
      ...store,
      read: (...asked) => through(store.read(...asked), "reads"),
      create: (...asked) => through(store.create(...asked), "writes"),
      replace: (...asked) => through(store.replace(...asked), "writes")
    }
  }

  const work = (process: Process) => (item: string, lease: Lease) =>
    Effect.gen(function* () {
      process.begun++
      if (process.works.has(item)) wrong.push(`${item} begins twice in one process`)
      if (lease.number <= (numbers.get(item) ?? 0)) wrong.push(`${item} has no larger number than before`)
      numbers.set(item, lease.number)
      process.works.set(item, lease)
      return yield* Effect.never
    }).pipe(
      // Ending takes longer than a round, and until then the item is nobody else's.
      Effect.ensuring(
        Effect.andThen(
          Effect.raceFirst(Effect.sleep(ENDING), over.await),
          Effect.sync(() => process.works.delete(item))
        )
      )
    )

  const join = (process = new Process(), shared = items) =>
    Effect.gen(function* () {
      if (!all.includes(process)) all.push(process)
      const clock = yield* Clock.Clock
      const running = () => clock.monotonicTimeNanosUnsafe() + BigInt(process.slept) * 1_000_000n
      const own: Clock.Clock = {
        currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
        currentTimeMillis: clock.currentTimeMillis,
        currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
        currentTimeNanos: clock.currentTimeNanos,
        monotonicTimeNanosUnsafe: running,
        monotonicTimeNanos: Effect.sync(running),
        sleep: (duration) => Effect.andThen(clock.sleep(duration), process.runs.await)
      }
      process.fiber = yield* Effect.flatMap(Leases, ({ share }) => share(name, shared, work(process))).pipe(
        Effect.provide(storeLeases()),
        Effect.provideService(Store, storeOf(process)),
        Effect.provideService(Clock.Clock, own),
        Effect.forkScoped
      )
      return process
    })
  /** Ends it in order, or by a kill: nothing of it reaches the store any more. */
  const end = (process: Process, how: "ORDER" | "KILL") =>
    Effect.gen(function* () {
      const { fiber } = process
      if (fiber === undefined) return
      process.fiber = undefined
      if (how === "KILL") process.way = "CUT"
      yield* Effect.forkScoped(Fiber.interrupt(fiber))
    })
  const pause = (process: Process) => {
    process.paused = true
    return process.runs.close
  }
  const wake = (process: Process) =>
    Effect.suspend(() => {
      process.paused = false
      return process.runs.open
    })

  /** Who holds an item, as each would be told that asked now. */
  const holders = (item: string) =>
    Effect.filter(all, (process) => {
      const lease = process.works.get(item)
      return lease === undefined ? Effect.succeed(false) : Effect.map(Effect.exit(lease.held), Exit.isSuccess)
    })
  const observe = Effect.forEach(
    items,
    (item) => Effect.map(holders(item), ({ length }) => expect(length, item).toBeLessThanOrEqual(1)),
    { discard: true }
  ).pipe(Effect.andThen(Effect.sync(() => expect(wrong).toEqual([]))))
  const turn = Effect.promise(() => new Promise<void>((done) => void setImmediate(done)))
  const idle = Effect.gen(function* () {
    for (let quiet = 0; quiet < 3; quiet = underWay > 0 ? 0 : quiet + 1) yield* turn
  })
  const pass = Effect.fnUntraced(function* (millis: number) {
    for (let passed = 0; passed < millis; passed += TICK) {
      yield* idle
      yield* TestClock.adjust(TICK)
      yield* idle
      yield* observe
    }
  })
  /** How many items each of those that run has. */
  const parts = () => all.filter((each) => each.isUp).map(({ works }) => works.size)
  const close = Effect.andThen(
    over.open,
    Effect.suspend(() => Effect.forEach(all, wake, { discard: true }))
  )
  return { join, end, pause, wake, pass, parts, holders, requests, all, close }
}
