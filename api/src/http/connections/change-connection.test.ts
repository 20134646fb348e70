import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ConnectionId, paperConnection } from "@tradetower/domain/connection"
import { VenueId } from "@tradetower/domain/market"
import { Connections, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { CurrentPrincipal } from "../../../contract/index.ts"
import { tenant } from "../../testing.ts"
import { changeConnection } from "./change-connection.ts"

const tenantId = tenant("ada")
const ada = { identityProvider: "local", tenantId, userDetails: "Ada" }
const connection = { ...paperConnection(tenantId, VenueId.make("simulated")), id: ConnectionId.make("second") }

it.effect("an account that is removed while it is being changed stays removed, and as it was", () =>
  Effect.gen(function* () {
    const store = yield* Store
    yield* store.create(Connections, connection)
    /** Another request removes it just before it is read to be changed. */
    const racing: Store["Service"] = {
      ...store,
      read: (container, key, id) =>
        (container.name === Connections.name
          ? Effect.asVoid(store.upsert(Connections, { ...connection, removedAt: 1 }))
          : Effect.void
        ).pipe(Effect.andThen(store.read(container, key, id)))
    }
    const error = yield* Effect.flip(
      Effect.provideService(
        changeConnection(connection.id, (now) => Effect.succeed({ ...now, label: "Late" })),
        Store,
        racing
      )
    )
    assert.strictEqual(error._tag, "NotFound")
    const kept = yield* store.read(Connections, { tenantId }, connection.id)
    assert.strictEqual(Option.getOrThrow(kept).value.label, connection.label)
  }).pipe(Effect.provideService(CurrentPrincipal, ada), Effect.provide(embeddedPlatformForTests()))
)
