import { Effect } from "effect"
import type { Bus, BusUnavailable, Delivery, Places, Subscription } from "@tradetower/platform"
import type { TypedData } from "./core.ts"
import type { Invoke } from "./invocation.ts"
import { UnsupportedFunction, type TopicTrigger } from "./trigger.ts"

/** What may be JSON: it begins as an object, a list or a text does, or is a number or a word of JSON's as a whole. */
const MAYBE_JSON = /^\s*(?:[{["]|(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*$)/
/** The library tries each text as JSON: of one that can be none it is told so, which spares the error thrown on the way. */
export const textData = (text: string): TypedData =>
  MAYBE_JSON.test(text) ? { string: text } : { json: JSON.stringify(text) }

/** What a Service Bus trigger tells a function about a message, under the names the runtime gives them. */
export const metadataOf = (message: Delivery): Readonly<Record<string, TypedData>> => ({
  MessageId: textData(message.messageId),
  ...(message.sessionId !== undefined && { SessionId: textData(message.sessionId) }),
  Subject: textData(message.subject),
  Label: textData(message.subject),
  ContentType: textData("application/json"),
  DeliveryCount: { int: message.deliveryCount },
  EnqueuedTimeUtc: { json: JSON.stringify(new Date(message.enqueuedAt)) },
  ApplicationProperties: { json: JSON.stringify(message.properties) }
})

/** Finds the subscription a trigger names. */
export const subscriptionOf = (
  name: string,
  trigger: TopicTrigger,
  subscriptions: ReadonlyArray<Subscription>
): Subscription => {
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
            data: { string: JSON.stringify(message.body) },
            triggerMetadata: metadataOf(message),
            ...(typeof traceparent === "string" && { traceparent })
          }),
        catch: (error) => error
      }).pipe(Effect.asVoid)
    },
    places
  )
