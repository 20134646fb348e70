import type { RunConfig, RunState } from "@tradetower/domain/bot"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import type { MarketCodecs } from "./market-cache.ts"
import type { RecentMessages } from "./recent-messages.ts"

/** A run in memory: the fold of its events up to `seq`. */
export interface Run {
  readonly tenantId: TenantId
  readonly botId: BotId
  readonly runId: RunId
  readonly config: RunConfig
  readonly codecs: MarketCodecs
  readonly state: RunState
  /** Sequence of the last step; 0 when only begun. */
  readonly seq: number
  readonly recent: RecentMessages
}
