import type { QueryClient } from "@tanstack/react-query"
import { atom } from "nanostores"
import { ask } from "../client/ask.ts"
import { carryOut, type Outcome } from "./carry-out.ts"
import { Problem } from "../client/problem.ts"
import { bots, killSwitch, me } from "../client/queries.ts"
import { reached } from "../client/request.ts"
import { keepWish, newWish, onOtherTabs, type StopWish, type Trouble, wishOf } from "./stop-wish.ts"
import { liveness, toast } from "../live/store.ts"

/** "Stop everything" as the trader of this page wished it, until it is taken or withdrawn. */
export const stopWish = atom<StopWish | undefined>(undefined)
export const stopTrouble = atom<Trouble>("NONE")

/** Another tab's turn is waited for this long, ms: sent twice it is done once. */
const TURN = 5_000

/** One tab at a time, where the browser can tell; without TLS it can't. */
const alone = (work: () => Promise<void>): Promise<void> => {
  if (!("locks" in navigator)) return work()
  const impatience = new AbortController()
  const timer = setTimeout(() => impatience.abort(), TURN)
  return navigator.locks
    .request("tradingtower.stop", { signal: impatience.signal }, () => {
      clearTimeout(timer)
      return work()
    })
    .catch((error: unknown) => {
      if (!impatience.signal.aborted) throw error
      return work()
    })
}

/** Asks who is signed in first: that tells whether anything can be sent at all, and that it is sent for who wished it. */
const sendStop =
  (client: QueryClient, trader: string) =>
  async (wish: StopWish, signal: AbortSignal, going: () => boolean): Promise<Outcome> => {
    try {
      const signedIn = await ask("GET /me", { signal })
      client.setQueryData(me.queryKey, signedIn)
      if (signedIn.id !== trader) return "ANOTHER_TRADER"
      if (!going()) return "NO_CONNECTION"
      const view = await ask("POST /kill-switch", { signal, query: { id: wish.id, trader } })
      client.setQueryData(killSwitch.queryKey, view)
      void client.invalidateQueries({ queryKey: bots.queryKey })
      toast(view.halted ? "Stop everything: taken" : "Stop everything was done before; trading was allowed again since")
      return "DONE"
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 0) return "NO_CONNECTION"
      return error.retryable ? { later: error.message } : { refused: error.message }
    }
  }

let current: { readonly keep: (wish: StopWish | undefined) => void; readonly nudge: () => void } | undefined

/** Carries the trader's wish out for as long as the page is open, whichever page it was made on. Answers what ends it. */
export const carryWishOf = (client: QueryClient, trader: string): (() => void) => {
  const keep = (wish: StopWish | undefined) => {
    keepWish(trader, wish)
    stopWish.set(wish)
  }
  const { end, nudge } = carryOut({
    read: () => wishOf(trader),
    write: keep,
    send: sendStop(client, trader),
    alone,
    onTrouble: (trouble) => stopTrouble.set(trouble),
    now: Date.now,
    wait: (callback, millis) => setTimeout(callback, millis)
  })
  const look = () => {
    stopWish.set(wishOf(trader))
    nudge()
  }
  const whenSeen = () => {
    if (document.visibilityState === "visible") look()
  }
  current = { keep, nudge }
  addEventListener("online", look)
  addEventListener("pageshow", look)
  document.addEventListener("visibilitychange", whenSeen)
  const stops = [
    end,
    onOtherTabs(look),
    reached.listen((now) => now && look()),
    liveness.subscribe((state) => state === "LIVE" && look())
  ]
  look()
  return () => {
    current = undefined
    removeEventListener("online", look)
    removeEventListener("pageshow", look)
    document.removeEventListener("visibilitychange", whenSeen)
    stops.forEach((stop) => stop())
    stopWish.set(undefined)
  }
}

/** Stops everything: now if the server can be reached, else as soon as it can. */
export const stopEverything = (): void => {
  current?.keep(newWish(Date.now()))
  current?.nudge()
}

/** Takes the wish back: nothing more is sent. */
export const withdrawStop = (): void => {
  current?.keep(undefined)
  current?.nudge()
}
