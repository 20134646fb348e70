import { Effect, Layer, Option } from "effect"
import type { Container, ContainerName, Document } from "../../ports/container.ts"
import { catalogue, retentionOf } from "../../ports/containers.ts"
import { diskWords } from "../../ports/disk-trouble.ts"
import { AlreadyExists, Store, StoreUnavailable, type Version, VersionMismatch } from "../../ports/store.ts"
import { type Change, ChangeFeed } from "./change-feed.ts"
import { follow } from "./change-follower.ts"
import type { Connection } from "../database/connection.ts"
import { Database } from "../database/database.ts"
import { runQuery } from "./document-query.ts"
import { diskTroubleOf, isBusy } from "../folder/disk-error.ts"
import { DocumentTable, foundIn, rowOf, type Row } from "./document-table.ts"
import { DocumentCodec } from "../../rules/document-codec.ts"
import { refused, scopeOf, tenantOf, wholeKey } from "../../rules/partition-key.ts"
import { checkQuery } from "../../rules/query-rules.ts"
import { say } from "../../rules/say.ts"
import { wholeShare } from "../../rules/slots.ts"

/** How often documents past their time are removed; they are not returned before that either. */
const SWEEP_MS = 30_000

interface Kept {
  readonly table: DocumentTable
  readonly feed: ChangeFeed
}

const toVersion = (version: number): Version => String(version) as Version

const unavailable = (container: string, error: unknown): StoreUnavailable => {
  if (error instanceof StoreUnavailable) return error
  const disk = diskTroubleOf(error)
  if (disk !== undefined) return new StoreUnavailable({ container, message: diskWords[disk], retryable: true, disk })
  return new StoreUnavailable({ container, message: say(error), retryable: isBusy(error) })
}

const tables = (connection: Connection): ReadonlyMap<string, Kept> =>
  new Map(
    Object.entries(catalogue).map(([name, entry]) => {
      const table = new DocumentTable(connection, name, entry.indexed, retentionOf(entry), entry.growing === true)
      return [name, { table, feed: new ChangeFeed(table, connection.last) }]
    })
  )

