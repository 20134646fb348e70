import { Schema } from "effect"
import { BotId, TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** What a trader should hear of. */
export const Notifications = container(
  "Notifications",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    at: Schema.Int,
    severity: Schema.Literals(["INFO", "WARNING", "CRITICAL"]),
    botDefinitionId: Schema.optionalKey(BotId),
    text: Schema.String,
    read: Schema.Boolean
  })
)
