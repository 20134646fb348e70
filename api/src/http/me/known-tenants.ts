import { Clock, Context, Effect, Layer, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { Store, type StoreUnavailable, Users } from "@tradetower/platform"
import type { Principal } from "../../../contract/index.ts"

/** Tenants remembered as known; forgetting one costs a read. */
const REMEMBERED = 10_000

/** Makes a tenant's document when they first come. */
export class KnownTenants extends Context.Service<
  KnownTenants,
  { readonly welcome: (principal: Principal) => Effect.Effect<void, StoreUnavailable> }
>()("@tradetower/api/KnownTenants") {
  static readonly layer = Layer.effect(
    KnownTenants,
    Effect.gen(function* () {
      const store = yield* Store
      const known = new OldestOut<TenantId, true>(REMEMBERED)
      return {
        welcome: Effect.fnUntraced(function* (principal: Principal) {
          if (known.get(principal.userId)) return
          const tenantId = principal.userId
          // Whoever was here before can read where nothing can be written.
          if (Option.isNone(yield* store.read(Users, { tenantId }, "user")))
            yield* store
              .create(Users, {
                id: "user",
                tenantId,
                name: principal.userDetails,
                identityProvider: principal.identityProvider,
                createdAt: yield* Clock.currentTimeMillis,
                tradingHalted: false
              })
              .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
          known.set(principal.userId, true)
        })
      }
    })
  )
}
