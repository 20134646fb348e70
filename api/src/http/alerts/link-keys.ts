import { Clock, Context, Effect, Layer, Option, type Redacted } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import {
  linkKeyOf,
  renewLinkKey,
  Secrets,
  type SecretsUnavailable,
  Store,
  type StoreUnavailable,
  Users
} from "@tradetower/platform"

/** How long a key is trusted without asking again: so long a void link may work at another instance, ms. */
const TRUSTED = 5_000
const REMEMBERED = 10_000

type Key = Option.Option<Redacted.Redacted<string>>

/** What traders' one-time links are signed with. */
export class LinkKeys extends Context.Service<
  LinkKeys,
  {
    /** None of whom nobody knows, or who is being erased: whoever makes links up costs no look at the secrets. */
    readonly of: (tenantId: TenantId) => Effect.Effect<Key, SecretsUnavailable | StoreUnavailable>
    /** Makes all links void that went out. */
    readonly renew: (tenantId: TenantId) => Effect.Effect<void, SecretsUnavailable>
  }
>()("@tradetower/api/LinkKeys") {
  static readonly layer = Layer.effect(
    LinkKeys,
    Effect.gen(function* () {
      const store = yield* Store
      const secrets = yield* Secrets
      const known = new OldestOut<TenantId, { readonly at: number; readonly key: Key }>(REMEMBERED)
      return {
        of: Effect.fnUntraced(function* (tenantId: TenantId) {
          const now = yield* Clock.currentTimeMillis
          const before = known.get(tenantId)
          if (before !== undefined && now - before.at < TRUSTED) return before.key
          const user = Option.getOrUndefined(yield* store.read(Users, { tenantId }, "user"))?.value
          if (user === undefined || user.erasure !== undefined) return Option.none()
          const key = yield* Effect.provideService(linkKeyOf(tenantId), Secrets, secrets)
          known.set(tenantId, { at: now, key })
          return key
        }),
        renew: (tenantId) =>
          Effect.provideService(renewLinkKey(tenantId), Secrets, secrets).pipe(
            Effect.ensuring(Effect.sync(() => known.delete(tenantId)))
          )
      }
    })
  )
}
