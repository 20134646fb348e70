import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** An alert taken a moment ago, id = hash of what makes it the same; gone after eleven minutes. */
export const WebhookGuards = container(
  "WebhookGuards",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, at: Schema.Int })
)
