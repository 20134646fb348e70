import { Context, Effect, Schema, type Scope } from "effect"
import type { StoreUnavailable } from "./store.ts"

/** What was ours alone is so no more: another may be at work on it. Nothing more may be done under it. */
export class LeaseLost extends Schema.TaggedError<LeaseLost>()("LeaseLost", {
  name: Schema.String,
  message: Schema.String
}) {}

/** That something is ours alone, for now. */
export interface Lease {
  readonly name: string
  /** Of two holders of one lease the later has the larger number. */
  readonly number: number
  /** Fails once the lease may be another's. Asks nobody: cheap enough to ask before each thing that only one may do. */
  readonly held: Effect.Effect<void, LeaseLost>
  /** Goes on while the lease is ours, and fails the moment it is lost. */
  readonly lost: Effect.Effect<never, LeaseLost>
}

/**
 * One at a time, over all processes. The contract is written, numbered, in `infra/platform/contracts/leases.md`; every
 * implementation is put under the suite `tests/contracts/leases.ts`.
 */
export class Leases extends Context.Service<
  Leases,
  {
    /**
     * Waits until the lease of this name is ours. It is kept until the scope closes, and then given up, so that the next
     * need not wait. Fails only with what no later try would mend. A name is 1 to 255 letters, digits, `-`, `.` and `_`.
     */
    readonly acquire: (name: string) => Effect.Effect<Lease, StoreUnavailable, Scope.Scope>
    /**
     * Shares named items with every process that does the same, each item one process's at a time and each process about
     * as many as the others. `work` begins in a scope of its own once an item is ours, and is interrupted when it is lost,
     * or wanted by a process that has fewer: that has it only once `work` has ended. For ever; fails as `work` does, or
     * with what no later try would mend. Who comes with other items waits until nobody has any of before.
     */
    readonly share: <E, R>(
      name: string,
      items: ReadonlyArray<string>,
      work: (item: string, lease: Lease) => Effect.Effect<unknown, E, R>
    ) => Effect.Effect<never, E | StoreUnavailable, Exclude<R, Scope.Scope>>
  }
>()("@tradetower/platform/Leases") {}

/** Does its work once the lease is ours, and ends it at once, failing, when the lease is lost. */
export const whileHeld = <A, E, R>(
  name: string,
  work: (lease: Lease) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | LeaseLost | StoreUnavailable, Leases | Exclude<R, Scope.Scope>> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { acquire } = yield* Leases
      const lease = yield* acquire(name)
      return yield* Effect.raceFirst(Effect.scoped(work(lease)), lease.lost)
    })
  )
