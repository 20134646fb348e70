import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { BotId, RunId } from "@tradetower/domain"
import { MetricsSnapshots, type MetricsSnapshot } from "@tradetower/platform"
import { Api, CurrentPrincipal, type MetricPoint, type Tier } from "../../contract/index.ts"
import { findBot } from "./bot-store.ts"
import { minus, plus, zero } from "./exact.ts"
import { queryAll } from "./query-all.ts"
import { serving } from "./serve.ts"

/**
 * Adds the runs' results up, moment by moment. A run counts with its newest result up to that moment, so that one that
 * ended (or slept) keeps what it made.
 */
export const sumOver = (snapshots: ReadonlyArray<MetricsSnapshot>): ReadonlyArray<MetricPoint> => {
  const newest = new Map<RunId, MetricsSnapshot>()
  const points: Array<MetricPoint> = []
  const byTime = Map.groupBy(
    snapshots.toSorted((a, b) => a.at - b.at),
    (snapshot) => snapshot.at
  )
  for (const [at, group] of byTime) {
    for (const snapshot of group) newest.set(snapshot.botRunId, snapshot)
    const sum = { invested: zero, tradingProfit: zero, positionProfit: zero, fees: zero, fills: 0 }
    for (const snapshot of newest.values()) {
      sum.invested = plus(sum.invested, snapshot.invested)
      sum.tradingProfit = plus(sum.tradingProfit, snapshot.tradingProfit)
      sum.positionProfit = plus(sum.positionProfit, snapshot.positionProfit)
      sum.fees = plus(sum.fees, snapshot.fees)
      sum.fills += snapshot.fills
    }
    points.push({ at, ...sum, total: minus(plus(sum.tradingProfit, sum.positionProfit), sum.fees) })
  }
  return points
}

const metrics = Effect.fn("api.metrics")(function* (query: {
  readonly tier?: Tier
  readonly bot?: BotId
  readonly from?: number
  readonly to?: number
  readonly limit?: number
}) {
  const { userId: tenantId } = yield* CurrentPrincipal
  if (query.bot !== undefined) yield* findBot(query.bot)
  const snapshots = yield* queryAll(
    MetricsSnapshots,
    { tenantId },
    {
      where: { tier: query.tier ?? "1h", ...(query.to !== undefined && { at: { to: query.to } }) },
      orderBy: { field: "at", direction: "ASC" }
    }
  )
  const meant = snapshots.filter(({ botDefinitionId }) => query.bot === undefined || botDefinitionId === query.bot)
  return sumOver(meant)
    .filter(({ at }) => query.from === undefined || at >= query.from)
    .slice(-(query.limit ?? 100))
})

export const MetricsLive = HttpApiBuilder.group(
  Api,
  "metrics",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handle("list", ({ query }) => serve(metrics(query)))
  })
)
