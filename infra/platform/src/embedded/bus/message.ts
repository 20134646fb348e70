import type { Delivery, OutgoingMessage, Subscription } from "../../ports/bus.ts"
import type { Waiting } from "./message-table.ts"

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
