import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { AuditEvents, everyTenant, Notifications, queryAll, Store, type User, Users } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { tellEverybody } from "./tell-everybody.ts"

const user = (name: string, change: Partial<User> = {}): User => ({
  id: "user",
  tenantId: TenantId.make(name),
  name,
  identityProvider: "local",
  createdAt: 0,
  tradingHalted: false,
  ...change
})

it.effect("everybody is told what befell the system, once, but who is being erased", () =>
  Effect.gen(function* () {
    const store = yield* Store
    yield* store.create(Users, user("ben"))
    yield* store.create(Users, user("ada", { erasure: { askedAt: 0 } }))
    const notice = { id: "stopped:1", action: "system.restart", text: "It stopped and was started again." }
    yield* tellEverybody([notice])
    yield* tellEverybody([notice])
    for (const told of [
      yield* queryAll(AuditEvents, everyTenant("a test")),
      yield* queryAll(Notifications, everyTenant("a test"))
    ])
      expect(told.map(({ tenantId }) => tenantId)).toEqual(["ben"])
  }).pipe(Effect.provide(embeddedPlatformForTests()))
)
