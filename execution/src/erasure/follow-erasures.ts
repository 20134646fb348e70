import { Effect } from "effect"
import { everyTenant, OneByOne, queryAll, Store, type User, Users } from "@tradetower/platform"
import { inBackground } from "../patience.ts"
import { makeErase } from "./erase.ts"

/**
 * Erases every tenant who asked for it (EXEC-33): those of whom an earlier process left something, and then whoever asks.
 * None waits for another's.
 */
export const followErasures = Effect.gen(function* () {
  const store = yield* Store
  const scope = yield* Effect.scope
  const erase = yield* makeErase
  const turns = new OneByOne()
  const begin = ({ erasure, tenantId }: User) =>
    erasure === undefined
      ? Effect.void
      : Effect.forkIn(turns.take(tenantId, inBackground(`erasing ${tenantId}`, erase(tenantId))), scope)
  const left = Effect.provideService(
    queryAll(Users, everyTenant("execution: erasures that an earlier process began")),
    Store,
    store
  )
  const each = (users: ReadonlyArray<User>) => Effect.forEach(users, begin, { discard: true })
  yield* Effect.forkScoped(
    inBackground(
      "following erasures",
      Effect.andThen(Effect.flatMap(left, each), store.changes(Users, "execution-erasures", each))
    )
  )
})
