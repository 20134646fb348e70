import { Clock, Context, Effect, Layer, Option } from "effect"
import { Store, type StoreUnavailable, Users } from "@tradetower/platform"
import { NotSignedIn, type Trader } from "../../../contract/index.ts"

/** How often is looked, while a request is answered, whether its tenant is being erased. */
const LOOKED_AT = "250 millis"

/** Who may come in: makes a tenant's document when they first come, and lets nobody in who is being erased. */
export class KnownTenants extends Context.Service<
  KnownTenants,
  {
    readonly welcome: (trader: Trader) => Effect.Effect<void, NotSignedIn | StoreUnavailable>
    /** Fails once a tenant is being erased, by whichever instance: what is still being done for them ends with it. */
    readonly untilErased: (trader: Trader) => Effect.Effect<never, NotSignedIn | StoreUnavailable>
  }
>()("@tradetower/api/KnownTenants") {
  static readonly layer = Layer.effect(
    KnownTenants,
    Effect.gen(function* () {
      const store = yield* Store
      const gone = new NotSignedIn({
        detail: "Everything that was kept under this name is being erased. In a moment you can sign in as someone new."
      })
      /** Whether there is a document of theirs. */
      const isKnown = Effect.fnUntraced(function* ({ tenantId }: Trader) {
        const user = yield* store.read(Users, { tenantId }, "user")
        if (Option.isSome(user) && user.value.value.erasure !== undefined) return yield* gone
        return Option.isSome(user)
      })
      return {
        welcome: Effect.fnUntraced(function* (trader: Trader) {
          // Whoever was here before can read where nothing can be written.
          if (yield* isKnown(trader)) return
          yield* store
            .create(Users, {
              id: "user",
              tenantId: trader.tenantId,
              name: trader.userDetails,
              identityProvider: trader.identityProvider,
              createdAt: yield* Clock.currentTimeMillis,
              tradingHalted: false
            })
            .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
        }),
        untilErased: Effect.fnUntraced(function* (trader: Trader) {
          do yield* Effect.sleep(LOOKED_AT)
          while (yield* isKnown(trader))
          return yield* gone
        })
      }
    })
  )
}
