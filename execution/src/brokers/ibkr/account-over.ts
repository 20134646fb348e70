import { Clock, Effect, type Stream } from "effect"
import type { ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"
import type { MarketState } from "../hours.ts"
import { accountNews, type Heard } from "./account-news.ts"
import { type Contract, contractsOf, type Traded } from "./contracts.ts"
import { fenceOf } from "./fence.ts"
import { fillList } from "./fill-list.ts"
import { type Held, holdingsOf } from "./holdings.ts"
import type { Listings } from "./listings.ts"
import type { Mirror } from "./mirror.ts"
import { accountOrders, type OrderWire } from "./orders.ts"

/** A way in to an account at Interactive Brokers: what differs between its Web API and its own programs. */
export interface WayIn {
  /** Time after which an order that can't be found was never taken, ms. */
  readonly settles: number
  readonly mirror: Mirror
  readonly list: Listings
  readonly held: Effect.Effect<Held, ExchangeUnavailable>
  /** How a contract's market stands. */
  readonly schedule: (contract: Contract) => Effect.Effect<MarketState, ExchangeUnavailable>
  readonly orders: OrderWire
  /** What it tells by itself: the connection ends with it. */
  readonly heard: Stream.Stream<Heard, ExchangeUnavailable>
  /** Of trades before this (ms) it can't tell. */
  readonly since: (now: number) => number
}

/** An account, over a way in. */
export const accountOver = (
  { heard, held, list, mirror, orders, schedule, settles, since }: WayIn,
  traded: Traded
): Effect.Effect<ExchangeAccount> =>
  Effect.map(Clock.Clock, (clock) => {
    const contracts = contractsOf(traded, schedule)
    let live = false
    const isLive = () => live
    const { balances, changed, margin, positions, standing } = holdingsOf({
      ask: held,
      mirror,
      list,
      contracts,
      isLive
    })
    const news = accountNews({ mirror, list, contracts, changed, live: (is) => void (live = is) })
    const { cancel, find, openOrders, place } = accountOrders({
      wire: orders,
      mirror,
      list,
      contracts,
      isLive,
      changed,
      expect: (id) => news.expect(id, clock.currentTimeMillisUnsafe())
    })
    const fence = fenceOf({
      contracts,
      mirror,
      positions,
      find,
      changed,
      onlyReduces: traded.onlyReduces,
      listed: Effect.suspend(() => (isLive() ? Effect.void : Effect.asVoid(list.orders("URGENT"))))
    })
    return {
      settles,
      balances,
      positions,
      standing,
      margin,
      place: (symbol, order, wireId) =>
        Effect.flatMap(contracts.of(symbol), ({ market }) => {
          const placed = place(symbol, order, wireId)
          return market.instrument.kind === "FUTURES" ? fence(market, order, placed) : placed
        }),
      cancel,
      find,
      openOrders,
      ...fillList({ mirror, list, contracts, isLive, since }),
      reports: news.reports(heard)
    }
  })
