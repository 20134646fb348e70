import { dehydrate, type DehydratedState, hydrate, type QueryClient } from "@tanstack/react-query"
import type { Me } from "./contract.ts"
import { refuseWishes } from "../stop-everything/stop-wish.ts"

/** What live messages change: it is so on an open page only, and asked for anew on the next. */
const LIVE = [
  "activity",
  "bots",
  "devices",
  "events",
  "exchanges",
  "kill-switch",
  "ledger",
  "metrics",
  "notifications",
  "orders",
  "risk-limits",
  "runs",
  "signals"
]
/** What is worth keeping for the next page, and for when there is no connection. */
const KEPT = new Set([
  ...LIVE,
  "alerts",
  "preferences",
  "candles",
  "connections",
  "market",
  "me",
  "presets",
  "reach",
  "strategies"
])
/** What goes first where a browser has no room for all of it. */
const BULKY = new Set(["events", "candles", "orders"])
const NAME = "tradingtower.last-known"

interface Kept {
  readonly me: string
  readonly at: number
  readonly state: unknown
}

const read = (): Kept | undefined => {
  try {
    const text = localStorage.getItem(NAME)
    return text === null ? undefined : (JSON.parse(text) as Kept)
  } catch {
    // A broken or forbidden store is the same as an empty one.
    return undefined
  }
}

let forgotten = false

/** Forgets what was kept, for good: for who signs out, or is signed out. */
export const forget = (client: QueryClient): void => {
  forgotten = true
  refuseWishes("You were signed out before it was confirmed.")
  client.clear()
  localStorage.removeItem(NAME)
}

/** When the server last answered, ms (a live message keeps the time of the answer it changes). `undefined` while it never did. */
export const lastContact = (client: QueryClient): number | undefined => {
  const times = client
    .getQueryCache()
    .getAll()
    .map(({ state }) => state.dataUpdatedAt)
  const last = Math.max(0, ...times)
  return last === 0 ? undefined : last
}

/** Whatever has data is worth keeping, also when asking for it anew has failed since; the failure is not. */
const worthKeeping = (client: QueryClient, without: ReadonlySet<string>): DehydratedState => {
  const { mutations, queries } = dehydrate(client, {
    shouldDehydrateQuery: ({ queryKey: [name], state }) =>
      state.data !== undefined && KEPT.has(String(name)) && !without.has(String(name)),
    shouldDehydrateMutation: () => false
  })
  return {
    mutations,
    queries: queries.map(
      ({ dehydratedAt, queryHash, queryKey, state: { data, dataUpdatedAt, dataUpdateCount, isInvalidated } }) => ({
        dehydratedAt,
        queryHash,
        queryKey,
        state: {
          data,
          dataUpdatedAt,
          dataUpdateCount,
          isInvalidated,
          error: null,
          errorUpdatedAt: 0,
          errorUpdateCount: 0,
          fetchFailureCount: 0,
          fetchFailureReason: null,
          fetchMeta: null,
          fetchStatus: "idle",
          status: "success"
        }
      })
    )
  }
}

/** Keeps what the page knows when it is left, or hidden: on a phone that is often the last that is heard of it. */
export const keepOnLeave = (client: QueryClient): (() => void) => {
  const keep = () => {
    if (forgotten) return
    const me = client.getQueryData<Me>(["me"])
    const at = lastContact(client)
    if (me === undefined || at === undefined) return
    for (const without of [new Set<string>(), BULKY])
      try {
        const state = worthKeeping(client, without)
        return localStorage.setItem(NAME, JSON.stringify({ me: me.id, at, state } satisfies Kept))
      } catch {
        localStorage.removeItem(NAME)
      }
  }
  const keepWhenHidden = () => {
    if (document.visibilityState === "hidden") keep()
  }
  addEventListener("pagehide", keep)
  document.addEventListener("visibilitychange", keepWhenHidden)
  return () => {
    removeEventListener("pagehide", keep)
    document.removeEventListener("visibilitychange", keepWhenHidden)
  }
}

/**
 * Takes up what was kept, for the trader it was kept for; `me` undefined means that nobody could be asked (offline).
 * Answers when the server was last heard before, or `undefined` when there is nothing.
 */
export const takeUp = (client: QueryClient, me: string | undefined): number | undefined => {
  const kept = read()
  if (kept === undefined) return undefined
  if (me !== undefined && kept.me !== me) {
    localStorage.removeItem(NAME)
    return undefined
  }
  hydrate(client, kept.state as DehydratedState)
  void client.invalidateQueries({
    predicate: ({ queryKey }) => LIVE.includes(String(queryKey[0])),
    refetchType: "none"
  })
  return kept.at
}
