import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { Store, Users } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { Conflict, CurrentPrincipal } from "../../../contract/index.ts"
import { tenant } from "../../testing.ts"
import { inPlace } from "./in-place.ts"

const ada = { identityProvider: "local", tenantId: tenant("ada"), userDetails: "Ada" }
const MOST = 20
const room = ({ length }: ReadonlyArray<unknown>) =>
  length >= MOST ? Effect.fail(new Conflict({ detail: "all are taken" })) : Effect.void
const adds = <A, E>(number: number, add: Effect.Effect<A, E>) =>
  inPlace("adding", { id: `account-${number}` }, room, add)

it.effect("of things that are being added each has its place, until it is there or could not be added", () =>
  Effect.gen(function* () {
    const store = yield* Store
    yield* store.create(Users, {
      id: "user",
      tenantId: ada.tenantId,
      name: "Ada",
      identityProvider: "local",
      createdAt: 0,
      tradingHalted: false
    })
    // A broker that takes its time to answer whether a key is right.
    const answer = yield* Deferred.make<void, "refused">()
    const adding: Array<Fiber.Fiber<void, unknown>> = []
    for (let number = 0; number < MOST; number++) {
      const asked = yield* Deferred.make<void>()
      const add = Effect.andThen(Deferred.succeed(asked, undefined), Deferred.await(answer))
      adding.push(yield* Effect.forkChild(adds(number, add)))
      yield* Deferred.await(asked)
    }
    const refused = yield* Effect.flip(adds(MOST, Effect.void))
    assert.strictEqual(refused._tag, "Conflict")

    yield* Deferred.fail(answer, "refused")
    yield* Effect.forEach(adding, Fiber.await)
    yield* adds(MOST, Effect.void)
  }).pipe(Effect.provideService(CurrentPrincipal, ada), Effect.provide(embeddedPlatformForTests()))
)
