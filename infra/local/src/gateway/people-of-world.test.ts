import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { Store, Users } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { peopleOfWorld } from "./people-of-world.ts"

layer(embeddedPlatformForTests())("who is offered to sign in", (it) => {
  it.effect("is the owner, and the demo people who trade here already", () =>
    Effect.gen(function* () {
      expect((yield* peopleOfWorld).map(({ id }) => id)).toEqual(["owner"])
      const store = yield* Store
      yield* store.create(Users, {
        id: "user",
        tenantId: TenantId.make("ben"),
        name: "Ben",
        identityProvider: "local",
        createdAt: 0,
        tradingHalted: false
      })
      expect((yield* peopleOfWorld).map(({ id }) => id)).toEqual(["owner", "ben"])
    })
  )
})
