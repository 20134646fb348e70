import { Effect } from "effect"
import type { Lease } from "@tradetower/platform"
import type { Exchange } from "./exchange.ts"

/**
 * An exchange for as long as a lease is held. Once it is lost nothing more goes out: what would, waits, until whoever
 * works under the lease is ended.
 */
export const heldBy =
  ({ held }: Lease) =>
  (exchange: Exchange): Exchange => {
    const first = Effect.catch(held, () => Effect.never)
    return {
      ...exchange,
      open: (connection) =>
        Effect.map(exchange.open(connection), (account) => {
          const { cancelAll } = account
          return {
            ...account,
            place: (symbol, order) => Effect.andThen(first, account.place(symbol, order)),
            cancel: (symbol, order) => Effect.andThen(first, account.cancel(symbol, order)),
            ...(cancelAll !== undefined && { cancelAll: (orders) => Effect.andThen(first, cancelAll(orders)) })
          }
        })
    }
  }
