import { Effect, Redacted, Stream } from "effect"
import { PAPER_BROKER, paperConnection } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { VenueId } from "@tradetower/domain/market"
import { ownArchive, tenantFolder } from "../candles/archive-name.ts"
import { Blobs } from "../ports/blobs.ts"
import { type ContainerName, containerNames, type Document } from "../ports/container.ts"
import { everyDocument } from "../ports/every-document.ts"
import { Secrets } from "../ports/secrets.ts"
import { Store } from "../ports/store.ts"
import { Connections } from "./connections.ts"
import { tenantsOwn } from "./tenants-own.ts"
import { type User, Users } from "./users.ts"

/** What every tenant may have something in, as the catalogue says. */
export const tenantsContainers = (tenantId: TenantId): ReadonlyArray<ContainerName> =>
  containerNames.filter((name) => tenantsOwn(name, tenantId) !== undefined)

/**
 * Something of a tenant wherever there may be any: a document in every container of the catalogue that holds what is a
 * tenant's, blobs, a secret. What an erasure reads of it is as it would be; of the rest there is its key alone.
 */
export const fillEverything = Effect.fnUntraced(function* (tenantId: TenantId, user: Pick<User, "erasure"> = {}) {
  const store = yield* Store
  const blobs = yield* Blobs
  for (const name of tenantsContainers(tenantId)) {
    const own = tenantsOwn(name, tenantId)
    if (own === undefined || name === "Users" || name === "Connections") continue
    const key = Object.fromEntries(own.container.partition.map((path) => [path, `${path} of ${tenantId}`]))
    const document: object = { ...key, ...own.key, id: `one of ${name}` }
    // It has its container's key, whichever that is.
    yield* store.create(own.container, document as Document<ContainerName>)
  }
  yield* store.create(Connections, paperConnection(tenantId, VenueId.make(PAPER_BROKER)))
  yield* blobs.write(`backtests/${tenantFolder(tenantId)}/b1/result`, new Uint8Array(1))
  yield* blobs.write(`series/${ownArchive(tenantId)}/BTC-USD/1m/2026-01.1`, new Uint8Array(1))
  yield* blobs.append(`candles/${ownArchive(tenantId)}/BTC-USD/1m/2026-01`, new Uint8Array(1))
  yield* (yield* Secrets).put({ tenantId }, "connection-1", Redacted.make("a key"))
  yield* store.create(Users, {
    id: "user",
    tenantId,
    name: tenantId,
    identityProvider: "local",
    createdAt: 0,
    tradingHalted: false,
    ...user
  })
})

/** Everything that is kept of a tenant, by where it is: containers that hold nothing are not in it. */
export const keptOf = Effect.fnUntraced(function* (tenantId: TenantId) {
  const store = yield* Store
  const blobs = yield* Blobs
  const kept: Record<string, ReadonlyArray<unknown>> = {}
  for (const name of tenantsContainers(tenantId)) {
    const own = tenantsOwn(name, tenantId)
    if (own === undefined) continue
    const found = yield* Stream.runCollect(everyDocument(store, own.container, own.key))
    if (found.length > 0) kept[name] = found.map(({ value, version }) => [version, value])
  }
  for (const folder of ["backtests/", "candles/", "series/"]) {
    const paths = (yield* blobs.list(folder)).filter((path) => path.includes(tenantFolder(tenantId)))
    if (paths.length > 0) kept[folder] = paths
  }
  const versions = yield* (yield* Secrets).versions({ tenantId }, "connection-1")
  if (versions.length > 0) kept["secrets"] = versions
  return kept
})
