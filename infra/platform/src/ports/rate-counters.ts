import { Context, type Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"

/** How much of something a tenant may do. */
export interface RateLimit {
  /** Letters, digits and hyphens; part of a key where counts are shared. */
  readonly name: string
  /** So many within any `withinMs`. */
  readonly most: number
  /** ms */
  readonly withinMs: number
}

/**
 * Counts what tenants do, in one process or over all of them. The contract is written, numbered, in
 * `infra/platform/contracts/shared-state.md`; every implementation is put under the suite `tests/contracts/rates.ts`.
 */
export class RateCounters extends Context.Service<
  RateCounters,
  {
    /**
     * Counts one more of a tenant's if there is room for it. Answers 0, or in how many ms there is room. Where it is not
     * counted together with other processes, `elsewhere` is asked when (wall time, ms) they let one pass.
     */
    readonly take: <E, R>(
      limit: RateLimit,
      tenantId: TenantId,
      elsewhere: Effect.Effect<ReadonlyArray<number>, E, R>
    ) => Effect.Effect<number, E, R>
    /** As if the tenant had done nothing yet. */
    readonly forget: (limit: RateLimit, tenantId: TenantId) => Effect.Effect<void>
  }
>()("@tradetower/platform/RateCounters") {}
