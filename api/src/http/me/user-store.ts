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

/** How often a change is tried anew when others change the document at the same moment: each time one of them did. */
const TRIES = 100

/**
 * Makes another of the tenant's document and writes it, over again with what is there by then when someone else wrote in
 * between: of what `change` reads besides, that is as new as the document or newer. Fails as `change` does.
 */
export const changeUser = Effect.fnUntraced(function* <E, R>(
  tenantId: TenantId,
  change: (user: User) => Effect.Effect<User, E, R>
) {
  const store = yield* Store
  for (let tries = 0; tries < TRIES; tries++) {
    const stored = yield* readUser(tenantId)
    const user = yield* change(stored.value)
    const written = yield* Effect.as(store.replace(Users, user, stored.version), true).pipe(
      Effect.catchTag("VersionMismatch", () => Effect.succeed(false))
    )
    if (written) return user
  }
  return yield* Effect.die(new Error(`the document of tenant ${tenantId} was changed ${TRIES} times meanwhile`))
})

/** Changes the tenant's document whatever else is written to it meanwhile. */
export const updateUser = (tenantId: TenantId, change: (user: User) => User) =>
  changeUser(tenantId, (user) => Effect.succeed(change(user)))
