import { Schema } from "effect"
import { traded } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { Rehearsed } from "@tradetower/domain/rehearsal"
import { BotRiskLimits } from "@tradetower/domain/risk"
import { BotSettings } from "@tradetower/domain/strategy"
import { container } from "../ports/container.ts"

/** A bot as its trader made it. `settings` are those the next run starts with. */
export const BotDefinitions = container(
  "BotDefinitions",
  Schema.Struct({
    id: BotId,
    tenantId: TenantId,
    name: Schema.String,
    /** What its trader counts it among. */
    group: Schema.optionalKey(Schema.String),
    ...traded,
    settings: BotSettings,
    /** Limits of its own, beside the trader's. */
    risk: Schema.optionalKey(BotRiskLimits),
    /** The run that is live, or the last one; absent when never started. */
    currentRunId: Schema.optionalKey(RunId),
    /** When that run was asked for (wall clock). */
    startRequestedAt: Schema.optionalKey(Schema.Int),
    createdAt: Schema.Int,
    /** Its last rehearsal, of the configuration it had then. */
    rehearsed: Schema.optionalKey(Rehearsed),
    /** When its trader put it away; absent in one that wasn't. */
    archivedAt: Schema.optionalKey(Schema.Int)
  })
)
export type BotDefinition = (typeof BotDefinitions)["schema"]["Type"]
