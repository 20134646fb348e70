import { atom, map } from "nanostores"
import type { Liveness } from "./reliable-socket.ts"

/** How the live connection stands. */
export const liveness = atom<Liveness>("CONNECTING")

/** Counts pairs that began to be followed: the live connection is to be joined to their prices. */
export const followedAnew = atom(0)

/** When this page last saw a new price of a market (`exchange/symbol`), by the page's own clock. */
export const priceSeen = map<Record<string, number>>({})

/** Marks the markets whose price is newer than when it was last looked at. */
export const notePrices = (
  before: ReadonlyArray<PricedExchange> | undefined,
  after: ReadonlyArray<PricedExchange>
): void => {
  for (const { id, markets } of after)
    for (const { symbol, lastPriceAt } of markets) {
      const known = before?.find((exchange) => exchange.id === id)?.markets.find((market) => market.symbol === symbol)
      if (lastPriceAt !== undefined && lastPriceAt !== known?.lastPriceAt)
        priceSeen.setKey(`${id}/${symbol}`, Date.now())
    }
}

interface PricedExchange {
  readonly id: string
  readonly markets: ReadonlyArray<{ readonly symbol: string; readonly lastPriceAt?: number }>
}

/** What a screen reader is told next. */
export const announcement = atom("")

export interface Toast {
  readonly id: string
  readonly text: string
  readonly tone: "up" | "down" | "warn" | "soft"
}

export const toasts = atom<ReadonlyArray<Toast>>([])

let count = 0

/** Shows a short message for a few seconds. */
export const toast = (text: string, tone: Toast["tone"] = "soft"): void => {
  count += 1
  const id = `toast-${count}`
  toasts.set([...toasts.get(), { id, text, tone }].slice(-3))
  setTimeout(() => toasts.set(toasts.get().filter((shown) => shown.id !== id)), 6_000)
}
