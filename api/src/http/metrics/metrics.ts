import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { Environment } from "@tradetower/domain/connection"
import type { BotId, TenantId } from "@tradetower/domain/ids"
import {
  type BotDefinition,
  BotDefinitions,
  type MetricsSnapshot,
  MetricsSnapshots,
  newestRun,
  queryAll,
  tierLength
} from "@tradetower/platform"
import { Api, type BotTotal, CurrentPrincipal, type Tier } from "../../../contract/index.ts"
import { earlierOf, findBot, readRun } from "../bots/bot-store.ts"
import { type KnownRun, resultCurve } from "./result-curve.ts"
import { serving } from "../server/serve.ts"

/** The runs that the curve of some bots up to a moment is of: each bot's newest, and those with snapshots. */
const runsOf = Effect.fnUntraced(function* (
  bots: ReadonlyArray<BotDefinition>,
  snapshots: ReadonlyArray<MetricsSnapshot>,
  to: number | undefined
) {
  const newest = yield* Effect.forEach(
    bots.filter(({ currentRunId }) => currentRunId !== undefined),
    ({ id, tenantId }) => newestRun({ tenantId, botDefinitionId: id }, to === undefined ? undefined : to + 1),
    { concurrency: 16 }
  )
  const runs = new Map(newest.flatMap((run) => (Option.isSome(run) ? [[run.value.id, run.value]] : [])))
  const byId = new Map(bots.map((bot) => [bot.id, bot]))
  const others = new Map(snapshots.map(({ botDefinitionId, botRunId }) => [botRunId, byId.get(botDefinitionId)]))
  for (const [runId, bot] of others) {
    if (bot === undefined || runs.has(runId)) continue
    const run = yield* readRun(bot, runId)
    if (Option.isSome(run)) runs.set(runId, run.value)
  }
  return yield* Effect.forEach(
    [...runs.values()],
    (run) => Effect.map(earlierOf(run), (earlier): KnownRun => ({ run, earlier })),
    { concurrency: 16 }
  )
})

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
  const length = tierLength[tier]
  const start = to - (to % length)
  const ended = start + length === to + 1
  const whole = yield* find(tier, { to: ended ? start : start - 1 })
  const minutes = yield* find("1m", { from: start, to })
  const over = minutes.filter(({ at }) => at + tierLength["1m"] <= to + 1)
  return [...whole, ...closing(over, start)]
})

const metrics = Effect.fn("api.metrics")(function* (query: {
  readonly tier?: Tier
  readonly bot?: BotId
  /** Whose money, where no bot is named. */
  readonly environment?: Environment
  readonly from?: number
  readonly to?: number
  readonly limit?: number
}) {
  const { tenantId } = yield* CurrentPrincipal
  const { bot, environment = "PAPER", from, limit = 100, tier = "1h", to } = query
  const bots =
    bot === undefined
      ? (yield* queryAll(BotDefinitions, { tenantId })).filter((one) => one.environment === environment)
      : [(yield* findBot(bot)).value]
  const snapshots = yield* upTo(tenantId, tier, to)
  const meant = new Set(bots.map(({ id }) => id))
  const theirs = snapshots.filter(({ botDefinitionId }) => meant.has(botDefinitionId))
  return resultCurve(yield* runsOf(bots, theirs, to), theirs, tier, to)
    .filter(({ at }) => from === undefined || at >= from)
    .slice(-limit)
})

/** What each bot had made by a moment; one that had no run by then is left out. */
const totals = Effect.fn("api.botTotals")(function* ({ to }: { readonly to?: number }) {
  const { tenantId } = yield* CurrentPrincipal
  const snapshots = yield* upTo(tenantId, "1h", to)
  const runs = yield* runsOf(yield* queryAll(BotDefinitions, { tenantId }), snapshots, to)
  const ofBot = Map.groupBy(snapshots, ({ botDefinitionId }) => botDefinitionId)
  return Array.from(
    Map.groupBy(runs, ({ run }) => run.botDefinitionId),
    ([bot, its]) => ({ bot, total: resultCurve(its, ofBot.get(bot) ?? [], "1h", to).at(-1)?.total })
  ).flatMap(({ bot, total }): ReadonlyArray<BotTotal> => (total === undefined ? [] : [{ bot, total }]))
})

export const MetricsLive = HttpApiBuilder.group(
  Api,
  "metrics",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      list: ({ query }) => serve(metrics(query)),
      totals: ({ query }) => serve(totals(query))
    })
  })
)
