import { Clock, Context, Effect, Layer, Schedule, Schema } from "effect"
import { LiveMessage } from "@tradetower/domain/live"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { type Group, PubSub, type PubSubUnavailable, Telemetry } from "@tradetower/platform"
import { DailyCount, type Delivered } from "./price-interval.ts"
import type { RealtimeSettings } from "./settings.ts"

const encode = Schema.encodeUnknownSync(LiveMessage)

/** How long it is believed how many listen to a group, ms. */
const BELIEVED_MS = 60_000
/** Groups of which that is remembered. */
const REMEMBERED = 10_000

/** Asks how many listen to a group, once in a while. */
const makeListeners = (pubsub: PubSub["Service"]) => {
  const known = new OldestOut<Group, { readonly count: number; readonly at: number }>(REMEMBERED)
  return Effect.fnUntraced(function* (group: Group) {
    const now = yield* Clock.currentTimeMillis
    const before = known.get(group)
    if (before !== undefined && now - before.at < BELIEVED_MS) return before.count
    // Who can't be asked is believed to know as many as before.
    const count = yield* Effect.orElseSucceed(pubsub.listeners(group), () => before?.count ?? 1)
    known.set(group, { count, at: now })
    return count
  })
}

/** Sends live messages to screens and counts them. */
export class Publisher extends Context.Service<
  Publisher,
  {
    /** Tries three times; a message that can't be sent is logged and left out, for a screen reads anew when it reconnects. */
    readonly publish: (group: Group, message: LiveMessage) => Effect.Effect<void>
    /** What was delivered since midnight UTC; where the hub counts nothing, one for each that was published. */
    readonly deliveredToday: Effect.Effect<Delivered>
  }
>()("@tradetower/realtime/Publisher") {
  static readonly layer = ({
    dailyQuota
  }: Pick<RealtimeSettings, "dailyQuota">): Layer.Layer<Publisher, never, PubSub | Telemetry> =>
    Layer.effect(
      Publisher,
      Effect.gen(function* () {
        const pubsub = yield* PubSub
        const telemetry = yield* Telemetry
        const count = new DailyCount()
        const listeners = dailyQuota === undefined ? () => Effect.succeed(1) : makeListeners(pubsub)
        return {
          publish: (group, message) =>
            pubsub.publish(group, encode(message)).pipe(
              Effect.retry({
                schedule: Schedule.exponential("50 millis"),
                times: 2,
                while: (error: PubSubUnavailable) => error.retryable
              }),
              Effect.andThen(Effect.all([Clock.currentTimeMillis, listeners(group)])),
              Effect.flatMap(([now, messages]) => {
                count.add(now, messages)
                return telemetry.count("live-messages", messages)
              }),
              Effect.catch((error) =>
                Effect.logWarning("A live message could not be sent", { group, message: message._tag, error }).pipe(
                  Effect.andThen(telemetry.count("live-messages-lost", 1, { kind: message._tag }))
                )
              )
            ),
          deliveredToday: Effect.map(Clock.currentTimeMillis, (now) => count.delivered(now))
        }
      })
    )
}
