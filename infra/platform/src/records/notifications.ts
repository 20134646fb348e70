import { Effect, Schema } from "effect"
import { AlertKind, Severity } from "@tradetower/domain/alert-kind"
import { BotId, TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** What a trader should hear of. */
export const Notifications = container(
  "Notifications",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    at: Schema.Int,
    /** Those of before it was told apart are the system's. */
    kind: AlertKind.pipe(Schema.withDecodingDefaultKey(Effect.succeed("SYSTEM"))),
    severity: Severity,
    botDefinitionId: Schema.optionalKey(BotId),
    text: Schema.String,
    read: Schema.Boolean
  })
)
