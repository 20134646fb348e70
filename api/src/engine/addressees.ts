import { Schema } from "effect"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { Symbol } from "@tradetower/domain/market"
import { container } from "@tradetower/platform"

/** What a signal needs of its bot's definition; the settings, by far the most of it, are left unread. */
export const Addressees = container(
  "BotDefinitions",
  Schema.Struct({
    id: BotId,
    tenantId: TenantId,
    name: Schema.String,
    symbol: Symbol,
    currentRunId: Schema.optionalKey(RunId)
  })
)

/** Why nothing comes of a signal whose bot its sender has not. */
export const NO_SUCH_BOT = "You have no bot with this id."
