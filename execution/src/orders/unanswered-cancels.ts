import { Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import type { NoteUnanswered } from "./cancels.ts"
import { HeldOrders } from "./held-orders.ts"

/** Keeps with a tenant's order since when no answer came to its cancel, for its trader to see; failing that, goes on. */
export const makeUnansweredCancels = Effect.gen(function* () {
  const held = yield* HeldOrders
  return (tenantId: TenantId): NoteUnanswered =>
    (id, since) =>
      held
        .change(tenantId, id, ({ takeBackSince, ...order }) => {
          if (since === undefined) return takeBackSince === undefined ? undefined : order
          // One of before a restart has waited since then.
          return order.open ? { ...order, takeBackSince: takeBackSince ?? since } : undefined
        })
        .pipe(
          Effect.asVoid,
          Effect.catch((error) => Effect.logWarning(`that order ${id} is to be taken back could not be noted`, error))
        )
})
