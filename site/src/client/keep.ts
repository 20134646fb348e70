import { dehydrate, type DehydratedState, hydrate, type QueryClient } from "@tanstack/react-query"
import type { Me } from "./contract.ts"

/** What is worth keeping for the next page, and for when there is no connection. */
const KEPT = new Set([
  "me",
  "exchanges",
  "bots",
  "candles",
  "metrics",
  "kill-switch",
  "notifications",
  "orders",
  "presets",
  "strategies"
])
/** Of these, what live messages change: they are so on an open page only, and are asked for anew on the next. */
const LIVE = new Set(["exchanges", "bots", "metrics", "kill-switch", "notifications", "orders"])
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
  client.clear()
  localStorage.removeItem(NAME)
}

/** Keeps what the page knows when it is left. */
export const keepOnLeave = (client: QueryClient): (() => void) => {
  const keep = () => {
    if (forgotten) return
    const me = client.getQueryData<Me>(["me"])
    if (me === undefined) return
    const state = dehydrate(client, {
      shouldDehydrateQuery: ({ queryKey, state: { status } }) => status === "success" && KEPT.has(String(queryKey[0]))
    })
    try {
      localStorage.setItem(NAME, JSON.stringify({ me: me.id, at: Date.now(), state } satisfies Kept))
    } catch {
      localStorage.removeItem(NAME)
    }
  }
  addEventListener("pagehide", keep)
  return () => removeEventListener("pagehide", keep)
}

/**
 * Takes up what was kept, for the trader it was kept for; `me` undefined means that nobody could be asked (offline).
 * Answers when it was kept, or `undefined` when there is nothing.
 */
export const takeUp = (client: QueryClient, me: string | undefined): number | undefined => {
  const kept = read()
  if (kept === undefined) return undefined
  if (me !== undefined && kept.me !== me) {
    localStorage.removeItem(NAME)
    return undefined
  }
  hydrate(client, kept.state as DehydratedState)
  void client.invalidateQueries({ predicate: ({ queryKey }) => LIVE.has(String(queryKey[0])), refetchType: "none" })
  return kept.at
}
