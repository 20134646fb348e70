import { Schema } from "effect"
import { Actor } from "@tradetower/domain/bot"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** Every command and every change of state: who, what, when. */
export const AuditEvents = container(
  "AuditEvents",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    at: Schema.Int,
    actor: Actor,
    /** `bot.create`, `bot.stop`, `kill-switch`, `state.ACTIVE`, ... */
    action: Schema.String,
    botDefinitionId: Schema.optionalKey(BotId),
    botRunId: Schema.optionalKey(RunId),
    /** In words. */
    detail: Schema.String
  })
)
