import { Schema } from "effect"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** The run an alert belongs to while it belongs to none. */
export const noRun = RunId.make("none")

/** A TradingView alert and what became of it. Times are wall clock. */
export const SignalEvents = container(
  "SignalEvents",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    /** The run that took it, or `none`. */
    botRunId: RunId,
    botDefinitionId: Schema.optionalKey(BotId),
    receivedAt: Schema.Int,
    action: Schema.optionalKey(Schema.String),
    pair: Schema.optionalKey(Schema.String),
    test: Schema.Boolean,
    /** REFUSED by the webhook, IGNORED by the engine, MATCHED: a step was made of it. */
    fate: Schema.Literals(["REFUSED", "IGNORED", "MATCHED"]),
    decidedAt: Schema.Int,
    /** Why it was refused or ignored, in words. */
    reason: Schema.optionalKey(Schema.String),
    /** What came in, where it was refused: its first 2,000 characters. */
    text: Schema.optionalKey(Schema.String),
    /** Step that took it. */
    seq: Schema.optionalKey(Schema.Int)
  })
)
export type SignalRecord = (typeof SignalEvents)["schema"]["Type"]
