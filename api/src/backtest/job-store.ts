import { Clock, Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { Backtests, type JobRecord, Store, type StoreUnavailable } from "@tradetower/platform"

type Kind = JobRecord["kind"]
type Of<K extends Kind> = Extract<JobRecord, { readonly kind: K }>

/** Whether nothing more will happen to a job. */
export const isFinal = ({ state }: Pick<JobRecord, "state">): boolean =>
  state === "DONE" || state === "FAILED" || state === "CANCELLED"

const isKind = <K extends Kind>(job: JobRecord, kind: K): job is Of<K> => job.kind === kind

/** A tenant's job of a kind. */
export const readJob = Effect.fnUntraced(function* <K extends Kind>(tenantId: TenantId, id: string, kind: K) {
  const store = yield* Store
  const stored = yield* store.read(Backtests, { tenantId }, id)
  return Option.flatMap(stored, ({ value }) => (isKind(value, kind) ? Option.some(value) : Option.none<Of<K>>()))
})

/**
 * Changes a job that may be changed by others meanwhile: `change` sees it as it is now, and answers what it becomes, or
 * `undefined` to leave it. Answers the job as it is then; none when it was deleted.
 */
export const changeJob: <K extends Kind>(
  tenantId: TenantId,
  id: string,
  kind: K,
  change: (job: Of<K>) => Of<K> | undefined
) => Effect.Effect<Option.Option<Of<K>>, StoreUnavailable, Store> = Effect.fnUntraced(
  function* (tenantId, id, kind, change) {
    const store = yield* Store
    for (;;) {
      const stored = yield* store.read(Backtests, { tenantId }, id)
      if (Option.isNone(stored) || !isKind(stored.value.value, kind)) return Option.none()
      const { value, version } = stored.value
      const changed = change(value)
      if (changed === undefined) return Option.some(value)
      const written = yield* store.replace(Backtests, changed, version).pipe(
        Effect.as(true),
        Effect.catchTag("VersionMismatch", () => Effect.succeed(false))
      )
      if (written) return Option.some(changed)
    }
  }
)

/** Asks whoever works on a job to stop; one nobody has begun with ends at once. Final ones stay as they are. */
export const cancelJob = Effect.fnUntraced(function* <K extends Kind>(tenantId: TenantId, id: string, kind: K) {
  const endedAt = yield* Clock.currentTimeMillis
  return yield* changeJob(tenantId, id, kind, (job) => {
    if (isFinal(job)) return undefined
    return job.state === "QUEUED"
      ? { ...job, state: "CANCELLED", cancelRequested: true, endedAt }
      : { ...job, cancelRequested: true }
  })
})
