import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/react-query"
import { ask } from "./ask.ts"
import type { Connection, Query, Settings } from "./contract.ts"
import { notePrices } from "../live/store.ts"
import { newerBots, newerCandles, newerOrders } from "./newer.ts"
import { Problem } from "./problem.ts"

/** A limit of ours has been waited for already (`request.ts`). */
const retryable = (error: unknown): boolean => !(error instanceof Problem) || (error.retryable && error.status !== 429)

/** What the server said, shared by everything on the page; live messages are patched into it. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: Infinity,
        networkMode: "always",
        retry: (failures, error) => failures < 3 && retryable(error),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4_000)
      },
      mutations: { networkMode: "always" }
    }
  })

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => ask("GET /me", { signal }),
  staleTime: 60_000
})

/** What would be in the way of erasing everything. */
export const erasure = queryOptions({
  queryKey: ["erasure"],
  queryFn: ({ signal }) => ask("GET /me/erasure", { signal }),
  staleTime: 0,
  refetchInterval: 3_000
})

export const exchanges = queryOptions({
  queryKey: ["exchanges"],
  queryFn: async ({ signal, client }) => {
    const after = await ask("GET /exchanges", { signal })
    notePrices(client.getQueryData<typeof after>(["exchanges"]), after)
    return after
  },
  // How far the fetching of a market's past is comes with no message.
  refetchInterval: ({ state: { data } }) =>
    data?.some(({ markets }) => markets.some(({ past }) => past !== undefined)) === true ? 2_000 : false
})

/** One market by its name, also one that is not among the exchanges' own: followed before, or only listed. */
export const oneMarket = (venue: string, symbol: string) =>
  queryOptions({
    queryKey: ["market", venue, symbol],
    queryFn: ({ signal }) => ask("GET /exchanges/:venue/markets/:symbol", { signal, params: { venue, symbol } })
  })

/** The trader's accounts; one that is being opened is asked about again soon. */
export const connections = queryOptions({
  queryKey: ["connections"],
  queryFn: ({ signal }) => ask("GET /connections", { signal }),
  refetchInterval: ({ state: { data } }) =>
    data?.some(({ state }) => state === "CONNECTING") === true ? 1_000 : 15_000
})

/** What can be connected here. */
export const connectable = queryOptions({
  queryKey: ["connections", "offer"],
  queryFn: ({ signal }) => ask("GET /connections/offer", { signal }),
  staleTime: 60_000
})

export const bots = queryOptions({
  queryKey: ["bots"],
  queryFn: async ({ signal, client }) => {
    const asked = await ask("GET /bots", { signal })
    return newerBots(client.getQueryData<typeof asked>(["bots"]), asked)
  }
})

export const killSwitch = queryOptions({
  queryKey: ["kill-switch"],
  queryFn: ({ signal }) => ask("GET /kill-switch", { signal }),
  staleTime: 0
})

export const notifications = queryOptions({
  queryKey: ["notifications"],
  queryFn: ({ signal }) => ask("GET /notifications", { signal, query: { limit: "100" } })
})

/** The ways the trader is reached; what is on its way there is asked about again soon. */
export const alerts = queryOptions({
  queryKey: ["alerts"],
  queryFn: ({ signal }) => ask("GET /alerts", { signal }),
  refetchInterval: ({ state: { data } }) =>
    data?.channels.some(
      ({ pairing, test }) => pairing !== undefined || (test !== undefined && test.doneAt === undefined)
    )
      ? 1_500
      : 30_000
})

export const preferences = queryOptions({
  queryKey: ["preferences"],
  queryFn: ({ signal }) => ask("GET /preferences", { signal }),
  staleTime: 60_000
})

export const activity = queryOptions({
  queryKey: ["activity"],
  queryFn: ({ signal }) => ask("GET /activity", { signal, query: { limit: "200" } }),
  refetchInterval: 10_000
})

export const signals = queryOptions({
  queryKey: ["signals"],
  queryFn: ({ signal }) => ask("GET /signals", { signal, query: { limit: "100" } }),
  refetchInterval: 3_000
})

export type Tier = NonNullable<Query<"GET /metrics">["tier"]>

/** Real money, or paper money: the two are never added up. */
export type Environment = Connection["environment"]

export const metrics = (tier: Tier, environment: Environment) =>
  queryOptions({
    queryKey: ["metrics", tier, environment],
    queryFn: ({ signal }) => ask("GET /metrics", { signal, query: { tier, environment, limit: "1000" } }),
    refetchInterval: 60_000
  })

/** Its last minute is written when the first price of the day has come. */
const writtenWithTheFirstPrice = { staleTime: 300_000, refetchInterval: 600_000 } as const

/** The result of all bots of one kind of money as it stood when a day began (ms); "0" when nothing ran before. */
export const resultBefore = (midnight: number, environment: Environment) =>
  queryOptions({
    queryKey: ["metrics", "before", midnight, environment],
    queryFn: async ({ signal }) => {
      const query = { tier: "1h", to: String(midnight - 1), limit: "1", environment } as const
      return (await ask("GET /metrics", { signal, query })).at(-1)?.total ?? "0"
    },
    ...writtenWithTheFirstPrice
  })

