import { Cause, Config, Effect, Exit, Fiber, Predicate, Schema, type Scope } from "effect"
import { endInOrder, FAILED, REFUSED } from "@tradetower/local/end-in-order"
import type { AzurePlatform } from "@tradetower/platform/azure"
import { serveHealth, type Standing } from "./health.ts"
import { platformOf } from "./platform.ts"
import { healthPort } from "./settings.ts"

/** A container that was told to end is killed after 60 s; what is in hand then is done again by who comes next. */
const DRAIN_MS = 50_000

/** Settings that don't go together. `message` says which, and what would work. */
export class SettingsConflict extends Schema.TaggedError<SettingsConflict>()("SettingsConflict", {
  message: Schema.String
}) {}

/** What whoever starts a part can mend, in words; `undefined` for anything else. */
export const refusalOf = (name: string, why: unknown): string | undefined => {
  if (why instanceof Config.ConfigError) {
    const [expected, variable] = why.cause.message.split(/\s+at \["|"\]/)
    return `${name} can't start: ${variable ?? "a setting"} is missing or wrong (${expected?.toLowerCase()}). docs/azure.md lists what is read.`
  }
  if (why instanceof SettingsConflict) return `${name} can't start: ${why.message}`
  if (why instanceof Error && "code" in why && why.code === "EADDRINUSE")
    return `${name} can't start: the port of PORT is in use (${why.message}). Give another.`
  return undefined
}

/** What no later try would mend, such as a container that was not deployed, in words; `undefined` for anything else. */
export const lackOf = (name: string, why: unknown): string | undefined =>
  why instanceof Error && Predicate.hasProperty(why, "retryable") && why.retryable === false
    ? `${name} can't go on: ${why.message}`
    : undefined

/**
 * Runs an always-on part of the system in this process until SIGTERM. It says how it stands at `PORT` (8080), and ends
 * with 70 when it fails for good, for the platform to start it again; with 1 where a setting has to be mended first.
 */
export const runPart = <E>(name: string, part: Effect.Effect<never, E, AzurePlatform | Scope.Scope>): void => {
  let standing: Standing = "STARTING"
  const running = Effect.gen(function* () {
    yield* serveHealth(yield* healthPort, () => standing)
    return yield* Effect.provide(
      Effect.suspend(() => {
        standing = "READY"
        return part
      }),
      platformOf({ role: name })
    )
  }).pipe(Effect.scoped, Effect.runFork)
  endInOrder(() => {
    standing = "DRAINING"
    return Effect.runPromise(Fiber.interrupt(running))
  }, DRAIN_MS)
  running.addObserver((exit) => {
    if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return
    const why = Cause.squash(exit.cause)
    const refusal = refusalOf(name, why)
    if (refusal !== undefined) {
      console.error(refusal)
      process.exit(REFUSED)
    }
    const lack = lackOf(name, why)
    if (lack !== undefined) {
      console.error(lack)
      process.exit(FAILED)
    }
    // Caught by nothing, so that it is told and ends the process in order.
    queueMicrotask(() => {
      throw new Error(`${name} failed for good`, { cause: why })
    })
  })
}
