import { Clock, Context, Effect, Layer, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { Store, type StoreUnavailable, Users } from "@tradetower/platform"
import { claimedTenant, matches } from "./webhook-token.ts"

/** How long a hash is trusted without asking again: so long a voided token may live on another instance, ms. */
const TRUSTED = 5_000
/** A token that doesn't match is looked up anew when the hash is older than this, so that a new one works at once, ms. */
const DOUBTED = 500
const REMEMBERED = 20_000

/** Whose webhook a token opens. */
export class WebhookTokens extends Context.Service<
  WebhookTokens,
  {
    /** The tenant of a right token, none of a wrong one; both in the same way and time. */
    readonly tenantOf: (token: string) => Effect.Effect<Option.Option<TenantId>, StoreUnavailable>
    /** A new token was made, or the tenant is being erased: the one before is void from here on. */
    readonly forget: (tenantId: TenantId) => Effect.Effect<void>
  }
>()("@tradetower/api/WebhookTokens") {
  static readonly layer = Layer.effect(
    WebhookTokens,
    Effect.gen(function* () {
      const store = yield* Store
      const hashes = new OldestOut<TenantId, { readonly hash: string | undefined; readonly readAt: number }>(REMEMBERED)

      const readHash = Effect.fnUntraced(function* (tenantId: TenantId, now: number) {
        const user = yield* store.read(Users, { tenantId }, "user")
        const known = Option.getOrUndefined(user)?.value
        const hash = known?.erasure === undefined ? known?.webhook?.hash : undefined
        hashes.set(tenantId, { hash, readAt: now })
        return hash
      })

      return {
        tenantOf: Effect.fnUntraced(function* (token: string) {
          const tenantId = claimedTenant(token)
          if (tenantId === undefined) {
            matches(token, undefined)
            return Option.none()
          }
          const now = yield* Clock.currentTimeMillis
          const known = hashes.get(tenantId)
          const fresh = known !== undefined && now - known.readAt < TRUSTED
          const hash = fresh ? known.hash : yield* readHash(tenantId, now)
          if (matches(token, hash)) return Option.some(tenantId)
          if (!fresh || now - known.readAt < DOUBTED) return Option.none()
          return matches(token, yield* readHash(tenantId, now)) ? Option.some(tenantId) : Option.none()
        }),
        forget: (tenantId: TenantId) => Effect.sync(() => hashes.delete(tenantId))
      }
    })
  )
}
