import { notifyManager, type QueryClient } from "@tanstack/react-query"
import { ask } from "../client/ask.ts"
import type { LiveMessage } from "../client/contract.ts"
import { Problem } from "../client/problem.ts"
import { bots, exchanges } from "../client/queries.ts"
import { toSignIn } from "../client/sign-in.ts"
import { trimmed } from "../format/number.ts"
import { botOfAlert } from "../words/alert-words.ts"
import { firstTime } from "./first-time.ts"
import { hubAddress } from "./hub-address.ts"
import { patchCache, staleAfter } from "./patch.ts"
import { followReliably } from "./reliable-socket.ts"
import { onOtherMarket, shownMarkets } from "./shown-markets.ts"
import { announcement, followedAnew, liveness, priceSeen, toast } from "./store.ts"

const SUBPROTOCOL = "json.reliable.webpubsub.azure.v1"
/** Messages come in bursts; what they make stale is asked for once. */
const REFRESH_AFTER = 250
/** Execution notes an account's balances down within a second of what changed them; after this (ms) they are there. */
const BALANCES_AFTER = 1_250
/** A burst is waited for this long (ms), so that the page is drawn once for all of it. */
const BURST = 8

/** Whether a notification was not shown yet. */
const isNews = firstTime()

const tell = (client: QueryClient, message: LiveMessage): void => {
  if (message._tag === "Filled") {
    const verb = message.side === "BUY" ? "Bought" : "Sold"
    announcement.set(`${verb} ${trimmed(message.quantity)} at ${trimmed(message.price)}`)
  }
  if (message._tag === "Notified" && message.severity !== "INFO" && isNews(message.id)) {
    const bot = botOfAlert(client.getQueryData(bots.queryKey), message)
    toast(
      `${bot === undefined ? "" : `${bot.name} · `}${message.text}`,
      message.severity === "CRITICAL" ? "down" : "warn"
    )
  }
  if (message._tag === "Price") priceSeen.setKey(`${message.venue}/${message.symbol}`, Date.now())
}

/** Keeps the cache live for as long as the page is open. */
export const goLive = (client: QueryClient): (() => void) => {
  const stale = new Map<string, ReadonlyArray<unknown>>()
  let planned = false
  const refresh = (keys: ReadonlyArray<ReadonlyArray<unknown>>) => {
    for (const key of keys) stale.set(JSON.stringify(key), key)
    if (planned || stale.size === 0) return
    planned = true
    setTimeout(() => {
      planned = false
      // A fast market makes candles stale faster than they come: what is on its way is waited for.
      for (const queryKey of stale.values())
        void client.invalidateQueries({ queryKey }, { cancelRefetch: queryKey[0] !== "candles" })
      stale.clear()
    }, REFRESH_AFTER)
  }

  const arrived: Array<LiveMessage> = []
  const take = () =>
    notifyManager.batch(() => {
      for (const message of arrived.splice(0)) {
        patchCache(client, message)
        tell(client, message)
        refresh(staleAfter(client, message))
        if (message._tag === "Filled") setTimeout(() => refresh([exchanges.queryKey]), BALANCES_AFTER)
      }
    })

  let sent: ReturnType<typeof shownMarkets> = []
  /** The last time, one of those named was no market. */
  let isOneGone = false
  const { end, renew } = followReliably({
    negotiate: () => {
      sent = shownMarkets(client)
      // One that is gone meanwhile is found out by asking for none by name.
      const payload = sent.length === 0 || isOneGone ? {} : { markets: sent }
      isOneGone = false
      return ask("POST /realtime/negotiate", { payload }).then(
        ({ url }) => ({ url: hubAddress(url, location.href) }),
        (error: unknown) => {
          isOneGone = error instanceof Problem && error.status === 404
          // The connection ends with the sign-in: whoever was signed out, here or elsewhere, sees nothing stale.
          if (error instanceof Problem && error.status === 401) toSignIn(client)
          throw error
        }
      )
    },
    open: (url, on) => {
      const socket = new WebSocket(url, SUBPROTOCOL)
      socket.onmessage = ({ data }) => on.message(data)
      socket.onclose = ({ code }) => on.closed(code)
      return socket
    },
    onMessage: (data) => {
      // The hub carries what our own servers publish, of the contract's shape.
      if (arrived.push(data as LiveMessage) === 1) setTimeout(take, BURST)
    },
    onLiveness: (state) => liveness.set(state),
    onGap: () => void client.invalidateQueries(),
    wait: (callback, millis) => setTimeout(callback, millis)
  })
  const stops = [followedAnew.listen(renew), onOtherMarket(client, () => sent, renew)]
  return () => {
    stops.forEach((stop) => stop())
    end()
  }
}
