import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { BotId, RunId, TenantId } from "@tradetower/domain"
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

const lengths: Record<Tier, number> = { "1m": 60_000, "1h": 3_600_000, "1d": 86_400_000 }

/** Each run's newest of some snapshots, as the result of the interval they lie in. */
const closing = (minutes: ReadonlyArray<MetricsSnapshot>, at: number): ReadonlyArray<MetricsSnapshot> => [
  ...new Map(minutes.toSorted((a, b) => a.at - b.at).map((one) => [one.botRunId, { ...one, at }])).values()
]

/**
 * Snapshots of a tier up to and with the moment `to`. The interval that holds it is told by its minutes: midnight of a
 * zone half an hour off lies in the middle of an hour, and an hour that has just ended is written a minute later.
 */
const upTo = Effect.fnUntraced(function* (tenantId: TenantId, tier: Tier, to: number | undefined) {
  const find = (of: Tier, at?: Readonly<Record<string, number>>) =>
    queryAll(
      MetricsSnapshots,
      { tenantId },
      { where: { tier: of, ...(at !== undefined && { at }) }, orderBy: { field: "at", direction: "ASC" } }
    )
  if (to === undefined) return yield* find(tier)
  const length = lengths[tier]
  const start = to - (to % length)
  const ended = start + length === to + 1
  const whole = yield* find(tier, { to: ended ? start : start - 1 })
  const minutes = yield* find("1m", { from: start, to })
  const over = minutes.filter(({ at }) => at + lengths["1m"] <= to + 1)
  return [...whole, ...closing(over, start)]
})

const metrics = Effect.fn("api.metrics")(function* (query: {
  readonly tier?: Tier
  readonly bot?: BotId
  readonly from?: number
  readonly to?: number
  readonly limit?: number
}) {
  const { userId: tenantId } = yield* CurrentPrincipal
  if (query.bot !== undefined) yield* findBot(query.bot)
  const snapshots = yield* upTo(tenantId, query.tier ?? "1h", query.to)
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
