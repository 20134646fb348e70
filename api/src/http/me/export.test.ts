import { expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { eraseTenant, exportedContainers, forgetTenant, Notifications, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import {
  fillEverything,
  keptOf,
  tenantsContainers
} from "../../../../infra/platform/src/records/tenants-own.fixture.ts"
import type { ExportPage } from "../../../contract/index.ts"
import { tenant } from "../../testing.ts"
import { exportPage } from "./export-page.ts"
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
    const { continuation, parts } = yield* exportPage(ada)
    expect(continuation).toBeUndefined()
    expect(Object.fromEntries(parts.map(({ container, documents }) => [container, documents]))).toEqual(containers)
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

it.effect("an export in pages gives every document once, each page a few, and takes no page of another's", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const notice = { at: 0, kind: "SYSTEM", severity: "INFO", text: "", read: false } as const
    const many = Array.from({ length: 1_100 }, (_, index) => ({ id: `n-${index}`, ...notice }))
    for (const tenantId of [ada, ben])
      yield* Effect.forEach(many, (each) => store.create(Notifications, { ...each, tenantId }), { discard: true })
    const ids: Array<string> = []
    const sizes: Array<number> = []
    let last: string | undefined
    for (let continuation: string | undefined, more = true; more; more = continuation !== undefined) {
      const page: ExportPage = yield* exportPage(ada, continuation)
      const documents = page.parts.flatMap((part) => part.documents) as ReadonlyArray<{ id: string; tenantId: string }>
      for (const { id, tenantId } of documents) ids.push(`${tenantId} ${id}`)
      sizes.push(documents.length)
      continuation = page.continuation
      last = continuation ?? last
    }
    expect(ids.toSorted()).toEqual(many.map(({ id }) => `ada ${id}`).toSorted())
    expect(sizes).toEqual([500, 500, 100])
    for (const wrong of ["Orders~x", "Nowhere", ""])
      expect(yield* Effect.flip(exportPage(ada, wrong))).toMatchObject({ _tag: "CannotWork" })
    expect(yield* Effect.flip(exportPage(ben, last))).toMatchObject({ _tag: "CannotWork" })
  }).pipe(Effect.provide(embeddedPlatformForTests()))
)
