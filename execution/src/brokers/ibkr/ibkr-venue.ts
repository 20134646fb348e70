import { Effect } from "effect"
import type { Symbol } from "@tradetower/domain/market"
import { lazyMarket } from "../../venues/lazy-market.ts"
import type { Venue } from "../../venues/venue.ts"
import { IBKR } from "./instruments.ts"
import type { OpenSessions } from "./open-session.ts"

/** A price without the data plan is so old. */
const DELAYED = { _tag: "DELAYED", minutes: 15 } as const

/** Interactive Brokers' own prices of stocks. Nothing of it is read before somebody asks for one. */
export const ibkrVenue = (sessions: OpenSessions): Venue => {
  /** Whose prices come as they trade: until it is known they are taken to be late. */
  const timely = new Set<Symbol>()
  const told = (symbol: Symbol, delayed: boolean) => void (delayed ? timely.delete(symbol) : timely.add(symbol))
  return {
    id: IBKR,
    name: "Interactive Brokers",
    source: "LIVE",
    note: "Prices from Interactive Brokers",
    lists: ["STOCK"],
    // A look each quarter of a second, not every trade.
    sampled: true,
    feedOf: ({ symbol }) => (timely.has(symbol) ? undefined : DELAYED),
    instruments: Effect.succeed([]),
    onDemand: {},
    ...lazyMarket(() => import("./market/ibkr-market.ts").then(({ ibkrMarket }) => ibkrMarket(sessions, told)))
  }
}
