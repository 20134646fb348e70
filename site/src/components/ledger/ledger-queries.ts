import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import type { Answer, Query } from "../../client/contract.ts"
import type { Environment } from "../../client/queries.ts"

export type Grouping = NonNullable<Query<"GET /ledger/sums">["by"]>
export type Sums = Answer<"GET /ledger/sums">
export type Group = Sums["groups"][number]
export type Entry = Answer<"GET /ledger/entries">["entries"][number]
export type Format = NonNullable<Query<"GET /ledger/file">["format"]>
type Strategy = NonNullable<Query<"GET /ledger/sums">["strategy"]>

/** Whose entries are shown. */
export interface Chosen {
  readonly environment: Environment
  readonly bot?: string
  readonly symbol?: string
  readonly strategy?: Strategy
  readonly connection?: string
}

/** From its first moment to the first one after it, ms; all there is without either. */
export interface Span {
  readonly from?: number
  readonly to?: number
}

/** The browser's time zone, in which days begin. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** As the API takes it. */
export const asked = ({ from, to, ...chosen }: Chosen & Span) => ({
  ...chosen,
  ...(from !== undefined && { from: String(from) }),
  ...(to !== undefined && { to: String(to) })
})

const FRESH = { staleTime: 5_000, refetchInterval: 30_000 } as const

export const ledgerSums = (by: Grouping, of: Chosen & Span) =>
  queryOptions({
    queryKey: ["ledger", "sums", by, of],
    queryFn: ({ signal }) => ask("GET /ledger/sums", { signal, query: { ...asked(of), by, zone: ownZone() } }),
    // While an older folder's past is taken in, how far that is comes with no message.
    refetchInterval: ({ state: { data } }) => (data?.behind === undefined ? FRESH.refetchInterval : 2_000),
    staleTime: FRESH.staleTime,
    placeholderData: keepPreviousData
  })

/** Newest first, a page after another. */
export const ledgerEntries = (of: Chosen & Span) =>
  infiniteQueryOptions({
    queryKey: ["ledger", "entries", of],
    queryFn: ({ signal, pageParam }) =>
      ask("GET /ledger/entries", {
        signal,
        query: { ...asked(of), limit: "50", ...(pageParam !== undefined && { after: pageParam }) }
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.after,
    staleTime: FRESH.staleTime,
    placeholderData: keepPreviousData
  })
