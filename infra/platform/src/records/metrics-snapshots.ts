import { Schema } from "effect"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { container } from "../ports/container.ts"

/** A run's result at the end of an interval, in quote; 1m is kept 1 day, 1h 30 days, 1d 7 years. Id `{tier}:{at}`. */
export const MetricsSnapshots = container(
  "MetricsSnapshots",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    botRunId: RunId,
    botDefinitionId: BotId,
    tier: Schema.Literals(["1m", "1h", "1d"]),
    /** Start of the interval, market time. */
    at: Schema.Int,
    invested: Decimal,
    tradingProfit: Decimal,
    positionProfit: Decimal,
    fees: Decimal,
    fills: Schema.Int
  })
)
export type MetricsSnapshot = (typeof MetricsSnapshots)["schema"]["Type"]
