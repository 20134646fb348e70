import { Effect } from "effect"
import type { ConnectionId, Environment } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import type { VenueId, Market } from "@tradetower/domain/market"
import { fine, whole } from "@tradetower/domain/number"
import {
  countedDays,
  type DayFill,
  type DayTradeFacts,
  dayTrades,
  LATEST_SWITCH,
  tradingDay
} from "@tradetower/domain/risk"
import { marketNow, Orders, queryAll, Store, type StoreUnavailable } from "@tradetower/platform"
import type { ExchangeUnavailable } from "../exchange.ts"
import type { makeBrokerStanding } from "./broker-standing.ts"
import type { GuardedAccount } from "./gate.ts"

/** Orders older than this have no part in them, ms: five business days are at most nine days. */
const LOOK_BACK = 10 * 24 * 60 * 60 * 1000

/** What is known of day trades on an account at a broker of stocks, when one of its orders is weighed (RISK-15 to 18). */
export const makeDayTrading = Effect.fn("makeDayTrading")(function* (
  standingOf: ReturnType<typeof makeBrokerStanding>,
  isStock: (venue: VenueId, symbol: Market["instrument"]["symbol"]) => boolean,
  worthOf: (tenantId: TenantId, environment: Environment, market: Market) => bigint | undefined
) {
  const store = yield* Store
  /** Fills of stocks within the days that count, as our orders tell them, oldest first. */
  const fillsOf = Effect.fnUntraced(function* (tenantId: TenantId, connection: ConnectionId, now: number) {
    const fills: Array<DayFill & { readonly at: number }> = []
    const where = { connection, createdAt: { from: now - LOOK_BACK } }
    for (const order of yield* Effect.provideService(queryAll(Orders, { tenantId }, { where }), Store, store)) {
      const quantity = whole(fine(order.filledQuantity))
      if (quantity === 0 || !isStock(order.venue, order.symbol)) continue
      const { side, symbol, updatedAt: at } = order
      fills.push({ at, day: tradingDay(at), side, symbol, quantity })
    }
    return fills.toSorted((a, b) => a.at - b.at)
  })

  return Effect.fnUntraced(function* (
    tenantId: TenantId,
    market: Market,
    account: GuardedAccount
  ): Effect.fn.Return<DayTradeFacts, StoreUnavailable | ExchangeUnavailable> {
    const now = yield* marketNow
    const standing = yield* standingOf(account)
    // Counting reads the store: only where the broker leaves it to us.
    const theirs = standing.dayTrades ?? standing.dayTradesLeft ?? standing.intradayBuyingPower
    const counted =
      theirs === undefined ? dayTrades(yield* fillsOf(tenantId, account.connection.id, now), countedDays(now)) : 0
    const switchesAt = account.dayTradeSwitchAt ?? LATEST_SWITCH
    return { switchesAt, standing, counted, worth: worthOf(tenantId, account.connection.environment, market) }
  })
})
