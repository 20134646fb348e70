import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { type Connection, ConnectionId, paperConnection } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import { Connections, everyTenant, ownsSlot, queryAll, sharesOf, slotOf, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { until } from "../passing-time.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { storeOfShare } from "./share-store.ts"

const tenants = Array.from({ length: 30 }, (_, nth) => TenantId.make(`tenant-${nth}`))
const own = ConnectionId.make("own")

it.live("a share finds its tenants' documents and hears of their changes, and of nobody else's", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const add = (tenantId: TenantId): Connection => ({ ...paperConnection(tenantId, SIMULATED), id: own, createdAt: 1 })
    yield* Effect.forEach(tenants, (tenantId) => store.create(Connections, add(tenantId)))
    const seen: Array<TenantId> = []
    for (const share of sharesOf(3)) {
      const shared = storeOfShare(store, share)
      const theirs = tenants.filter((tenantId) => ownsSlot(share, slotOf(tenantId)))
      assert.isAbove(theirs.length, 0)
      const found = yield* Effect.provideService(queryAll(Connections, everyTenant("a test")), Store, shared)
      assert.sameMembers(
        found.map(({ tenantId }) => tenantId),
        theirs
      )
      const heard: Array<TenantId> = []
      const follows = yield* Effect.forkChild(
        shared.changes(Connections, "a-test", (batch) =>
          Effect.sync(() => void heard.push(...batch.map(({ tenantId }) => tenantId)))
        )
      )
      yield* until(
        "all of theirs came",
        Effect.sync(() => heard.length >= theirs.length)
      )
      yield* Fiber.interrupt(follows)
      assert.sameMembers([...new Set(heard)], theirs)
      // By its key anything is read, and the one share there is sees all.
      for (const tenantId of tenants)
        assert.isTrue((yield* shared.read(Connections, { tenantId }, own))._tag === "Some")
      seen.push(...heard)
    }
    assert.sameMembers([...new Set(seen)], tenants)
    assert.strictEqual(storeOfShare(store, { index: 0, of: 1 }), store)
  }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
)
