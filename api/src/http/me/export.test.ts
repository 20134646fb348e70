import { expect, it } from "@effect/vitest"
import { Effect, Option, Redacted, Stream } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import {
  Blobs,
  type ContainerName,
  containerNames,
  type Document,
  eraseTenant,
  exportedContainers,
  ownArchive,
  Secrets,
  Store,
  tenantFolder,
  tenantsOwn
} from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { tenant } from "../../testing.ts"
import { exportOf } from "./export.ts"

const [ada, ben] = [tenant("ada"), tenant("ben")]

/** What every tenant may have something in, as the catalogue says. */
const theirs = containerNames.filter((name) => tenantsOwn(name, ada) !== undefined)

/** One document in every container of the catalogue that holds any of a tenant's. */
const fill = (tenantId: TenantId) =>
  Effect.gen(function* () {
    const store = yield* Store
    const blobs = yield* Blobs
    for (const name of theirs) {
      const own = tenantsOwn(name, tenantId)
      if (own === undefined) continue
      const key = Object.fromEntries(own.container.partition.map((path) => [path, `${path} of ${tenantId}`]))
      const document: object = { ...key, ...own.key, id: `one of ${name}` }
      // It has its container's key, whichever that is.
      yield* store.create(own.container, document as Document<ContainerName>)
    }
    yield* blobs.write(`backtests/${tenantFolder(tenantId)}/b1/result`, new Uint8Array(1))
    yield* blobs.write(`series/${ownArchive(tenantId)}/BTC-USD/1m/2026-01.1`, new Uint8Array(1))
    yield* blobs.append(`candles/${ownArchive(tenantId)}/BTC-USD/1m/2026-01`, new Uint8Array(1))
  })

/** The containers in which a tenant has something. */
const found = (tenantId: TenantId) =>
  Effect.gen(function* () {
    const store = yield* Store
    const names = yield* Effect.forEach(theirs, (name) => {
      const own = tenantsOwn(name, tenantId)
      return own === undefined
        ? Effect.succeed([])
        : Effect.map(store.query(own.container, own.key), ({ items }) => (items.length > 0 ? [name] : []))
    })
    return names.flat()
  })

const exported = (tenantId: TenantId) =>
  Effect.map(
    Stream.runCollect(Stream.decodeText(exportOf(tenantId, 0))),
    (parts) => JSON.parse(parts.join("")) as Record<string, unknown>
  )

it.effect("an export and an erasure hold what the catalogue says, of every container and of nobody else", () =>
  Effect.gen(function* () {
    const blobs = yield* Blobs
    expect(theirs.length).toBeGreaterThan(15)
    const secrets = yield* Secrets
    for (const tenantId of [ada, ben]) {
      yield* fill(tenantId)
      yield* secrets.put({ tenantId }, "connection-1", Redacted.make("a key"))
    }
    const { exportedAt: _, tenantId, ...containers } = yield* exported(ada)
    expect(tenantId).toBe(ada)
    expect(Object.keys(containers)).toEqual(exportedContainers)
    for (const [name, documents] of Object.entries(containers))
      expect(documents, name).toEqual([expect.objectContaining({ id: `one of ${name}` })])
    expect(JSON.stringify(containers)).not.toContain("of ben")

    yield* eraseTenant(ada)
    expect(yield* found(ada)).toEqual([])
    expect(yield* found(ben)).toEqual(theirs)
    expect(yield* secrets.versions({ tenantId: ada }, "connection-1")).toEqual([])
    expect(yield* secrets.versions({ tenantId: ben }, "connection-1")).toHaveLength(1)
    const left = (yield* Effect.forEach(["backtests/", "candles/", "series/"], (folder) => blobs.list(folder))).flat()
    expect(left).toHaveLength(3)
    expect(left.every((path) => path.includes(tenantFolder(ben)))).toBe(true)
    // Nothing is left to do, and nothing fails.
    yield* eraseTenant(ada)
    expect(Option.isNone(yield* blobs.size(`backtests/${tenantFolder(ada)}/b1/result`))).toBe(true)
  }).pipe(Effect.provide(embeddedPlatformForTests()))
)
