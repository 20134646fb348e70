import { Effect } from "effect"
import type { ClientOrderId, TenantId } from "@tradetower/domain/ids"
import { Orders, Store } from "@tradetower/platform"
import { ExchangeUnavailable } from "../unavailable.ts"

/**
 * Whether an order of a tenant's may only make a position smaller, by its record, which is there before it is sent; undefined
 * where there is none, or none that says it.
 */
export type OnlyReduces = (clientOrderId: ClientOrderId) => Effect.Effect<boolean | undefined, ExchangeUnavailable>

/** Reads records of orders, as they were kept by whichever process sent them. */
export const recordedOrders: Effect.Effect<(tenantId: TenantId) => OnlyReduces, never, Store> = Effect.gen(
  function* () {
    const store = yield* Store
    return (tenantId) => (id) =>
      store.query(Orders, { tenantId }, { where: { id }, limit: 1 }).pipe(
        Effect.map(({ items: [found] }) => found?.value.reduceOnly),
        Effect.mapError(({ message, retryable }) => new ExchangeUnavailable({ message, retryable }))
      )
  }
)
