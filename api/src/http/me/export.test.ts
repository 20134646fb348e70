import { expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { eraseTenant, exportedContainers, forgetTenant } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import {
  fillEverything,
  keptOf,
  tenantsContainers
} from "../../../../infra/platform/src/records/tenants-own.fixture.ts"
import { tenant } from "../../testing.ts"
import { exportOf } from "./export.ts"

const [ada, ben] = [tenant("ada"), tenant("ben")]

const exported = (tenantId: TenantId) =>
  Effect.map(
    Stream.runCollect(Stream.decodeText(exportOf(tenantId, 0))),
    (parts) => JSON.parse(parts.join("")) as Record<string, unknown>
  )

it.effect("an export and an erasure hold what the catalogue says, of every container and of nobody else", () =>
  Effect.gen(function* () {
    const theirs = tenantsContainers(ada)
    expect(theirs.length).toBeGreaterThan(15)
    for (const tenantId of [ada, ben]) yield* fillEverything(tenantId)
    const everywhere = [...theirs, "backtests/", "candles/", "series/", "secrets"].toSorted()
    const bens = yield* keptOf(ben)
    for (const kept of [yield* keptOf(ada), bens]) expect(Object.keys(kept).toSorted()).toEqual(everywhere)

    const { exportedAt: _, tenantId, ...containers } = yield* exported(ada)
    expect(tenantId).toBe(ada)
    expect(Object.keys(containers)).toEqual(exportedContainers)
    for (const [name, documents] of Object.entries(containers)) expect(documents, name).toHaveLength(1)
    expect(JSON.stringify(containers)).not.toContain("of ben")

    const before = everywhere.length - 2
    expect(yield* eraseTenant(ada)).toBe(before)
    expect(Object.keys(yield* keptOf(ada))).toEqual(["Users"])
    expect(yield* keptOf(ben)).toEqual(bens)
    // Nothing is left to do, and nothing fails.
    expect(yield* eraseTenant(ada)).toBe(0)
    yield* forgetTenant(ada)
    expect(yield* keptOf(ada)).toEqual({})
    expect(yield* keptOf(ben)).toEqual(bens)
  }).pipe(Effect.provide(embeddedPlatformForTests()))
)
