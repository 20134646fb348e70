import { BusUnavailable, type Delivery, type OutgoingMessage, type Subscription, type Topic } from "../../ports/bus.ts"
import type { Waiting } from "./message-table.ts"

/** A batch may weigh this much, as on Service Bus Standard. */
const MAX_BYTES = 256 * 1024
const MAX_ID = 128

/** Why a batch can't be sent, if it can't; `texts` are its messages as JSON. */
export const refusal = (
  topic: Topic,
  sessions: boolean,
  messages: ReadonlyArray<OutgoingMessage>,
  texts: ReadonlyArray<string>
): BusUnavailable | undefined => {
  const no = (message: string) => new BusUnavailable({ topic, message, retryable: false })
  for (const { messageId, sessionId, properties } of messages) {
    if (messageId === "" || messageId.length > MAX_ID) return no(`messageId ${messageId}: 1 to ${MAX_ID} characters`)
    if (sessions && (sessionId === undefined || sessionId === "" || sessionId.length > MAX_ID)) {
      return no(`message ${messageId} needs a sessionId of 1 to ${MAX_ID} characters`)
    }
    if (topic !== "market-data" && typeof properties["tenantId"] !== "string") {
      return no(`message ${messageId} needs its tenant in properties.tenantId`)
    }
  }
  const weight = texts.reduce((sum, text) => sum + text.length, 0)
  return weight > MAX_BYTES ? no(`a batch of ${weight} bytes; at most ${MAX_BYTES}, send it in parts`) : undefined
}

/** The message as a handler sees it: read back from its JSON, so that nothing is shared with the sender. */
export const readMessage = (from: Subscription, waiting: Waiting): Delivery => {
  // Written by `send` from an OutgoingMessage and by nothing else.
  const message = JSON.parse(waiting.text) as OutgoingMessage
  return {
    ...message,
    topic: from.topic,
    subscription: from.subscription,
    deliveryCount: waiting.failures + 1,
    enqueuedAt: waiting.enqueuedAt
  }
}
