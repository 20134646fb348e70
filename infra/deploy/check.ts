import { Clock, Duration, Effect, Result, Schema } from "effect"

/** What has to hold of a deployment, and doesn't. */
export class Wrong extends Schema.TaggedError<Wrong>()("Wrong", {
  /** What is wrong, in words, and what would work. */
  why: Schema.String,
  /** A deployment of just now may come to it by itself: a role, a certificate and a first start take minutes. */
  mayPass: Schema.Boolean
}) {
  override get message(): string {
    return this.why
  }
}

/** One thing that has to hold. */
export interface Check {
  /** In words, as it is when it holds. */
  readonly what: string
  readonly ask: Effect.Effect<void, Wrong>
}

/** Between two times of asking what may pass. */
const PAUSE = Duration.seconds(10)

const minutes = (ms: number): string => `${Math.round(ms / 6_000) / 10} min`

/**
 * Asks one thing after the other; answers with those that don't hold. What may pass is asked again until `patience` ms have
 * gone by since the first was asked, all of them together; what can't is asked once.
 */
export const runChecks = Effect.fn("runChecks")(function* (
  checks: ReadonlyArray<Check>,
  patience: number,
  say: (line: string) => void
) {
  const begun = yield* Clock.currentTimeMillis
  const wrong: Array<string> = []
  for (const { ask, what } of checks) {
    for (let asked = 1; ; asked++) {
      const answer = yield* Effect.result(ask)
      if (Result.isSuccess(answer)) {
        say(`ok    ${what}`)
        break
      }
      const { mayPass, why } = answer.failure
      const waited = (yield* Clock.currentTimeMillis) - begun
      if (mayPass && waited < patience) {
        if (asked === 1) say(`wait  ${what}: ${why}; asked again for up to ${minutes(patience - waited)}`)
        yield* Effect.sleep(PAUSE)
        continue
      }
      say(
        `FAIL  ${what}: ${why}${mayPass ? `; asked ${asked === 1 ? "once" : `${asked} times`}, and given up ${minutes(waited)} after the first check` : ""}`
      )
      wrong.push(what)
      break
    }
  }
  return wrong as ReadonlyArray<string>
})
