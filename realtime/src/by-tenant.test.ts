import { expect, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { byTenant } from "./by-tenant.ts"

it.effect("nothing of one tenant waits for another's, and all of one tenant comes in its order", () =>
  Effect.gen(function* () {
    const slow = yield* Deferred.make<void>()
    const told: Array<string> = []
    const of = (tenant: string, ...numbers: ReadonlyArray<number>) =>
      numbers.map((number) => ({ tenantId: TenantId.make(tenant), number }))
    const all = [...of("ada", 1), ...of("ben", 1), ...of("ada", 2), ...of("ben", 2, 3)]
    yield* byTenant(all, ({ number, tenantId }) =>
      Effect.gen(function* () {
        if (tenantId === "ada") yield* Deferred.await(slow)
        told.push(`${tenantId} ${number}`)
        if (told.length === 3) yield* Deferred.succeed(slow, undefined)
      })
    )
    expect(told).toEqual(["ben 1", "ben 2", "ben 3", "ada 1", "ada 2"])
  })
)
