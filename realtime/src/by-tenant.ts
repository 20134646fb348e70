import { Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"

/** Of so many tenants something is told at a time. */
export const TENANTS_AT_ONCE = 16

/** Does something with each of them: of one tenant in their order, of different ones side by side. */
export const byTenant = <A extends { readonly tenantId: TenantId }, E, R>(
  all: ReadonlyArray<A>,
  each: (one: A) => Effect.Effect<unknown, E, R>
): Effect.Effect<void, E, R> =>
  Effect.forEach(
    Map.groupBy(all, ({ tenantId }) => tenantId).values(),
    (own) => Effect.forEach(own, each, { discard: true }),
    { concurrency: TENANTS_AT_ONCE, discard: true }
  )
