import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { runChecks, Wrong } from "./check.ts"

const MINUTE = 60_000

/** Fails until it was asked so many times. */
const after = (times: number, mayPass = true) => {
  let asked = 0
  const ask = Effect.suspend(() => {
    asked += 1
    return asked > times ? Effect.void : Effect.fail(new Wrong({ why: "answered 403", mayPass }))
  })
  return { ask, times: () => asked }
}

const run = Effect.fnUntraced(function* (check: ReturnType<typeof after>, minutes: number, patience = 5) {
  const lines: Array<string> = []
  const checks = [{ what: "first", ask: check.ask }]
  const asked = yield* Effect.forkChild(runChecks(checks, patience * MINUTE, (line) => lines.push(line)))
  yield* TestClock.adjust(minutes * MINUTE)
  return { wrong: yield* Fiber.join(asked), lines }
})

it.effect("what may pass is asked again, and said once", () =>
  Effect.gen(function* () {
    const { lines, wrong } = yield* run(after(12), 2)
    expect(wrong).toEqual([])
    expect(lines).toEqual(["wait  first: answered 403; asked again for up to 5 min", "ok    first"])
  })
)

it.effect("it is given up after five minutes", () =>
  Effect.gen(function* () {
    const check = after(1_000)
    const { lines, wrong } = yield* run(check, 5)
    expect(wrong).toEqual(["first"])
    expect(lines.at(-1)).toBe("FAIL  first: answered 403; asked 31 times, and given up 5 min after the first check")
    expect(check.times()).toBe(31)
  })
)

it.effect("it is asked once where there is no time for more", () =>
  Effect.gen(function* () {
    const { lines } = yield* run(after(1_000), 0, 0)
    expect(lines).toEqual(["FAIL  first: answered 403; asked once, and given up 0 min after the first check"])
  })
)

it.effect("what can't pass is asked once", () =>
  Effect.gen(function* () {
    const check = after(1_000, false)
    const { lines } = yield* run(check, 0)
    expect(lines).toEqual(["FAIL  first: answered 403"])
    expect(check.times()).toBe(1)
  })
)
