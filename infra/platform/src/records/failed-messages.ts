import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** Whose a failed message is when it carries no tenant. */
export const systemTenant = TenantId.make("system")

/** A message that was given up twice, kept for 30 days. */
export const FailedMessages = container(
  "FailedMessages",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    topic: Schema.String,
    subscription: Schema.String,
    messageId: Schema.String,
    sessionId: Schema.optionalKey(Schema.String),
    subject: Schema.String,
    reason: Schema.String,
    description: Schema.String,
    deliveryCount: Schema.Int,
    enqueuedAt: Schema.Int,
    failedAt: Schema.Int,
    properties: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Boolean])),
    body: Schema.Json
  })
)
