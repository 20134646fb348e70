import { Effect } from "effect"
import { endedRun } from "@tradetower/domain/ledger"
import { type BotRun, intervalOf } from "@tradetower/platform"
import { recordMinute, writeSnapshot } from "./roll-up.ts"

/**
 * Writes what a run came to into the minute, hour and day of its end: no later minute of it closes those. Again changes
 * nothing; a run that has not ended has nothing to write.
 */
export const recordEnd = Effect.fn("recordEnd")(function* ({
  botDefinitionId,
  endedAt,
  id,
  summary,
  tenantId
}: Pick<BotRun, "botDefinitionId" | "endedAt" | "id" | "summary" | "tenantId">) {
  if (endedAt === undefined) return
  const { fees, fills, invested, positionProfit, tradingProfit } = endedRun(summary)
  const result = { tenantId, botRunId: id, botDefinitionId, invested, tradingProfit, positionProfit, fees, fills }
  yield* recordMinute({ ...result, at: intervalOf("1m", endedAt) }, undefined)
  for (const tier of ["1h", "1d"] as const) yield* writeSnapshot({ ...result, tier, at: intervalOf(tier, endedAt) })
})
