import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, type Scope } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { Store } from "@tradetower/platform"
import { embeddedPlatform, leastReserve } from "@tradetower/platform/embedded"
import { chance } from "../standins/chance.ts"
import { unique } from "./place.ts"
import { ENDING, Process, processesAt, TICK } from "./share-processes.fixture.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-shares-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Within so long what a killed member had is others', ms. */
const TAKEN_OVER = 15_000
const SIX = Array.from({ length: 6 }, (_, index) => `share-${index}of6`)

const rule = (
  what: string,
  test: (processes: ReturnType<typeof processesAt>) => Effect.Effect<void, unknown, Scope.Scope>,
  items: ReadonlyArray<string> = SIX,
  seed = 1
) =>
  it.effect(what, () =>
    Effect.gen(function* () {
      const processes = processesAt(yield* Store, items, chance(seed))
      yield* Effect.ensuring(
        test(processes),
        Effect.suspend(() => processes.close)
      )
    }).pipe(
      Effect.scoped,
      Effect.provide(
        embeddedPlatform({
          folder: join(root, unique("place")),
          configFolder: join(root, "config"),
          telemetry: { logs: "off" },
          reserve: leastReserve(root)
        })
      )
    )
  )

rule("LEASE-12 LEASE-13 one process has all, and who joins gets its part, once", ({ all, join, parts, pass }) =>
  Effect.gen(function* () {
    yield* join()
    yield* pass(TAKEN_OVER)
    expect(parts()).toEqual([6])
    yield* join()
    yield* pass(TAKEN_OVER)
    expect(parts()).toEqual([3, 3])
    yield* join()
    yield* pass(TAKEN_OVER)
    expect(parts()).toEqual([2, 2, 2])
    const begun = all.map((each) => each.begun)
    expect(begun).toEqual([6, 3, 2])
    yield* pass(10 * TAKEN_OVER)
    expect(all.map((each) => each.begun)).toEqual(begun)
  })
)

rule("LEASE-8 LEASE-13 what a killed process had is the others' within 15 s", ({ end, join, parts, pass }) =>
  Effect.gen(function* () {
    const [first] = [yield* join(), yield* join(), yield* join()]
    yield* pass(2 * TAKEN_OVER)
    yield* end(first, "KILL")
    yield* pass(TAKEN_OVER)
    expect(parts()).toEqual([3, 3])
  })
)

rule(
  "LEASE-14 what a process leaves in order is the others' without waiting for its time",
  ({ end, join, parts, pass }) =>
    Effect.gen(function* () {
      const [first] = [yield* join(), yield* join()]
      yield* pass(2 * TAKEN_OVER)
      yield* end(first, "ORDER")
      // What it takes to end, and a round of each: less than the time of a lease.
      yield* pass(ENDING + 2 * 2_250)
      expect(parts()).toEqual([6])
    })
)

rule("LEASE-12 what was given up is held no more by what goes on by itself", ({ end, join, pass }) =>
  Effect.gen(function* () {
    const first = yield* join()
    yield* pass(TAKEN_OVER)
    const before = [...first.works]
    yield* join()
    yield* pass(TAKEN_OVER)
    const kept = new Map(first.works)
    expect(kept.size).toBe(3)
    for (const [item, lease] of before)
      expect((yield* Effect.exit(lease.held))._tag, item).toBe(kept.has(item) ? "Success" : "Failure")
    yield* end(first, "ORDER")
    yield* pass(ENDING + TICK)
    for (const lease of kept.values()) expect(yield* Effect.flip(lease.held)).toMatchObject({ _tag: "LeaseLost" })
  })
)

rule(
  "LEASE-10 who was paused is told so at its first question, and begins anew",
  ({ join, parts, pass, pause, wake }) =>
    Effect.gen(function* () {
      const [first] = [yield* join(), yield* join()]
      yield* pass(2 * TAKEN_OVER)
      const before = [...first.works.values()]
      expect(before).toHaveLength(3)
      yield* pause(first)
      yield* pass(TAKEN_OVER)
      // Asked before anything of it runs again.
      for (const lease of before) expect(yield* Effect.flip(lease.held)).toMatchObject({ _tag: "LeaseLost" })
      expect(parts()).toEqual([3, 6])
      yield* wake(first)
      yield* pass(2 * TAKEN_OVER)
      expect(parts()).toEqual([3, 3])
      for (const lease of before) yield* Effect.flip(lease.held)
    })
)