const make = (connection: Connection, kept: ReadonlyMap<string, Kept>): Store["Service"] => {
  const tableOf = (name: string): Kept => {
    const table = kept.get(name)
    if (table === undefined) throw refused(name, "no such container in the catalogue, ports/containers.ts")
    return table
  }

  const write = <N extends ContainerName, A extends Document<N>, E>(
    container: Container<N, A>,
    value: A,
    ttlSeconds: number | undefined,
    run: (table: DocumentTable, row: Row) => number | undefined,
    refusal: () => E
  ): Effect.Effect<Version, E | StoreUnavailable> =>
    Effect.callback((resume) => {
      const { table, feed } = tableOf(container.name)
      const expires = ttlSeconds === undefined ? null : connection.now() + ttlSeconds * 1000
      const encoded = DocumentCodec.of(container).encode(value)
      if (encoded instanceof StoreUnavailable) return resume(Effect.fail(encoded))
      const row = rowOf(encoded, container.indexed, expires)
      connection.submit<number | undefined>({
        tenant: tenantOf(container, encoded.key),
        derived: catalogue[container.name].derived === true,
        run: () => run(table, row),
        done: (version) => {
          if (version === undefined) return resume(Effect.fail(refusal()))
          feed.committed({ version, p0: row.p0, body: row.body, document: row.document })
          resume(Effect.succeed(toVersion(version)))
        },
        failed: (error) => resume(Effect.fail(unavailable(container.name, error)))
      })
    })

  const attempt = <A>(container: string, read: () => A): Effect.Effect<A, StoreUnavailable> =>
    Effect.suspend(() => {
      try {
        return Effect.succeed(read())
      } catch (error) {
        return Effect.fail(unavailable(container, error))
      }
    })

  const decoded = <N extends ContainerName, A extends Document<N>>(container: Container<N, A>, body: string): A => {
    const value = DocumentCodec.of(container).decodeJson(body)
    if (value instanceof StoreUnavailable) throw value
    return value
  }

  /** Followers that read a change by the same schema share what was decoded: documents are never changed in place. */
  const changed = <N extends ContainerName, A extends Document<N>>(
    container: Container<N, A>,
    change: Change
  ): A | StoreUnavailable => {
    // Decoded by this same container, so it is one of its documents.
    if (change.decoded?.by === container) return change.decoded.value as A
    const codec = DocumentCodec.of(container)
    const value = change.document === undefined ? codec.decodeJson(change.body) : codec.decode(change.document)
    if (!(value instanceof StoreUnavailable)) change.decoded = { by: container, value }
    return value
  }

  return {
    read: (container, key, id) =>
      attempt(container.name, () => {
        const [p0, p1 = ""] = wholeKey(container, key)
        const found = tableOf(container.name).table.read(p0, p1, id)
        return found === undefined
          ? Option.none()
          : Option.some({ value: decoded(container, found.body), version: toVersion(found.version) })
      }),
    create: (container, value, options) =>
      write(
        container,
        value,
        options?.ttlSeconds,
        (table, row) => table.insert(row),
        () => new AlreadyExists({ container: container.name, id: value.id })
      ),
    upsert: (container, value, options) =>
      write(
        container,
        value,
        options?.ttlSeconds,
        (table, row) => table.put(row),
        () => refused(container.name, "an upsert always writes")
      ),
    replace: (container, value, ifVersion, options) =>
      write(
        container,
        value,
        options?.ttlSeconds,
        (table, row) => table.replace(row, Number(ifVersion)),
        () => new VersionMismatch({ container: container.name, id: value.id })
      ),
    remove: (container, key, id) =>
      attempt(container.name, () => wholeKey(container, key)).pipe(
        Effect.flatMap((whole) => {
          const [p0, p1 = ""] = whole
          return connection.write(() => tableOf(container.name).table.remove(p0, p1, id), tenantOf(container, whole))
        }),
        Effect.mapError((error) => unavailable(container.name, error))
      ),
    query: (container, key, query = {}) =>
      attempt(container.name, () => {
        const { table } = tableOf(container.name)
        const scope = scopeOf(container, key)
        const checked = checkQuery(container, scope, query)
        const columns = scope.length === 1 && container.partition.length === 1 ? ([...scope, ""] as const) : scope
        const { rows, continuation } = runQuery(table, columns, checked, connection.now())
        const items = rows.map(foundIn).map(({ version, body }) => ({
          value: decoded(container, body),
          version: toVersion(version)
        }))
        return continuation === undefined ? { items } : { items, continuation }
      }),
    changes: (container, consumer, handle, options) =>
      Effect.suspend(() => {
        const { feed } = tableOf(container.name)
        return follow(
          connection,
          tableOf("Leases").table,
          feed,
          {
            container: container.name,
            consumer,
            from: options?.from ?? "BEGINNING",
            gatherMs: options?.gatherMs,
            share: options?.share ?? wholeShare
          },
          (change) => changed(container, change),
          handle
        )
      })
  }
}

/** Store on SQLite. Contract: `infra/platform/contracts/store.md`. */
export const embeddedStore: Layer.Layer<Store, never, Database> = Layer.effect(
  Store,
  Effect.gen(function* () {
    const connection = yield* Database
    const kept = connection.atOnce(() => tables(connection))
    const sweep = () =>
      connection.submit({
        run: () => [...kept.values()].reduce((sum, { table }) => sum + table.sweep(), 0),
        done: (removed) => {
          if (removed >= 500) setImmediate(sweep)
        },
        // Nothing past its time is ever returned, so the next round is soon enough.
        failed: () => undefined
      })
    yield* Effect.acquireRelease(
      Effect.sync(() => setInterval(sweep, SWEEP_MS)),
      (timer) => Effect.sync(() => clearInterval(timer))
    )
    return make(connection, kept)
  })
)
