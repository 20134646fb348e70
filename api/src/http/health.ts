import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Offers, Store } from "@tradetower/platform"
import { Api } from "../../contract/index.ts"

/** Up means that what is kept can be read. */
const health = Effect.gen(function* () {
  const store = yield* Store
  const offer = yield* store.read(Offers, { id: "offer" }, "offer")
  // The first venue is the one whose market everybody begins with.
  const looking = Option.isSome(offer) && offer.value.value.venues[0]?.looking === true
  return { status: "ok", ...(looking && { prices: "looking" as const }) } as const
}).pipe(Effect.catch(() => Effect.fail({ status: "unavailable" } as const)))

export const HealthLive = HttpApiBuilder.group(
  Api,
  "health",
  Effect.fn(function* (handlers) {
    const store = yield* Store
    return handlers.handle("health", () => Effect.provideService(health, Store, store))
  })
)
