import { Effect } from "effect"
import { Bus } from "@tradetower/platform"

/** How many messages wait for the engine and for execution. */
export const backlog: Effect.Effect<number, unknown, Bus> = Effect.gen(function* () {
  const bus = yield* Bus
  const counts = yield* Effect.all([
    bus.count({ topic: "bot-commands", subscription: "engine" }),
    bus.count({ topic: "signal-events", subscription: "engine" }),
    bus.count({ topic: "order-commands", subscription: "execution" })
  ])
  return counts.reduce((sum, { active }) => sum + active, 0)
})
