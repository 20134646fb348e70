import { Clock, Effect, Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import type { Delivery } from "../ports/bus.ts"
import { Store } from "../ports/store.ts"
import { Telemetry } from "../ports/telemetry.ts"
import { FailedMessages, systemTenant } from "../records/failed-messages.ts"
import { isGone } from "../records/is-gone.ts"
import type { GivenUp } from "../rules/bus-rules.ts"

const isJson = Schema.is(Schema.Json)

/** Whose a message is: the system's, when it carries no tenant. */
export const tenantOfMessage = ({ properties }: Pick<Delivery, "properties">): TenantId => {
  const tenant = properties["tenantId"]
  return typeof tenant === "string" && tenant !== "" ? TenantId.make(tenant) : systemTenant
}

/** Keeps a message that failed for good, with why, for 30 days, and counts it; none of a tenant who was erased. */
export const keepFailed = Effect.fnUntraced(function* (message: Delivery, { description, reason }: GivenUp) {
  const store = yield* Store
  const telemetry = yield* Telemetry
  const { messageId, sessionId, subject, subscription, topic } = message
  const tenantId = tenantOfMessage(message)
  yield* Effect.logWarning("A message that failed for good is kept", {
    topic,
    subscription,
    messageId,
    subject,
    tenantId,
    reason,
    description
  })
  if (tenantId === systemTenant || !(yield* isGone(tenantId)))
    yield* store.upsert(FailedMessages, {
      id: `${topic}:${subscription}:${messageId}`.replaceAll(/[/\\?#]/g, "_"),
      tenantId,
      topic,
      subscription,
      messageId,
      ...(sessionId !== undefined && { sessionId }),
      subject,
      reason,
      description,
      deliveryCount: message.deliveryCount,
      enqueuedAt: message.enqueuedAt,
      failedAt: yield* Clock.currentTimeMillis,
      properties: message.properties,
      body: isJson(message.body) ? message.body : null
    })
  yield* telemetry.count("failed-messages", 1, { topic, subscription })
})
