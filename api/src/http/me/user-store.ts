import { Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { Store, type User, Users } from "@tradetower/platform"

/** The tenant's document; there is one since they first came. */
export const readUser = Effect.fnUntraced(function* (tenantId: TenantId) {
  const store = yield* Store
  const stored = yield* store.read(Users, { tenantId }, "user")
  if (Option.isNone(stored)) return yield* Effect.die(new Error(`tenant ${tenantId} has no document`))
  return stored.value
})

/** Changes the tenant's document whatever else is written to it meanwhile. */
export const updateUser = Effect.fnUntraced(function* (tenantId: TenantId, change: (user: User) => User) {
  const store = yield* Store
  const attempt = Effect.gen(function* () {
    const stored = yield* readUser(tenantId)
    const user = change(stored.value)
    yield* store.replace(Users, user, stored.version)
    return user
  })
  return yield* Effect.retry(attempt, { times: 10, while: (error) => error._tag === "VersionMismatch" }).pipe(
    Effect.catchTag("VersionMismatch", Effect.die)
  )
})
