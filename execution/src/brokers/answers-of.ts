import { Effect, Option, Schema } from "effect"
import { ExchangeUnavailable } from "../unavailable.ts"
import type { Answered } from "@tradetower/platform/wire/ask"

/** How a broker's answers are read, and what is said where they can't be. */
export const answersOf = (broker: string) => {
  const trouble = (message: string, cause: "NETWORK" | "MAINTENANCE" = "NETWORK") =>
    new ExchangeUnavailable({ message, retryable: true, cause })
  /** What was answered can't be read: that may pass. */
  const unreadable = new ExchangeUnavailable({
    message: `${broker}'s answer can't be read`,
    retryable: true,
    cause: "NETWORK",
    unread: true
  })
  return {
    unreadable,
    unreached: trouble(`${broker} can't be reached: check this machine's connection to the internet`),
    maintenance: trouble(`${broker} has trouble of its own at the moment`, "MAINTENANCE"),
    /** What was answered, as it must be. What it says instead stays out of every log: it is somebody's account. */
    readable: <A>(schema: Schema.Codec<A, unknown>, body: Answered["body"]): Effect.Effect<A, ExchangeUnavailable> =>
      Option.match(body, {
        onNone: () => Effect.fail(unreadable),
        onSome: (value) =>
          Schema.decodeUnknownEffect(schema)(value).pipe(
            Effect.tapError(() => Effect.annotateCurrentSpan("unreadable", true)),
            Effect.mapError(() => unreadable)
          )
      }),
    /** The only answer there is to such a question. */
    there: <A>(answer: Effect.Effect<Option.Option<A>, ExchangeUnavailable>): Effect.Effect<A, ExchangeUnavailable> =>
      Effect.flatMap(answer, Option.match({ onNone: () => Effect.fail(unreadable), onSome: Effect.succeed }))
  }
}
