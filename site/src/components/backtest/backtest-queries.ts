import { queryOptions } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"
import type { Query } from "../../client/contract.ts"

interface Job {
  readonly state: "QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED"
}

/** Whether a job still goes on. */
export const goesOn = ({ state }: Job): boolean => state === "QUEUED" || state === "RUNNING"

/** Asked again this often while something goes on, ms. */
const WATCH = 500
const watching = (jobs: ReadonlyArray<Job> | undefined): number | false => (jobs?.some(goesOn) === true ? WATCH : false)

export const backtests = queryOptions({
  queryKey: ["backtests"],
  queryFn: ({ signal }) => ask("GET /backtests", { signal, query: { limit: "50" } }),
  refetchInterval: ({ state }) => watching(state.data)
})

export const backtestOf = (backtestId: string) =>
  queryOptions({
    queryKey: ["backtest", backtestId],
    queryFn: ({ signal }) => ask("GET /backtests/:backtestId", { signal, params: { backtestId } }),
    refetchInterval: ({ state }) => watching(state.data && [state.data])
  })

export const resultOf = (backtestId: string) =>
  queryOptions({
    queryKey: ["backtest-result", backtestId],
    queryFn: ({ signal }) => ask("GET /backtests/:backtestId/result", { signal, params: { backtestId } }),
    staleTime: Infinity
  })

/** How many trades are shown at the most: a chart with more says nothing. */
export const TRADES = 1_000

export const tradesOf = (backtestId: string) =>
  queryOptions({
    queryKey: ["backtest-trades", backtestId],
    queryFn: ({ signal }) =>
      ask("GET /backtests/:backtestId/trades", { signal, params: { backtestId }, query: { limit: String(TRADES) } }),
    staleTime: Infinity
  })

export const comparisonOf = (backtestId: string, otherId: string) =>
  queryOptions({
    queryKey: ["backtest-comparison", backtestId, otherId],
    queryFn: ({ signal }) =>
      ask("GET /backtests/:backtestId/against/:otherId", { signal, params: { backtestId, otherId } }),
    staleTime: Infinity
  })

export const sweeps = queryOptions({
  queryKey: ["sweeps"],
  queryFn: ({ signal }) => ask("GET /sweeps", { signal, query: { limit: "50" } }),
  refetchInterval: ({ state }) => watching(state.data)
})

export const sweepOf = (sweepId: string) =>
  queryOptions({
    queryKey: ["sweep", sweepId],
    queryFn: ({ signal }) => ask("GET /sweeps/:sweepId", { signal, params: { sweepId } }),
    refetchInterval: ({ state }) => watching(state.data && [state.data])
  })

export const sweepResult = (sweepId: string) =>
  queryOptions({
    queryKey: ["sweep-result", sweepId],
    queryFn: ({ signal }) =>
      ask("GET /sweeps/:sweepId/result", { signal, params: { sweepId }, query: { limit: "100" } }),
    staleTime: Infinity
  })

export type Measure = NonNullable<Query<"GET /sweeps/:sweepId/map">["measure"]>

export const heatMap = (sweepId: string, x: string, y: string, measure: Measure) =>
  queryOptions({
    queryKey: ["sweep-map", sweepId, x, y, measure],
    queryFn: ({ signal }) => ask("GET /sweeps/:sweepId/map", { signal, params: { sweepId }, query: { x, y, measure } }),
    staleTime: Infinity
  })

export const catalogue = queryOptions({
  queryKey: ["catalogue"],
  queryFn: ({ signal }) => ask("GET /candles", { signal }),
  staleTime: 30_000
})

/** Where candles can be downloaded from. */
export const venues = queryOptions({
  queryKey: ["venues"],
  queryFn: ({ signal }) => ask("GET /venues", { signal }),
  staleTime: Infinity
})

export const downloads = queryOptions({
  queryKey: ["downloads"],
  queryFn: ({ signal }) => ask("GET /candles/downloads", { signal }),
  refetchInterval: ({ state }) => watching(state.data)
})
