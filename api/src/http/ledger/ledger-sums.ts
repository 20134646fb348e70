import { Effect } from "effect"
import { addSums, type LedgerSums, netOf, noBooks, noSums, sumsSince } from "@tradetower/domain/ledger"
import { compare, isZero, plus } from "@tradetower/domain/number"
import {
  type BotRun,
  BotRuns,
  Ledger,
  LEDGER_RUNS,
  ledgerMoment,
  ledgerMonth,
  type LedgerRunRecord,
  queryAll,
  Store
} from "@tradetower/platform"
import {
  CannotWork,
  CurrentPrincipal,
  type LedgerGroup,
  type LedgerGrouping,
  type LedgerSumsView,
  type LedgerTotal
} from "../../../contract/index.ts"
import { type Chosen, chosenRuns } from "./chosen-runs.ts"
import { type Period, periodsBetween } from "./periods.ts"

/** Days at a time: each is as many questions as runs that traded on it. */
const MOST_DAYS = 400

/** A run's newest entry before a moment, in which month it may be found back to its start. */
const newestBefore = Effect.fnUntraced(function* (run: LedgerRunRecord, moment: number) {
  const store = yield* Store
  const { botRunId, startedAt, tenantId } = run
  for (let end = moment; end > startedAt;) {
    const part = ledgerMonth(end - 1)
    const { items } = yield* store.query(
      Ledger,
      { tenantId, part },
      {
        where: { botRunId, id: { before: ledgerMoment(moment) } },
        orderBy: { field: "id", direction: "DESC" },
        limit: 1
      }
    )
    const newest = items[0]?.value
    if (newest?.kind === "ENTRY") return newest
    end = Date.parse(`${part}-01T00:00:00Z`)
  }
  return undefined
})

/** What a run's books said at each of some moments, which are in order. */
const sumsAt = Effect.fnUntraced(function* (run: LedgerRunRecord, moments: ReadonlyArray<number>) {
  const sums: Array<LedgerSums> = []
  // From the last one back: what was newest before one moment is newest before all after it, too.
  let known: { readonly at: number; readonly sums: LedgerSums } = { at: run.at, sums: run.books.sums }
  for (const moment of moments.toReversed()) {
    if (known.at >= moment) known = (yield* newestBefore(run, moment)) ?? { at: Number.NEGATIVE_INFINITY, sums: noSums }
    sums.push(known.sums)
  }
  // A long read lets others have their turn.
  yield* Effect.yieldNow
  return sums.toReversed()
})

type Sum = { readonly run: LedgerRunRecord; readonly key: string; readonly sums: LedgerSums }

const keys: Readonly<Record<Exclude<LedgerGrouping, "day" | "month" | "year">, (run: LedgerRunRecord) => string>> = {
  bot: ({ botDefinitionId }) => botDefinitionId,
  pair: ({ symbol }) => symbol,
  strategy: ({ strategy }) => strategy,
  run: ({ botRunId }) => botRunId,
  connection: ({ connection }) => connection
}

/** What each run's entries in each period come to. */
const sumsIn = Effect.fnUntraced(function* (
  runs: ReadonlyArray<LedgerRunRecord>,
  periods: ReadonlyArray<Period>,
  keyOf: (run: LedgerRunRecord, period: Period) => string
) {
  // The end of one is the start of the next.
  const moments = [...periods.map(({ from }) => from), ...periods.slice(-1).map(({ to }) => to)]
  const all = yield* Effect.forEach(runs, (run) => Effect.map(sumsAt(run, moments), (sums) => ({ run, sums })), {
    concurrency: 16
  })
  return all.flatMap(({ run, sums }) =>
    periods.map((period, index): Sum => ({
      run,
      key: keyOf(run, period),
      sums: sumsSince(sums[index + 1] ?? noSums, sums[index] ?? noSums)
    }))
  )
})

const anything = ({ fees, funding, profit, putIn, trades }: LedgerSums): boolean =>
  trades !== 0 || ![fees, funding, profit, putIn].every(isZero)

const totalsOf = (sums: ReadonlyArray<Sum>): ReadonlyArray<LedgerTotal> =>
  Array.from(
    Map.groupBy(sums, ({ run }) => run.quote),
    ([currency, own]) => {
      const total = own.reduce((so, one) => addSums(so, one.sums), noSums)
      return { currency, ...total, net: netOf(total) }
    }
  )

const groupsOf = (sums: ReadonlyArray<Sum>, by: LedgerGrouping): ReadonlyArray<LedgerGroup> =>
  Array.from(
    Map.groupBy(sums, ({ key }) => key),
    ([key, own]) =>
      totalsOf(own).map((total) => {
        const run = by === "run" ? own[0]?.run : undefined
        return { key, ...(run !== undefined && { bot: run.botDefinitionId, startedAt: run.startedAt }), ...total }
      })
  ).flat()

/** Whether a run's books say what its newest step left. */
const isBooked = (books: LedgerRunRecord["books"], { summary }: BotRun): boolean =>
  compare(books.sums.profit, summary.tradingProfit) === 0 &&
  compare(plus(books.sums.fees, books.sums.funding), summary.fees) === 0 &&
  compare(books.sums.putIn, summary.invested) === 0

/** So many of the runs that began last are looked at: where one before them is late, so are they. */
const LATELY = 1_000

/** Runs that go on, and those that began last: whose newest steps are not in the ledger yet. */
const behind = Effect.fnUntraced(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const last = yield* store.query(
    BotRuns,
    { tenantId },
    { orderBy: { field: "startedAt", direction: "DESC" }, limit: LATELY }
  )
  const live = yield* queryAll(BotRuns, { tenantId }, { where: { live: true } })
  const all = new Map([...last.items.map(({ value }) => value), ...live].map((run) => [run.id, run]))
  const known = yield* queryAll(Ledger, { tenantId, part: LEDGER_RUNS })
  const books = new Map(known.flatMap((one) => (one.kind === "RUN" ? [[one.botRunId, one.books] as const] : [])))
  const runs = [...all.values()].filter((run) => !isBooked(books.get(run.id) ?? noBooks, run)).length
  if (runs === 0) return undefined
  return { runs, ...(known.length > 0 && { upTo: Math.max(...known.map(({ at }) => at)) }) }
})

/** What the signed-in trader's entries come to, grouped. */
export const ledgerSums = Effect.fn("api.ledgerSums")(function* ({
  by = "bot",
  zone = "UTC",
  ...chosen
}: Chosen & { readonly by?: LedgerGrouping; readonly zone?: string }) {
  const { runs, ...span } = yield* chosenRuns(chosen)
  const late = yield* behind()
  const told = late === undefined ? {} : { behind: late }
  if (runs.length === 0) return { groups: [], totals: [], ...told } satisfies LedgerSumsView
  const ofTime = by === "day" || by === "month" || by === "year"
  const periods = ofTime ? periodsBetween(by, zone, span, MOST_DAYS) : [{ key: "", ...span }]
  if (periods === undefined)
    return yield* new CannotWork({ detail: `Give a span of at most ${MOST_DAYS} days, or ask by month or year.` })
  const sums = yield* sumsIn(runs, periods, ofTime ? (_, { key }) => key : (run) => keys[by](run))
  const some = sums.filter((one) => anything(one.sums))
  return { groups: groupsOf(some, by), totals: totalsOf(some), span, ...told } satisfies LedgerSumsView
})
