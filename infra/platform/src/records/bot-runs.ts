import { Schema } from "effect"
import { traded } from "@tradetower/domain/connection"
import { BotState, RunSummary } from "@tradetower/domain/bot"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { EndedRuns } from "@tradetower/domain/ledger"
import { container } from "../ports/container.ts"

/** The projection of a run that lists read: written from its events, newest `seq` wins. */
export const BotRuns = container(
  "BotRuns",
  Schema.Struct({
    id: RunId,
    tenantId: TenantId,
    botDefinitionId: BotId,
    ...traded,
    startedAt: Schema.Int,
    endedAt: Schema.optionalKey(Schema.Int),
    state: BotState,
    /** False once STOPPED or COMPLETED. */
    live: Schema.Boolean,
    /** It ended and left orders or a position on the exchange, or closes them now. */
    kept: Schema.optionalKey(Schema.Literal(true)),
    /** Sequence of the event this was made from. */
    seq: Schema.Int,
    summary: RunSummary,
    /** What the bot's runs before this one came to; absent in one that an earlier version wrote last. */
    earlier: Schema.optionalKey(EndedRuns)
  })
)
export type BotRun = (typeof BotRuns)["schema"]["Type"]
