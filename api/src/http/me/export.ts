import { Effect, Option, Schema, Stream } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import {
  container,
  type ContainerName,
  type Document,
  exportedContainers,
  type KeyPrefix,
  ownArchive,
  Store
} from "@tradetower/platform"

/** A document as it is kept: nothing is read of it but its text. */
const AsKept = Schema.StructWithRest(Schema.Struct({ id: Schema.String }), [
  Schema.Record(Schema.String, Schema.Unknown)
])

/** Whose a container's documents are is said by their tenant, of imported candles by where the archive keeps them. */
const keyOf = <N extends ContainerName>(name: N, tenantId: TenantId): KeyPrefix<N> =>
  // Which of the two a container has is in the catalogue, which a lookup by a variable can't express.
  (name === "CandleSets" ? { exchange: ownArchive(tenantId) } : { tenantId }) as unknown as KeyPrefix<N>

/** A container's documents of one tenant, as JSON texts, page by page. */
const documents = (name: ContainerName, tenantId: TenantId) => {
  // As above: that they carry their container's key is in the catalogue.
  const kept = container(name, AsKept as unknown as Schema.Codec<Document<ContainerName>, unknown>)
  const first: { readonly continuation?: string } = {}
  return Stream.paginate(
    first,
    Effect.fnUntraced(function* (from) {
      const store = yield* Store
      const page = yield* store.query(kept, keyOf(name, tenantId), { limit: 500, ...from })
      const next = Option.fromUndefinedOr(page.continuation)
      return [
        page.items.map(({ value }) => JSON.stringify(value)),
        Option.map(next, (continuation) => ({ continuation }))
      ] as const
    })
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
