import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** How long a link that was used is known, longer than any works, s. */
export const USED_SECONDS = 172_800

/** A one-time link of a message that was used, named by it: it works no second time. Kept among the guards of alerts. */
export const UsedLinks = container(
  "WebhookGuards",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, at: Schema.Int })
)
