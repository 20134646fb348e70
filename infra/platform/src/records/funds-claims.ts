import { Schema } from "effect"
import { ConnectionId } from "@tradetower/domain/connection"
import { Symbol } from "@tradetower/domain/market"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { container } from "../ports/container.ts"

/** How long a connection's claims are kept after they were written last, s: by then bots show them. */
export const CLAIM_SECONDS = 86_400

/** What is committed, and what starts, on a connection and is not to be seen in a bot yet, by the connection's id (FUNDS-4). */
export const FundsClaims = container(
  "WebhookGuards",
  Schema.Struct({
    /** The connection. */
    id: ConnectionId,
    tenantId: TenantId,
    /** Since when (wall clock, ms) the connection is being removed: nothing is claimed on it any more. */
    removing: Schema.optionalKey(Schema.Int),
    claims: Schema.Array(
      Schema.Struct({
        botId: BotId,
        /** The run that is to start, or gets more; absent: the claim is of a bot that is being made and does not start. */
        runId: Schema.optionalKey(RunId),
        /** The command that gives a run more; absent: the claim is a start's. */
        commandId: Schema.optionalKey(Schema.String),
        /** The run's step that was known when it was claimed. */
        seq: Schema.Int,
        /** Wall clock. */
        at: Schema.Int,
        /** Of a start: which bot is to trade what (TERMS-10). */
        starts: Schema.optionalKey(Schema.Struct({ name: Schema.String, symbol: Symbol })),
        wanted: Schema.Array(Schema.Struct({ asset: Schema.String, amount: Decimal }))
      })
    )
  })
)
export type Claim = (typeof FundsClaims)["schema"]["Type"]["claims"][number]
