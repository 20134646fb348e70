import { Context, Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"

/**
 * Where people are signed in, as far as that is kept here. Default: another service keeps it (Static Web Apps), whose
 * sign-ins end by themselves; the API then lets nobody in who was erased.
 */
export const SignIns = Context.Reference<{
  /** Ends all sign-ins of somebody, with their open pages; done once that holds over a restart, too. */
  readonly endAll: (userId: TenantId) => Effect.Effect<void>
}>("@tradetower/platform/SignIns", { defaultValue: () => ({ endAll: () => Effect.void }) })
