import { Effect } from "effect"
import { type Exchange, type ExchangeAccount, ExchangeUnavailable } from "@tradetower/execution"

/** How an exchange holds requests back, and what it got. */
export interface Throttle {
  /** Requests it takes a second, places and cancels together; the rest is turned away like a 429. */
  readonly perSecond: number
  /** Time a request is on its way, there and back, ms. */
  readonly roundTrip: number
  /** Whether many orders can be taken back by one request. */
  readonly cancelsAll: boolean
}

/** What a throttling exchange was asked. */
export interface Traffic {
  places: number
  cancels: number
  turnedAway: number
}

/** Puts an exchange behind a rate limit, one bucket for each account, as brokers have it. */
export const throttled =
  ({ cancelsAll, perSecond, roundTrip }: Throttle, traffic: Traffic) =>
  (exchange: Exchange): Exchange => {
    const accounts = new WeakMap<ExchangeAccount, ExchangeAccount>()
    const behind = (account: ExchangeAccount): ExchangeAccount => {
      let tokens = perSecond
      let filledAt = performance.now()
      const paid = <A, E, R>(request: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          yield* Effect.sleep(roundTrip)
          const now = performance.now()
          tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond)
          filledAt = now
          if (tokens < 1) {
            traffic.turnedAway++
            return yield* new ExchangeUnavailable({ message: "429 too many requests", retryable: true })
          }
          tokens--
          return yield* request
        })
      return {
        ...account,
        place: (symbol, order) => {
          traffic.places++
          return paid(account.place(symbol, order))
        },
        cancel: (symbol, order) => {
          traffic.cancels++
          return paid(account.cancel(symbol, order))
        },
        ...(cancelsAll && {
          cancelAll: (orders) => {
            traffic.cancels++
            return paid(Effect.forEach(orders, (order) => account.cancel(order.symbol, order), { discard: true }))
          }
        })
      }
    }
    return {
      ...exchange,
      open: (connection) =>
        Effect.map(exchange.open(connection), (account) => {
          const known = accounts.get(account) ?? behind(account)
          accounts.set(account, known)
          return known
        })
    }
  }
