import { Effect } from "effect"
import { intervalOf, MetricsSnapshots, type MetricsSnapshot, Store, type Tier } from "@tradetower/platform"
import { keepSeconds, snapshotId } from "./tier.ts"

const coarser: Record<"1m" | "1h", Tier> = { "1m": "1h", "1h": "1d" }

/** Writes a snapshot; a later one of the same interval takes its place. */
export const writeSnapshot = Effect.fnUntraced(function* (snapshot: Omit<MetricsSnapshot, "id">) {
  const store = yield* Store
  const { at, tier } = snapshot
  yield* store.upsert(MetricsSnapshots, { ...snapshot, id: snapshotId(tier, at) }, { ttlSeconds: keepSeconds[tier] })
})

/** The newest snapshot of a tier that lies before a moment. */
const newestBefore = Effect.fnUntraced(function* (
  run: Pick<MetricsSnapshot, "tenantId" | "botRunId">,
  tier: Tier,
  before: number
) {
  const store = yield* Store
  const page = yield* store.query(
    MetricsSnapshots,
    { tenantId: run.tenantId, botRunId: run.botRunId },
    { where: { tier, at: { before } }, orderBy: { field: "at", direction: "DESC" }, limit: 1 }
  )
  return page.items[0]?.value
})

/** Most snapshots let go of at a time: as many as a coarser interval has of the finer ones. */
const AT_ONCE = 60

/** Lets go of a run's snapshots that a tier keeps no longer, by the market's own time, however fast it runs. */
const forget = Effect.fnUntraced(function* (
  { at, botRunId, tenantId }: Pick<MetricsSnapshot, "tenantId" | "botRunId" | "at">,
  tier: Tier
) {
  const store = yield* Store
  const before = at - keepSeconds[tier] * 1000
  const { items } = yield* store.query(
    MetricsSnapshots,
    { tenantId, botRunId },
    { where: { tier, at: { before } }, orderBy: { field: "at", direction: "ASC" }, limit: AT_ONCE }
  )
  yield* Effect.forEach(items, ({ value }) => store.remove(MetricsSnapshots, { tenantId, botRunId }, value.id), {
    discard: true
  })
})

/**
 * Writes a run's result at the end of a minute and, when that minute is the first of an hour or day, closes the hour or
 * day before it: a coarse interval's result is that of the last fine one in it, as all figures are running totals.
 * `last` is the minute written before this one, when known.
 */
export const recordMinute = Effect.fnUntraced(function* (
  minute: Omit<MetricsSnapshot, "id" | "tier">,
  last: number | undefined
) {
  for (const fine of ["1m", "1h"] as const) {
    const tier = coarser[fine]
    const start = intervalOf(tier, minute.at)
    if (last !== undefined && intervalOf(tier, last) === start) continue
    const ended = yield* newestBefore(minute, fine, start)
    if (ended !== undefined) yield* writeSnapshot({ ...ended, tier, at: intervalOf(tier, ended.at) })
    yield* forget(minute, fine)
  }
  yield* writeSnapshot({ ...minute, tier: "1m" })
})
