import { Clock, Effect, Option } from "effect"
import type { ExchangeUnavailable } from "../unavailable.ts"
import { mayPass } from "./silent-orders.ts"

/** What was found of a key is told so long after it was given, ms: whoever gave it sees that within five seconds. */
const TOLD_WITHIN = 4_500

/**
 * A key is tried, from now on. `may`: what else there is to know of its account; undefined where `broker` does not say it in
 * time, which is one of the sentences of `unsaid` then. Of a key that is no good it fails.
 */
export const beginTrial = Effect.fnUntraced(function* (broker: string) {
  const until = (yield* Clock.currentTimeMillis) + TOLD_WITHIN
  const unsaid: Array<string> = []
  return {
    unsaid,
    may: <A>(
      what: string,
      question: Effect.Effect<A, ExchangeUnavailable>
    ): Effect.Effect<A | undefined, ExchangeUnavailable> =>
      Effect.gen(function* () {
        const left = Math.max(0, until - (yield* Clock.currentTimeMillis))
        const told = yield* Effect.timeoutOption(question, left)
        if (Option.isNone(told)) unsaid.push(`${what} is not known: ${broker} did not say it within five seconds.`)
        return Option.getOrUndefined(told)
      }).pipe(
        Effect.catchIf(mayPass, ({ message }) =>
          Effect.sync(() => {
            unsaid.push(`${what} is not known: ${message}.`)
            return undefined
          })
        )
      )
  }
})
