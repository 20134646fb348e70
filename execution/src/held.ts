import { Effect } from "effect"
import { type Lease, onlyHeld } from "@tradetower/platform"
import type { Exchange } from "./exchange.ts"

/**
 * An exchange for as long as a lease is held. Once it is lost nothing more goes out: what would, waits, until whoever
 * works under the lease is ended.
 */
export const heldBy =
  (lease: Pick<Lease, "held">) =>
  (exchange: Exchange): Exchange => {
    const ours = onlyHeld(lease)
    return {
      ...exchange,
      open: (connection) =>
        Effect.map(exchange.open(connection), (account) => {
          const { cancelAll } = account
          return {
            ...account,
            place: (symbol, order, wireId) => ours(account.place(symbol, order, wireId)),
            cancel: (symbol, order) => ours(account.cancel(symbol, order)),
            ...(cancelAll !== undefined && { cancelAll: (orders) => ours(cancelAll(orders)) })
          }
        })
    }
  }
