import { Clock, Context, Effect, Layer, Schedule, Schema } from "effect"
import { LiveMessage } from "@tradetower/domain/live"
import { type Group, PubSub, Telemetry } from "@tradetower/platform"
import { DailyCount } from "./price-interval.ts"

const encode = Schema.encodeUnknownSync(LiveMessage)

/** Sends live messages to screens and counts them. */
export class Publisher extends Context.Service<
  Publisher,
  {
    /** Tries three times; a message that can't be sent is logged and left out, for a screen reads anew when it reconnects. */
    readonly publish: (group: Group, message: LiveMessage) => Effect.Effect<void>
    /** Messages sent since midnight UTC. */
    readonly sentToday: Effect.Effect<number>
  }
>()("@tradetower/realtime/Publisher") {
  static readonly layer: Layer.Layer<Publisher, never, PubSub | Telemetry> = Layer.effect(
    Publisher,
    Effect.gen(function* () {
      const pubsub = yield* PubSub
      const telemetry = yield* Telemetry
      const count = new DailyCount()
      return {
        publish: (group, message) =>
          pubsub.publish(group, encode(message)).pipe(
            Effect.retry({
              schedule: Schedule.exponential("50 millis"),
              times: 2,
              while: (error) => error.retryable
            }),
            Effect.andThen(Clock.currentTimeMillis),
            Effect.map((now) => count.add(now, 1)),
            Effect.catch((error) =>
              Effect.logWarning("A live message could not be sent", { group, message: message._tag, error }).pipe(
                Effect.andThen(telemetry.count("live-messages-lost", 1, { kind: message._tag }))
              )
            )
          ),
        sentToday: Effect.map(Clock.currentTimeMillis, (now) => count.sent(now))
      }
    })
  )
}
