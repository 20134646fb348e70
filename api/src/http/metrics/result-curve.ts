import type { BotId } from "@tradetower/domain/ids"
import { endedRun, type EndedRuns, noRuns, together } from "@tradetower/domain/ledger"
import { minus, plus, zero } from "@tradetower/domain/number"
import { type BotRun, intervalOf, type MetricsSnapshot, type Tier } from "@tradetower/platform"
import type { MetricPoint } from "../../../contract/index.ts"

/** A run, and what those of its bot before it came to. */
export interface KnownRun {
  readonly run: BotRun
  readonly earlier: EndedRuns
}

/** What a bot made by a moment, over all its runs. */
type Figures = Pick<EndedRuns, "invested" | "tradingProfit" | "positionProfit" | "fees" | "fills">
interface Change {
  /** Start of the interval at whose end it is so. */
  readonly at: number
  /** When the run it is of began: of two in one interval the later run's counts. */
  readonly began: number
  readonly botId: BotId
  readonly figures: Figures
}

/** A snapshot as one run's books; what it does not tell is of no matter here. */
const booksOf = ({ fees, fills, invested, positionProfit, tradingProfit }: MetricsSnapshot): EndedRuns => ({
  ...noRuns,
  fees,
  fills,
  invested,
  positionProfit,
  tradingProfit
})

/** How a run's figures changed: as each snapshot says, and at its end to what it came to, which stays. */
const changesOf = (
  { earlier, run }: KnownRun,
  snapshots: ReadonlyArray<MetricsSnapshot>,
  tier: Tier,
  to: number
): ReadonlyArray<Change> => {
  const { botDefinitionId: botId, endedAt, live, startedAt: began, summary } = run
  const change = (at: number, own: EndedRuns): Change => ({ at, began, botId, figures: together(earlier, own) })
  const told = snapshots.map((snapshot) => change(snapshot.at, booksOf(snapshot)))
  if (live || endedAt === undefined || endedAt > to) return told
  const end = intervalOf(tier, endedAt)
  return [...told.filter(({ at }) => at < end), change(end, endedRun(summary))]
}

const sumOf = (at: number, all: Iterable<Figures>): MetricPoint => {
  const sum = { invested: zero, tradingProfit: zero, positionProfit: zero, fees: zero, fills: 0 }
  for (const { fees, fills, invested, positionProfit, tradingProfit } of all) {
    sum.invested = plus(sum.invested, invested)
    sum.tradingProfit = plus(sum.tradingProfit, tradingProfit)
    sum.positionProfit = plus(sum.positionProfit, positionProfit)
    sum.fees = plus(sum.fees, fees)
    sum.fills += fills
  }
  return { at, ...sum, total: minus(plus(sum.tradingProfit, sum.positionProfit), sum.fees) }
}

/**
 * The result of all bots over all their runs, moment by moment up to `to` (LEDGER-8). Of each bot `runs` has its newest
 * and every run that `snapshots` are of: whatever was before the first of them is known to it, however long ago.
 */
export const resultCurve = (
  runs: ReadonlyArray<KnownRun>,
  snapshots: ReadonlyArray<MetricsSnapshot>,
  tier: Tier,
  to: number = Number.MAX_SAFE_INTEGER
): ReadonlyArray<MetricPoint> => {
  const ofRun = Map.groupBy(snapshots, ({ botRunId }) => botRunId)
  const inOrder = runs.toSorted((a, b) => a.run.startedAt - b.run.startedAt)
  const changes = inOrder
    .flatMap((known) => changesOf(known, ofRun.get(known.run.id) ?? [], tier, to))
    .sort((a, b) => a.at - b.at || a.began - b.began)
  const newest = new Map<BotId, Figures>()
  for (const { earlier, run } of inOrder) if (!newest.has(run.botDefinitionId)) newest.set(run.botDefinitionId, earlier)
  const first = snapshots.reduce((least, { at }) => Math.min(least, at), Infinity)
  const points: Array<MetricPoint> = []
  for (const [at, changed] of Map.groupBy(changes, (change) => change.at)) {
    for (const { botId, figures } of changed) newest.set(botId, figures)
    // Before the first snapshot there is no curve, but what was made counts.
    if (at >= first) points.push(sumOf(at, newest.values()))
  }
  const last = inOrder.at(-1)
  return points.length > 0 || last === undefined
    ? points
    : [sumOf(changes.at(-1)?.at ?? last.run.startedAt, newest.values())]
}
