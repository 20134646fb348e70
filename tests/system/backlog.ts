import { Effect } from "effect"
import { Bus } from "@tradetower/platform"

const topics: ReadonlySet<string> = new Set(["bot-commands", "signal-events", "order-commands"])

/** How many messages wait for the engine and for execution. */
export const backlog: Effect.Effect<number, unknown, Bus> = Effect.gen(function* () {
  const bus = yield* Bus
  const asked = bus.subscriptions.filter(({ topic }) => topics.has(topic))
  const counts = yield* Effect.forEach(asked, ({ subscription, topic }) => bus.count({ topic, subscription }), {
    concurrency: "unbounded"
  })
  return counts.reduce((sum, { active }) => sum + active, 0)
})
