import { Schema } from "effect"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"

/** What every record of a run has. */
export const runKey = { id: Schema.String, tenantId: TenantId, botRunId: RunId, botDefinitionId: BotId }
