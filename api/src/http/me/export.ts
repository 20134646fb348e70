import { Effect, Stream } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { type ContainerName, everyDocument, exportedContainers, Store, tenantsOwn } from "@tradetower/platform"

/** A container's documents of one tenant, as JSON texts, page by page. */
const documents = (name: ContainerName, tenantId: TenantId) => {
  const own = tenantsOwn(name, tenantId)
  if (own === undefined) return Stream.empty
  return Stream.unwrap(Effect.map(Store, (store) => everyDocument(store, own.container, own.key, { limit: 500 }))).pipe(
    Stream.map(({ value }) => JSON.stringify(value))
  )
}

/** All of a tenant's data as one JSON object, written as it is read: `{ exportedAt, tenantId, Users: [...], ... }`. */
export const exportOf = (tenantId: TenantId, exportedAt: number) =>
  Stream.make(`{"exportedAt":${exportedAt},"tenantId":${JSON.stringify(tenantId)}`).pipe(
    Stream.concat(
      Stream.fromIterable(exportedContainers).pipe(
        Stream.flatMap((name) =>
          Stream.make(`,${JSON.stringify(name)}:[`).pipe(
            Stream.concat(Stream.intersperse(documents(name, tenantId), ",")),
            Stream.concat(Stream.make("]"))
          )
        )
      )
    ),
    Stream.concat(Stream.make("}\n")),
    Stream.encodeText
  )
