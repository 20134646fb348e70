import { Effect, Layer, Option } from "effect"
import type { Container, ContainerName, Document } from "../../ports/container.ts"
import { catalogue } from "../../ports/containers.ts"
import { diskWords } from "../../ports/disk-trouble.ts"
import { AlreadyExists, Store, StoreUnavailable, type Version, VersionMismatch } from "../../ports/store.ts"
import { type Change, ChangeFeed } from "./change-feed.ts"
import { follow } from "./change-follower.ts"
import type { Connection } from "../database/connection.ts"
import { Database } from "../database/database.ts"
import { BadQuery, runQuery, type Scope } from "./document-query.ts"
import { diskTroubleOf, isBusy, say } from "../folder/disk-error.ts"
import { DocumentTable, foundIn, type Row } from "./document-table.ts"
import { Documents, partitionOf, refused } from "./documents.ts"

/** How often documents past their time are removed; they are not returned before that either. */
const SWEEP_MS = 30_000

interface Kept {
  readonly table: DocumentTable
  readonly feed: ChangeFeed
}

interface Partitioned {
  readonly name: string
  readonly partition: ReadonlyArray<string>
}

/** Whose a document is, where its container is parted by tenant. */
const tenantOf = ({ partition }: Partitioned, p0: string): string | undefined =>
  partition[0] === "tenantId" ? p0 : undefined

const toVersion = (version: number): Version => String(version) as Version

const unavailable = (container: string, error: unknown): StoreUnavailable => {
  if (error instanceof StoreUnavailable) return error
  if (error instanceof BadQuery) return refused(container, error.message)
  const disk = diskTroubleOf(error)
  if (disk !== undefined) return new StoreUnavailable({ container, message: diskWords[disk], retryable: true, disk })
  return new StoreUnavailable({ container, message: say(error), retryable: isBusy(error) })
}

const tables = (connection: Connection): ReadonlyMap<string, Kept> =>
  new Map(
    Object.entries(catalogue).map(([name, entry]) => {
      const retention = entry.retentionDays === undefined ? undefined : entry.retentionDays * 86_400
      const table = new DocumentTable(connection, name, entry.indexed, retention, entry.growing === true)
      return [name, { table, feed: new ChangeFeed(table, connection.last) }]
    })
  )

const make = (connection: Connection, kept: ReadonlyMap<string, Kept>): Store["Service"] => {
  const codecs = new WeakMap<object, Documents<unknown>>()

  const tableOf = (name: string): Kept => {
    const table = kept.get(name)
    if (table === undefined) throw refused(name, "no such container in the catalogue, ports/containers.ts")
    return table
  }
  const documentsOf = <N extends ContainerName, A extends Document<N>>(container: Container<N, A>): Documents<A> => {
    // The map holds, for each container, the codec made from that same container: its type is the container's.
    const known = codecs.get(container) as Documents<A> | undefined
    if (known !== undefined) return known
    const made = new Documents<A>(container)
    codecs.set(container, made as Documents<unknown>)
    return made
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
      const row = documentsOf(container).toRow(value, expires)
      if (row instanceof StoreUnavailable) return resume(Effect.fail(row))
      connection.submit<number | undefined>({
        tenant: tenantOf(container, row.p0),
        derived: catalogue[container.name].derived === true,
        run: () => run(table, row),
        done: (version) => {
          if (version === undefined) return resume(Effect.fail(refusal()))
          feed.committed({ version, body: row.body, document: row.document })
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
    const value = documentsOf(container).fromJson(body)
    if (value instanceof StoreUnavailable) throw value
    return value
  }

  /** Followers that read a change by the same schema share what was decoded: documents are never changed in place. */
  const changed = <N extends ContainerName, A extends Document<N>>(container: Container<N, A>, change: Change): A => {
    // Decoded by this same container, so it is one of its documents.
    if (change.decoded?.by === container) return change.decoded.value as A
    const value =
      change.document === undefined
        ? documentsOf(container).fromJson(change.body)
        : documentsOf(container).fromDocument(change.document)
    if (value instanceof StoreUnavailable) throw value
    change.decoded = { by: container, value }
    return value
  }

  const keyOf = (container: Partitioned, key: object): readonly [string, string] => {
    const parts = partitionOf(container.partition, key)
    if (parts === undefined) throw refused(container.name, `the key needs ${container.partition.join(" and ")}`)
    return parts
  }

  const scopeOf = (container: Partitioned, key: object): Scope => {
    const [p0, p1] = container.partition.map((path): unknown => Reflect.get(key, path))
    if (typeof p0 !== "string" || p0 === "") throw refused(container.name, `the key needs ${container.partition[0]}`)
    if (container.partition.length === 1) return [p0, ""]
    return typeof p1 === "string" ? [p0, p1] : [p0]
  }

  return {
    read: (container, key, id) =>
      attempt(container.name, () => {
        const [p0, p1] = keyOf(container, key)
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
      Effect.suspend(() => {
        const [p0, p1] = keyOf(container, key)
        return connection.write(() => tableOf(container.name).table.remove(p0, p1, id), tenantOf(container, p0))
      }).pipe(Effect.mapError((error) => unavailable(container.name, error))),
    query: (container, key, query = {}) =>
      attempt(container.name, () => {
        const { table } = tableOf(container.name)
        const everyone = "_tag" in key && key._tag === "EveryTenant"
        const scope = everyone ? ([] as const) : scopeOf(container, key)
        const { rows, continuation } = runQuery(table, container.indexed, scope, query, connection.now())
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
            gatherMs: options?.gatherMs
          },
          (changes) => attempt(container.name, () => changes.map((change) => changed(container, change))),
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
    const kept = tables(connection)
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
