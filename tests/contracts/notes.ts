import { Schema } from "effect"
import { RunId, TenantId } from "@tradetower/domain/ids"
import { container } from "@tradetower/platform"
import { unique } from "./place.ts"

/** Documents with one path of partition. */
export const Notes = container(
  "Notifications",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    at: Schema.Int,
    read: Schema.Boolean,
    text: Schema.optionalKey(Schema.String),
    deep: Schema.optionalKey(Schema.Struct({ list: Schema.Array(Schema.String) }))
  })
)
/** Documents with two. */
export const Moves = container(
  "BotStateTransitions",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, botRunId: RunId, at: Schema.optionalKey(Schema.Int) })
)

export const tenant = () => TenantId.make(unique("tenant"))
export const run = () => RunId.make(unique("run"))
export const note = (tenantId: TenantId, id: string, at = 0, read = false) => ({ id, tenantId, at, read })
