import { Effect, Option } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import { Accounts as AccountRecords, Connections, everyTenant, isGone, queryAll, Store } from "@tradetower/platform"
import { inBackground } from "../patience.ts"
import { Accounts } from "./accounts.ts"
import { makeLetGo } from "./let-go.ts"

/**
 * Opens every account that is added, so that its balances are there to be seen; one that was given a new key anew with it:
 * its bots' orders wait for that, and what happened meanwhile is reconciled (EXEC-27). Closes one that was removed, and
 * then takes away what is kept of it (EXEC-29); also one of which an earlier process left something.
 */
export const followConnections = Effect.gen(function* () {
  const accounts = yield* Accounts
  const letGo = yield* makeLetGo
  const store = yield* Store
  const scope = yield* Effect.scope

  const takeIn = Effect.fnUntraced(function* (connection: Connection) {
    const { id, secretVersion, tenantId } = connection
    const opened = yield* accounts.open(id, tenantId)
    if (opened.connection.secretVersion === secretVersion) {
      opened.connection = connection
      return
    }
    yield* accounts.close(id, tenantId)
    yield* accounts.open(id, tenantId)
  })
  /** Whether there is nothing to take in any more: it was removed meanwhile, or its trader is being erased. */
  const isRemoved = Effect.fnUntraced(function* ({ id, tenantId }: Connection) {
    if (yield* Effect.provideService(isGone(tenantId), Store, store)) return true
    const stored = yield* store.read(Connections, { tenantId }, id)
    return Option.isNone(stored) || stored.value.value.removedAt !== undefined
  })
  const takeInUnlessRemoved = (one: Connection) =>
    Effect.catch(takeIn(one), (error) =>
      Effect.flatMap(error.retryable ? Effect.succeed(false) : isRemoved(one), (removed) =>
        removed
          ? Effect.logDebug(`the account ${one.id} of ${one.tenantId} is not taken in: it was removed`)
          : Effect.fail(error)
      )
    )
  const takeAway = Effect.fnUntraced(function* (connection: Connection) {
    const { id, tenantId } = connection
    yield* letGo(connection)
    yield* store.remove(AccountRecords, { tenantId }, id)
    yield* store.remove(Connections, { tenantId }, id)
  })
  /** None waits for another's: a broker may take its time. */
  const follow = (one: Connection) =>
    Effect.forkIn(
      one.removedAt === undefined
        ? inBackground(`taking in the account ${one.id} of ${one.tenantId} as it is now`, takeInUnlessRemoved(one))
        : inBackground(`taking away the account ${one.id} of ${one.tenantId}`, takeAway(one)),
      scope
    )
  const followAll = (connections: ReadonlyArray<Connection>) => Effect.forEach(connections, follow, { discard: true })
  const left = Effect.provideService(
    queryAll(Connections, everyTenant("execution: removals that an earlier process began")),
    Store,
    store
  )
  yield* followAll((yield* left).filter(({ removedAt }) => removedAt !== undefined))
  return yield* store.changes(Connections, "execution-connections", followAll)
})
