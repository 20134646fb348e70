import { Clock, Context, type Duration, Effect, Option } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import {
  Connections,
  eraseTenant,
  forgetTenant,
  goesOn,
  marketNow,
  Notifications,
  queryAll,
  SignIns,
  Store,
  type Stored,
  type User,
  Users
} from "@tradetower/platform"
import { Markets } from "../markets.ts"
import { makeLetGo } from "../orders/let-go.ts"
import { Risk } from "../risk/risk.ts"

/**
 * What was on its way when an erasure was asked for, or when everything was looked through, has arrived after this: a
 * request ends within a quarter of it, and what follows from a step is written within moments.
 */
export const ErasureSettles = Context.Reference<Duration.Input>("@tradetower/execution/ErasureSettles", {
  defaultValue: () => "1 second"
})

/**
 * Erases a tenant, from wherever an earlier process left off: signs them out, makes sure that nothing goes on, closes
 * their accounts and forgets them, and takes away all that is kept, who they are last. Where something had begun at the
 * moment it was asked for nothing is erased, and the trader is told.
 */
export const makeErase = Effect.gen(function* () {
  const store = yield* Store
  const markets = yield* Markets
  const risk = yield* Risk
  const signIns = yield* SignIns
  const letGo = yield* makeLetGo
  const settles = yield* ErasureSettles
  const services = yield* Effect.context<Effect.Services<ReturnType<typeof eraseTenant>>>()

  const read = (tenantId: TenantId) => Effect.map(store.read(Users, { tenantId }, "user"), Option.getOrUndefined)

  /** Something goes on after all: the trader is let in again, and hears of it. */
  const callOff = Effect.fnUntraced(function* ({ value: { erasure, ...user }, version }: Stored<User>) {
    yield* store.upsert(Notifications, {
      id: `erasure:${erasure?.askedAt}`,
      tenantId: user.tenantId,
      at: yield* marketNow,
      kind: "SYSTEM",
      severity: "WARNING",
      text: "Nothing of yours was erased: something of it had begun at the same moment. Stop what runs, then erase it again.",
      read: false
    })
    yield* store.replace(Users, user, version)
    return false
  })

  /** Whether there is no way back: it is written down once nothing was found that goes on. */
  const begun = Effect.fnUntraced(function* (tenantId: TenantId) {
    if ((yield* read(tenantId))?.value.erasure?.begunAt !== undefined) return true
    yield* Effect.sleep(settles)
    const stored = yield* read(tenantId)
    if (stored?.value.erasure === undefined) return false
    const { jobs, orders, runs } = yield* goesOn(tenantId)
    if (jobs.length + orders.length + runs.length > 0) return yield* callOff(stored)
    const erasure = { ...stored.value.erasure, begunAt: yield* Clock.currentTimeMillis }
    yield* store.replace(Users, { ...stored.value, erasure }, stored.version)
    return true
  })

  /** What keeps nothing of it here that could not be asked for is taken away with everything else. */
  const letGoOfAll = Effect.fnUntraced(function* (tenantId: TenantId) {
    const added = yield* queryAll(Connections, { tenantId })
    const all = added.some(({ id }) => id === PAPER)
      ? added
      : [...added, ...Option.toArray(yield* Effect.option(markets.connection(PAPER, tenantId)))]
    for (const one of all)
      yield* Effect.catch(letGo(one), (error) =>
        // What it still has in memory would be there for whoever comes under the same name.
        error.retryable
          ? Effect.fail(error)
          : Effect.logWarning(`the account ${one.id} of ${tenantId} could not be forgotten where it is`, error)
      )
  })

  return Effect.fn("erase")(function* (tenantId: TenantId) {
    if ((yield* read(tenantId))?.value.erasure === undefined) return
    yield* signIns.endAll(tenantId)
    // Someone else wrote the tenant's document at the same moment: what it says now counts.
    const sure = begun(tenantId).pipe(Effect.retry({ while: ({ _tag }) => _tag === "VersionMismatch" }))
    if (!(yield* Effect.catchTag(sure, "VersionMismatch", Effect.die))) return
    yield* letGoOfAll(tenantId)
    risk.forget(tenantId)
    yield* eraseTenant(tenantId)
    do yield* Effect.sleep(settles)
    while ((yield* eraseTenant(tenantId)) > 0)
    yield* forgetTenant(tenantId)
    yield* Effect.logInfo(`everything of ${tenantId} was erased`)
  }, Effect.provideContext(services))
})
