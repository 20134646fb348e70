import { Effect, Schema } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { ownArchive, tenantFolder } from "../candles/archive-name.ts"
import { Blobs, type BlobsUnavailable } from "../ports/blobs.ts"
import {
  type Container,
  container,
  type ContainerName,
  containerNames,
  type Document,
  type Key,
  type KeyPrefix
} from "../ports/container.ts"
import { Secrets, type SecretsUnavailable } from "../ports/secrets.ts"
import { Store, type StoreUnavailable } from "../ports/store.ts"

/** A document as it is kept: nothing is read of it but its text. */
const AsKept = Schema.StructWithRest(Schema.Struct({ id: Schema.String }), [
  Schema.Record(Schema.String, Schema.Unknown)
])
type AsKept = Document<ContainerName> & typeof AsKept.Type

/** What a container holds of one tenant: where to read it, and the key that finds all of it. */
export interface TenantsOwn {
  readonly container: Container<ContainerName, AsKept>
  readonly key: KeyPrefix<ContainerName>
}

/**
 * A container's part of one tenant: under their id, of imported candles under their own archive; `undefined` where it
 * holds nothing of any tenant.
 */
export const tenantsOwn = (name: ContainerName, tenantId: TenantId): TenantsOwn | undefined => {
  // That documents carry their container's key is in the catalogue, which a lookup by a variable can't express.
  const kept = container(name, AsKept as unknown as Schema.Codec<AsKept, unknown>)
  const of = (key: object) => ({ container: kept, key: key as KeyPrefix<ContainerName> })
  if (kept.partition[0] === "tenantId") return of({ tenantId })
  return name === "CandleSets" ? of({ [kept.partition[0] ?? ""]: ownArchive(tenantId) }) : undefined
}

/** Read, then removed, at a time. */
const PAGE = 500
/** Removed at the same time: others have their turn in between. */
const AT_ONCE = 32

/** Who a tenant is: what says that they are being erased goes when all else has. */
const LAST: ContainerName = "Users"

/** Answers how many there were. */
const removeDocuments = Effect.fnUntraced(function* ({ container, key }: TenantsOwn) {
  const store = yield* Store
  for (let removed = 0; ;) {
    const { items } = yield* store.query(container, key, { limit: PAGE })
    if (items.length === 0) return removed
    removed += items.length
    yield* Effect.forEach(
      items,
      ({ value }) => {
        const own = Object.fromEntries(container.partition.map((path) => [path, value[path]]))
        // The paths of its key, all of which a document carries.
        return store.remove(container, own as unknown as Key<ContainerName>, value.id)
      },
      { concurrency: AT_ONCE, discard: true }
    )
  }
})

/**
 * Takes away what is kept of a tenant but who they are: their secrets, their documents in every container of the catalogue,
 * results of backtests and imported candles. Answers how many documents and blobs there were: what was on its way when this
 * began is found by the next look. May be interrupted and repeated.
 */
export const eraseTenant = Effect.fn("eraseTenant")(function* (
  tenantId: TenantId
): Effect.fn.Return<number, StoreUnavailable | BlobsUnavailable | SecretsUnavailable, Store | Blobs | Secrets> {
  yield* (yield* Secrets).removeAll({ tenantId })
  const blobs = yield* Blobs
  const archive = ownArchive(tenantId)
  let removed = 0
  for (const folder of [`backtests/${tenantFolder(tenantId)}/`, `candles/${archive}/`, `series/${archive}/`]) {
    const paths = yield* blobs.list(folder)
    removed += paths.length
    yield* Effect.forEach(paths, (path) => blobs.remove(path), { discard: true })
  }
  for (const name of containerNames) {
    const own = name === LAST ? undefined : tenantsOwn(name, tenantId)
    if (own !== undefined) removed += yield* removeDocuments(own)
  }
  return removed
})

/** Takes away who a tenant was, once nothing else is kept of them: whoever comes under their name is new. */
export const forgetTenant = (tenantId: TenantId): Effect.Effect<void, StoreUnavailable, Store> => {
  const own = tenantsOwn(LAST, tenantId)
  return own === undefined ? Effect.void : Effect.asVoid(removeDocuments(own))
}
