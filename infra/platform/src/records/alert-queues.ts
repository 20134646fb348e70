import { Schema } from "effect"
import { AlertKind, Severity } from "@tradetower/domain/alert-kind"
import { BotId, TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** What waits to go out on one channel as one message: of one kind, and of one bot where it is of any. Times in ms, UTC. */
export const AlertQueues = container(
  "AlertQueues",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    channel: Schema.String,
    kind: AlertKind,
    botDefinitionId: Schema.optionalKey(BotId),
    severity: Severity,
    items: Schema.Array(Schema.Struct({ id: Schema.String, at: Schema.Int, text: Schema.String })),
    /** How many there are beside those. */
    more: Schema.Int,
    /** Names of the latest, told or not: one that comes again is no other. */
    known: Schema.Array(Schema.String),
    /** The number of the message, by which one that comes twice is known where that is possible. */
    number: Schema.Int,
    /** Since when the first of them waits. */
    since: Schema.Int,
    dueAt: Schema.Int,
    attempts: Schema.Int,
    sentAt: Schema.optionalKey(Schema.Int)
  })
)
export type AlertQueue = (typeof AlertQueues)["schema"]["Type"]
