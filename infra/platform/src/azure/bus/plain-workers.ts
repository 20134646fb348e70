import { Effect } from "effect"
import type { ServiceBusClient } from "@azure/service-bus"
import { fromServiceBus } from "./delivery.ts"
import { persistently } from "./persistently.ts"
import { settle, withinLock } from "./settle.ts"
import type { Work } from "./session-workers.ts"

/** Links that wait for messages at once, at the most: each costs an operation a minute. */
const MOST = 16
/** As long as a request may take. */
const WAIT_MS = 55_000

/** Handles the messages of a subscription without sessions until interrupted, several side by side. */
export const receivePlain = <R>(
  client: ServiceBusClient,
  { from, handle, lockMs, places, topicName }: Work<R>
): Effect.Effect<never, never, R> => {
  const worker = Effect.suspend(() => {
    const receiver = client.createReceiver(topicName, from.subscription, {
      // So that a handler has all of its time from when we got its message.
      maxAutoLockRenewalDurationInMs: 2 * lockMs
    })
    const next = persistently(
      `Receiving from ${from.topic}/${from.subscription}`,
      async (abortSignal) => (await receiver.receiveMessages(1, { maxWaitTimeInMs: WAIT_MS, abortSignal }))[0]
    )
    return Effect.forever(
      Effect.gen(function* () {
        const message = yield* next
        if (message === undefined) return
        const delivery = fromServiceBus(from, message)
        const exit = yield* withinLock(handle(delivery), lockMs)
        yield* Effect.exit(settle(receiver, message, delivery, exit, Effect.sleep))
      })
    )
  })
  const workers = Array.from({ length: Math.min(MOST, places.concurrency) }, () => worker)
  return Effect.andThen(Effect.all(workers, { concurrency: "unbounded", discard: true }), Effect.never)
}