/** What each bot had made before a day began, by its id. */
export const totalsBefore = (midnight: number) =>
  queryOptions({
    queryKey: ["metrics", "before", midnight, "bots"],
    queryFn: async ({ signal }) => {
      const totals = await ask("GET /metrics/bots", { signal, query: { to: String(midnight - 1) } })
      return Object.fromEntries(totals.map(({ bot, total }) => [bot, total]))
    },
    ...writtenWithTheFirstPrice
  })

/** What strategies there are and what they ask for; it changes with a new version only. */
export const strategies = queryOptions({
  queryKey: ["strategies"],
  queryFn: ({ signal }) => ask("GET /strategies", { signal }),
  staleTime: Infinity
})

/** `connection`: for which account, else the paper one; `days`: how much of the past they are worked out from while the rest comes. */
export const presets = (
  venue: string,
  symbol: string,
  strategy: Settings["_tag"],
  investment: string,
  { connection, days }: { readonly connection?: string | undefined; readonly days?: number | undefined } = {}
) =>
  queryOptions({
    queryKey: [
      "presets",
      venue,
      symbol,
      strategy,
      investment,
      connection ?? "",
      String(days === undefined ? "all" : Math.floor(days))
    ],
    queryFn: ({ signal }) =>
      ask("GET /exchanges/:venue/markets/:symbol/presets", {
        signal,
        params: { venue, symbol },
        query: { strategy, investment, ...(connection !== undefined && { connection }) }
      }),
    // The API keeps them for ten minutes of the market's time, which may be seconds here.
    staleTime: 10_000
  })

export type Timeframe = NonNullable<Query<"GET /exchanges/:venue/markets/:symbol/candles">["timeframe"]>
/** Lengths of candles, ms. */
export const timeframeLength: Readonly<Record<Timeframe, number>> = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000
}

/** How many candles are asked for at once. */
export const CANDLES = 500

export const candles = (venue: string, symbol: string, timeframe: Timeframe) =>
  queryOptions({
    queryKey: ["candles", venue, symbol, timeframe],
    queryFn: async ({ signal, client, queryKey }) => {
      const asked = await ask("GET /exchanges/:venue/markets/:symbol/candles", {
        signal,
        params: { venue, symbol },
        query: { timeframe, limit: String(CANDLES) }
      })
      return newerCandles(client.getQueryData<typeof asked>(queryKey), asked, timeframeLength[timeframe])
    },
    staleTime: 60_000
  })

const of = (run: string | undefined): ReadonlyArray<string> => (run === undefined ? [] : [run])

/** `run`: an earlier one; the latest when absent. */
export const orders = (botId: string, run?: string) =>
  queryOptions({
    queryKey: ["orders", botId, ...of(run)],
    queryFn: async ({ signal, client, queryKey }) => {
      const params = { botId }
      const meant = run === undefined ? {} : { run }
      const [newest, resting] = await Promise.all([
        ask("GET /bots/:botId/orders", { signal, params, query: { ...meant, limit: "500" } }),
        // One that rests may be older than all that were filled since.
        ask("GET /bots/:botId/orders", { signal, params, query: { ...meant, open: "true", limit: "1000" } })
      ])
      const known = new Set(newest.map(({ clientOrderId }) => clientOrderId))
      const asked = [...newest, ...resting.filter(({ clientOrderId }) => !known.has(clientOrderId))]
      return newerOrders(client.getQueryData<typeof asked>(queryKey), asked)
    }
  })

export const events = (botId: string, run?: string) =>
  queryOptions({
    queryKey: ["events", botId, ...of(run)],
    queryFn: ({ signal }) =>
      ask("GET /bots/:botId/events", {
        signal,
        params: { botId },
        query: { limit: "500", ...(run !== undefined && { run }) }
      })
  })

/** How a bot's configuration came through its last rehearsal. */
export const rehearsal = (botId: string) =>
  queryOptions({
    queryKey: ["rehearsal", botId],
    queryFn: ({ signal }) => ask("GET /bots/:botId/rehearsal", { signal, params: { botId } })
  })

/** How many of a bot's runs come at a time. */
const RUNS = 50

/** A bot's runs, the latest first, page by page. */
export const runs = (botId: string) =>
  infiniteQueryOptions({
    queryKey: ["runs", botId],
    queryFn: ({ signal, pageParam }) =>
      ask("GET /bots/:botId/runs", {
        signal,
        params: { botId },
        query: { limit: String(RUNS), ...(pageParam !== undefined && { before: pageParam }) }
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < RUNS ? undefined : String(page.at(-1)?.startedAt))
  })

export const oneRun = (botId: string, runId: string) =>
  queryOptions({
    queryKey: ["runs", botId, "one", runId],
    queryFn: ({ signal }) => ask("GET /bots/:botId/runs/:runId", { signal, params: { botId, runId } })
  })

export const riskLimits = queryOptions({
  queryKey: ["risk-limits"],
  queryFn: ({ signal }) => ask("GET /risk-limits", { signal }),
  staleTime: 60_000
})
