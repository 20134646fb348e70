import { Effect } from "effect"
import {
  type Bus,
  type BusUnavailable,
  type Delivery,
  type Places,
  type Subscription,
  subscriptions
} from "@tradetower/platform"
import type { Invoke } from "./invocation.ts"
import { UnsupportedFunction, type TopicTrigger } from "./trigger.ts"

/** What a Service Bus trigger tells a function about a message, under the names the runtime gives them. */
export const metadataOf = (message: Delivery): Record<string, unknown> => ({
  messageId: message.messageId,
  ...(message.sessionId !== undefined && { sessionId: message.sessionId }),
  subject: message.subject,
  label: message.subject,
  contentType: "application/json",
  deliveryCount: message.deliveryCount,
  get enqueuedTimeUtc() {
    return new Date(message.enqueuedAt).toISOString()
  },
  applicationProperties: message.properties
})

/** Finds the catalogue's subscription a trigger names. */
export const subscriptionOf = (name: string, trigger: TopicTrigger): Subscription => {
  const found = subscriptions.find(
    (known) => known.topic === trigger.topicName && known.subscription === trigger.subscriptionName
  )
  if (found !== undefined) return found
  throw new UnsupportedFunction({
    name,
    message: `function ${name} listens to ${trigger.topicName}/${trigger.subscriptionName}, which is not in infra/resources/topics.json: add it there or correct the name`
  })
}

/**
 * Feeds a function with a subscription's messages until interrupted. A handler that fails hands its message back, to
 * come again; one that fails with `Poison` dead-letters it at once.
 */
export const topicTrigger = (
  bus: Bus["Service"],
  from: Subscription,
  invoke: Invoke,
  places: Places
): Effect.Effect<never, BusUnavailable> =>
  bus.receive(
    from,
    (message) => {
      const traceparent = message.properties["traceparent"]
      return Effect.tryPromise({
        try: () =>
          invoke({
            input: message.body,
            triggerMetadata: metadataOf(message),
            ...(typeof traceparent === "string" && { traceparent })
          }),
        catch: (error) => error
      }).pipe(Effect.asVoid)
    },
    places
  )