rule("LEASE-16 what was told once that it is lost is begun anew, under another number", ({ join, parts, pass }) =>
  Effect.gen(function* () {
    const one = yield* join()
    yield* pass(TAKEN_OVER)
    const before = [...one.works.values()]
    const ask = () => Effect.forEach(before.slice(0, 1), ({ held }) => Effect.flip(held))
    one.slept = TAKEN_OVER
    expect(yield* ask()).toMatchObject([{ _tag: "LeaseLost" }])
    // As where a renewal that was on its way meanwhile counts from before.
    one.slept = 0
    expect(yield* ask()).toMatchObject([{ _tag: "LeaseLost" }])
    yield* pass(3 * TAKEN_OVER)
    expect(parts()).toEqual([6])
    for (const { held } of before) yield* Effect.flip(held)
    expect(one.begun).toBe(12)
  })
)

rule(
  "LEASE-13 one item of two processes stays where it is while its holder lives",
  ({ all, join, pass }) =>
    Effect.gen(function* () {
      const [first] = [yield* join(), yield* join()]
      yield* pass(20 * TAKEN_OVER)
      expect(all.map((each) => each.begun)).toEqual([1, 0])
      expect(first.works.size).toBe(1)
    }),
  ["venue-coinbase"]
)

rule("LEASE-15 who shares other items waits until nobody has any of before", ({ all, end, join, pass }) =>
  Effect.gen(function* () {
    const first = yield* join()
    yield* pass(TAKEN_OVER)
    const other = yield* join(new Process(), ["share-0of2", "share-1of2"])
    yield* pass(2 * TAKEN_OVER)
    expect(all.map(({ works }) => works.size)).toEqual([6, 0])
    yield* end(first, "ORDER")
    yield* pass(TAKEN_OVER)
    expect([...other.works.keys()]).toEqual(["share-0of2", "share-1of2"])
  })
)

rule("a process asks as often as the contract says", ({ join, pass, requests }) =>
  Effect.gen(function* () {
    yield* join()
    yield* pass(TAKEN_OVER)
    const alone = { ...requests }
    yield* pass(60_000)
    expect(requests.writes - alone.writes).toBeLessThanOrEqual(27)
    expect(requests.reads - alone.reads).toBe(0)
    yield* join()
    yield* pass(2 * TAKEN_OVER)
    const both = { ...requests }
    yield* pass(60_000)
    // Two of them, whose writes may meet.
    expect(requests.writes - both.writes).toBeLessThanOrEqual(2 * 30)
    expect(requests.reads - both.reads).toBeLessThanOrEqual(2 * 30)
  })
)

for (const seed of [1, 2, 3])
  rule(
    `LEASE-12 LEASE-13 nothing is two processes' at any moment, whatever happens, and all is somebody's afterwards: ${seed}`,
    ({ all, end, join, parts, pass, pause, wake }) =>
      Effect.gen(function* () {
        const random = chance(seed * 7_919)
        for (let count = 0; count < 4; count++) yield* join()
        for (let step = 0; step < 150; step++) {
          const process = all[Math.floor(random() * all.length)]
          if (process === undefined) throw new Error("nobody is there")
          const dice = random()
          if (dice < 0.15) yield* pause(process)
          else if (dice < 0.35) yield* wake(process)
          else if (dice < 0.45) process.way = process.isUp ? "BAD" : process.way
          else if (dice < 0.5) process.way = process.isUp ? "CUT" : process.way
          else if (dice < 0.65) process.way = process.isUp ? "OPEN" : process.way
          else if (dice < 0.72) yield* end(process, random() < 0.5 ? "ORDER" : "KILL")
          else if (all.filter((each) => each.isUp).length < 4) yield* join()
          yield* pass(TICK * Math.ceil(8 * random()))
        }
        for (const process of all) {
          if (process.isUp) process.way = "OPEN"
          yield* wake(process)
        }
        if (parts().length === 0) yield* join()
        yield* pass(3 * TAKEN_OVER)
        const most = Math.ceil(SIX.length / parts().length)
        expect(parts().reduce((sum, each) => sum + each, 0)).toBe(SIX.length)
        for (const part of parts()) expect(part).toBeLessThanOrEqual(most)
        const begun = all.map((each) => each.begun)
        yield* pass(4 * TAKEN_OVER)
        expect(all.map((each) => each.begun)).toEqual(begun)
      }),
    SIX,
    seed
  )
