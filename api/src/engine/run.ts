import type { Traded } from "@tradetower/domain/connection"
import type { RunConfig, RunState } from "@tradetower/domain/bot"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import type { MarketCodecs } from "./market-cache.ts"
import type { RecentMessages } from "./recent-messages.ts"

/** A run in memory: the fold of its events up to `seq`. */
export interface Run {
  readonly tenantId: TenantId
  readonly botId: BotId
  readonly runId: RunId
  /** Through which account it trades, for as long as it lasts. */
  readonly account: Pick<Traded, "connection" | "environment">
  readonly config: RunConfig
  readonly codecs: MarketCodecs
  readonly state: RunState
  /** Sequence of the last step; 0 when only begun. */
  readonly seq: number
  /** When the last step was recorded to be, market time. */
  readonly at: number
  readonly recent: RecentMessages
}
