import { Context, Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"

/**
 * Room that is kept back for stopping: a tenant's kill switch opens it before its first write, so that it works on a
 * disk that is full. Does nothing where the platform has no disk of its own.
 */
export const StopReserve = Context.Reference<{ readonly openFor: (tenantId: TenantId) => Effect.Effect<void> }>(
  "@tradetower/platform/StopReserve",
  { defaultValue: () => ({ openFor: () => Effect.void }) }
)
