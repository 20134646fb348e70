import type { ServiceBusMessage, ServiceBusReceivedMessage } from "@azure/service-bus"
import type { Delivery, OutgoingMessage, Property, Subscription } from "../../ports/bus.ts"

/** A message as Service Bus takes it. */
export const toServiceBus = (message: OutgoingMessage): ServiceBusMessage => ({
  messageId: message.messageId,
  subject: message.subject,
  body: message.body,
  contentType: "application/json",
  applicationProperties: message.properties,
  ...(message.sessionId !== undefined && { sessionId: message.sessionId }),
  ...(message.notBefore !== undefined && { scheduledEnqueueTimeUtc: new Date(message.notBefore) })
})

/** A message as a handler sees it. */
export const fromServiceBus = (from: Subscription, received: ServiceBusReceivedMessage): Delivery => {
  // Why it is dead lies among a dead letter's properties: put back, it would be sent on.
  const { DeadLetterErrorDescription: _, DeadLetterReason: __, ...properties } = received.applicationProperties ?? {}
  return {
    ...from,
    messageId: String(received.messageId),
    subject: received.subject ?? "",
    // The SDK reads back the JSON it wrote.
    body: received.body as unknown,
    // We send no others.
    properties: properties as Readonly<Record<string, Property>>,
    ...(received.sessionId !== undefined && { sessionId: received.sessionId }),
    ...(received.scheduledEnqueueTimeUtc !== undefined && { notBefore: received.scheduledEnqueueTimeUtc.getTime() }),
    // The service counts the deliveries before this one.
    deliveryCount: (received.deliveryCount ?? 0) + 1,
    enqueuedAt: received.enqueuedTimeUtc?.getTime() ?? 0
  }
}

/** Whose a message is; empty on a topic that is nobody's. */
export const tenantOf = ({ properties }: Pick<OutgoingMessage, "properties">): string =>
  String(properties["tenantId"] ?? "")
