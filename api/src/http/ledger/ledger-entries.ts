import { Effect } from "effect"
import { netOf } from "@tradetower/domain/ledger"
import type { Strategy } from "@tradetower/domain/strategy"
import { tradedOf } from "@tradetower/domain/connection"
import { Ledger, type LedgerEntryRecord, ledgerMoment, ledgerMonth, Store } from "@tradetower/platform"
import { CurrentPrincipal, type LedgerEntryView } from "../../../contract/index.ts"
import { type Chosen, chosenRuns, conditionsOf } from "./chosen-runs.ts"

/** So many documents come at a time. */
const STORE_PAGE = 1_000

interface PageOf {
  readonly direction: "ASC" | "DESC"
  readonly limit: number
  /** The id of the entry that the page before ended with. */
  readonly after?: string
}

/** Months (`2026-11`) between two moments, the earliest first. */
const monthsBetween = (from: number, to: number): ReadonlyArray<string> => {
  const months: Array<string> = []
  const first = new Date(from)
  for (let next = Date.UTC(first.getUTCFullYear(), first.getUTCMonth()); next < to;) {
    months.push(ledgerMonth(next))
    const at = new Date(next)
    next = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)
  }
  return months
}

/** When the entry with an id was. */
const momentOf = (id: string): number => Number.parseInt(id, 10)

/** A page of the signed-in trader's entries, in the order of their time. */
export const ledgerPage = Effect.fn("api.ledgerPage")(function* (
  chosen: Chosen,
  { after, direction, ...page }: PageOf
) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const { from, runs, to } = yield* chosenRuns(chosen)
  // One more says whether there is another page.
  const limit = Math.min(page.limit, STORE_PAGE - 1)
  const found: Array<LedgerEntryRecord> = []
  // An id that is none of ours is only a place in the order.
  const reached = after === undefined || Number.isNaN(momentOf(after)) ? undefined : after
  const asc = direction === "ASC"
  const began = asc && reached !== undefined ? Math.max(from, momentOf(reached)) : from
  const ends = !asc && reached !== undefined ? Math.min(to, momentOf(reached) + 1) : to
  const months = runs.length === 0 ? [] : monthsBetween(began, ends)
  for (const part of asc ? months : months.toReversed()) {
    const { items } = yield* store.query(
      Ledger,
      { tenantId, part },
      {
        where: {
          ...conditionsOf(chosen),
          id: {
            from: ledgerMoment(from),
            before: !asc && reached !== undefined ? reached : ledgerMoment(to),
            ...(asc && reached !== undefined && { after: reached })
          }
        },
        orderBy: { field: "id", direction },
        limit: limit + 1 - found.length
      }
    )
    found.push(...items.flatMap(({ value }) => (value.kind === "ENTRY" ? [value] : [])))
    if (found.length > limit) break
  }
  const entries = found.slice(0, limit)
  const next = found.length > limit ? entries.at(-1)?.id : undefined
  return { entries, ...(next !== undefined && { after: next }) }
})

const viewOf = (record: LedgerEntryRecord): LedgerEntryView => ({
  id: record.id,
  at: record.at,
  bot: record.botDefinitionId,
  run: record.botRunId,
  ...tradedOf(record),
  // Written from a run's settings, which have no other.
  strategy: record.strategy as Strategy,
  base: record.base,
  quote: record.quote,
  futures: record.futures,
  ...record.entry,
  net: netOf(record.entry)
})

export const ledgerEntries = Effect.fn("api.ledgerEntries")(function* ({
  after,
  limit = 100,
  ...chosen
}: Chosen & { readonly after?: string; readonly limit?: number }) {
  const page = yield* ledgerPage(chosen, { direction: "DESC", limit, ...(after !== undefined && { after }) })
  return { ...page, entries: page.entries.map(viewOf) }
})
